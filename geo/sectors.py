"""A sector: one antenna of a radio site, and the wedge of ground it reaches."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, get_args

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from config.radio import TECHNOLOGIES as TECHNOLOGIES  # sectors are spoken of with the words of the city's folder
from config.radio import Technology as Technology
from config.radio import Terrain as Terrain
from geo.measure import lonlat_to_metres, metres_to_lonlat, to_metres

TERRAINS: tuple[Terrain, ...] = get_args(Terrain)
NEAR_BORDER_METRES = 3000.0
SAME_PLACE_DEGREES = 0.001  # a hundred metres: antennas of one site hang on roofs side by side
ARC_DEGREES = 5.0


@dataclass(frozen=True, slots=True)
class Sector:
    """An antenna: clockwise from north it looks to ``azimuth_degrees``, ``beam_degrees`` wide (360: all round).

    ``power_dbm`` is the carrier's whole power where the cable leaves the transmitter; ``terrain`` that of its commune.
    What cannot be is a ValueError that names the sector and the key.
    """

    id: str
    site_id: str
    technology: Technology
    lon: float
    lat: float
    band_mhz: float
    height_metres: float
    azimuth_degrees: float
    beam_degrees: float
    power_dbm: float
    terrain: Terrain = "rural"

    def __post_init__(self) -> None:
        for key, least, most in BOUNDS:
            value = getattr(self, key)
            if not least <= value <= most:  # also what is not a number
                raise ValueError(f"sector {self.id}: {key} {value:g} is not between {least:g} and {most:g}")
        if self.technology not in TECHNOLOGIES:
            raise ValueError(f"sector {self.id}: technology {self.technology!r} is none of {', '.join(TECHNOLOGIES)}")
        if self.terrain not in TERRAINS:
            raise ValueError(f"sector {self.id}: terrain {self.terrain!r} is none of {', '.join(TERRAINS)}")


BOUNDS = (
    ("lon", -180.0, 180.0),
    ("lat", -90.0, 90.0),
    ("band_mhz", 150.0, 30_000.0),
    ("height_metres", 1.0, 400.0),
    ("azimuth_degrees", 0.0, 360.0),
    ("beam_degrees", 1.0, 360.0),
    ("power_dbm", 0.0, 70.0),
)


def check(sectors: Sequence[Sector], boundaries: dict[str, Any] | None = None) -> list[str]:
    """What is wrong with sectors as a whole, each with its row (the first is 1); nothing when they can be used.

    1. there are any 2. no id stands twice 3. one site stands in one place, give or take SAME_PLACE_DEGREES (that of its
    first row counts) 4. no site is outside the boundaries by more than NEAR_BORDER_METRES
    """
    if not sectors:
        return ["there is no sector at all"]
    return [*_twice(sectors), *_torn(sectors), *(_outside(sectors, boundaries) if boundaries else ())]


def _twice(sectors: Sequence[Sector]) -> Iterable[str]:
    first: dict[str, int] = {}
    for row, sector in enumerate(sectors, start=1):
        if sector.id in first:
            yield f"row {row} (sector {sector.id}): the same id stands in row {first[sector.id]}"
        first.setdefault(sector.id, row)


def _torn(sectors: Sequence[Sector]) -> Iterable[str]:
    places: dict[str, tuple[float, float]] = {}
    for row, sector in enumerate(sectors, start=1):
        lon, lat = places.setdefault(sector.site_id, (sector.lon, sector.lat))
        if max(abs(lon - sector.lon), abs(lat - sector.lat)) > SAME_PLACE_DEGREES:
            yield f"row {row} (sector {sector.id}): site {sector.site_id} stands at {lon:g}, {lat:g} in an earlier row"


def _outside(sectors: Sequence[Sector], boundaries: dict[str, Any]) -> Iterable[str]:
    shapes = [shapely.geometry.shape(feature["geometry"]) for feature in boundaries["features"]]
    province = shapely.union_all([to_metres(shape) for shape in shapes])
    places = lonlat_to_metres(np.array([[sector.lon, sector.lat] for sector in sectors]))
    shapely.prepare(province)
    near = shapely.dwithin(province, shapely.points(places), NEAR_BORDER_METRES)
    for row in np.flatnonzero(~near).tolist():
        sector = sectors[row]
        yield (
            f"row {row + 1} (sector {sector.id}): site {sector.site_id} at {sector.lon:g}, {sector.lat:g} is outside"
            " the province" + (": longitude and latitude are swapped" if sector.lon < sector.lat else "")
        )


def polygon(sector: Sector, radius_metres: float) -> BaseGeometry:
    """The wedge of the sector in UTM 48N metres; a whole disc when it looks all round."""
    east, north = lonlat_to_metres(np.array([[sector.lon, sector.lat]]))[0]
    half = min(sector.beam_degrees, 360.0) / 2
    steps = max(2, math.ceil(sector.beam_degrees / ARC_DEGREES) + 1)
    bearings = np.radians(np.linspace(sector.azimuth_degrees - half, sector.azimuth_degrees + half, steps))
    arc = np.column_stack([east + radius_metres * np.sin(bearings), north + radius_metres * np.cos(bearings)])
    corners = arc if half >= 180 else np.vstack([[east, north], arc])
    return shapely.Polygon(corners)


def outline(sector: Sector, radius_metres: float) -> BaseGeometry:
    """The wedge of the sector in lon, lat, to be drawn."""
    return shapely.transform(polygon(sector, radius_metres), metres_to_lonlat)
