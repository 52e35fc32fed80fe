"""Masts that could be built, given or on a grid: how far each is from backhaul, and whether there is grid power."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import KDTree

from geo.measure import lonlat_to_metres, metres_to_lonlat, to_metres
from geo.points import NOWHERE, communes_at
from geo.sectors import Sector, Technology, Terrain

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A mast that could be built: its sectors, its cost, how far backhaul is, and whether there is grid power."""

    id: str
    sectors: tuple[Sector, ...]
    cost: float = 1.0
    backhaul_metres: float = 0.0
    grid_power: bool = True


@dataclass(frozen=True, slots=True)
class Carrier:
    """One technology of a mast's design: every sector has it."""

    technology: Technology
    band_mhz: float
    power_dbm: float


@dataclass(frozen=True, slots=True)
class Design:
    """What a new mast looks like; ``off_grid_cost`` is added where power has to be made on the spot."""

    carriers: tuple[Carrier, ...]
    height_metres: float = 42.0
    azimuths_degrees: tuple[float, ...] = (0.0, 120.0, 240.0)
    beam_degrees: float = 120.0
    cost: float = 1.0
    off_grid_cost: float = 0.0

    def sectors(self, mast: str, lon: float, lat: float, terrain: Terrain) -> tuple[Sector, ...]:
        """The sectors of such a mast at a place."""
        return tuple(
            Sector(
                id=f"{mast}-{carrier.technology}-{azimuth:g}",
                site_id=mast,
                technology=carrier.technology,
                lon=lon,
                lat=lat,
                band_mhz=carrier.band_mhz,
                height_metres=self.height_metres,
                azimuth_degrees=azimuth,
                beam_degrees=self.beam_degrees,
                power_dbm=carrier.power_dbm,
                terrain=terrain,
            )
            for carrier in self.carriers
            for azimuth in self.azimuths_degrees
        )


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known of places: sites with backhaul, and hamlets that are (True) or are not on the power grid.

    Both as (n, 2) of lon, lat. Without sites every place is infinitely far from backhaul; without hamlets the grid is
    taken to be everywhere.
    """

    boundaries: Mapping[str, Any]
    terrains: Mapping[str, Terrain]
    backhaul: Floats
    hamlets: Floats
    hamlets_on_grid: NDArray[np.bool_]


def masts(design: Design, places: Floats, around: Surroundings, prefix: str = "new") -> list[Candidate]:
    """A candidate at each (lon, lat) in a commune: backhaul is at the nearest site, power as in the nearest hamlet."""
    codes = [str(feature["properties"]["code"]) for feature in around.boundaries["features"]]
    commune = communes_at(dict(around.boundaries), codes, places[:, 0], places[:, 1])
    metres = lonlat_to_metres(places)
    far = _nearest(around.backhaul, metres)[0]
    hamlet = _nearest(around.hamlets, metres)[1]
    made = []
    for row in np.flatnonzero(commune != NOWHERE).tolist():
        powered = bool(around.hamlets_on_grid[hamlet[row]]) if len(around.hamlets) else True
        lon, lat = places[row].tolist()
        mast = f"{prefix}-{row + 1}"
        sectors = design.sectors(mast, lon, lat, around.terrains[codes[commune[row]]])
        cost = design.cost + (0.0 if powered else design.off_grid_cost)
        made.append(Candidate(mast, sectors, cost, float(far[row]), powered))
    return made


def grid(boundaries: Mapping[str, Any], step_metres: float) -> Floats:
    """(n, 2) of lon, lat: the middles of square cells of this width that lie in the province."""
    shapes = [to_metres(shapely.geometry.shape(feature["geometry"])) for feature in boundaries["features"]]
    province = shapely.union_all(shapes)
    shapely.prepare(province)
    left, bottom, right, top = np.floor(np.array(province.bounds) / step_metres) * step_metres
    x, y = np.meshgrid(
        np.arange(left, right + step_metres, step_metres) + step_metres / 2,
        np.arange(bottom, top + step_metres, step_metres) + step_metres / 2,
    )
    inside = shapely.contains_xy(province, x, y)
    return metres_to_lonlat(np.column_stack([x[inside], y[inside]]))


def _nearest(lonlat: Floats, metres: Floats) -> tuple[Floats, NDArray[np.intp]]:
    if not len(lonlat):
        return np.full(len(metres), np.inf), np.zeros(len(metres), np.intp)
    distance, row = KDTree(lonlat_to_metres(lonlat)).query(metres)
    return np.asarray(distance), np.asarray(row, np.intp)
