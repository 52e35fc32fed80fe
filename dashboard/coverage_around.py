"""What a mast that is tried finds around it, made ready once: it is asked for while somebody drags."""

from collections import Counter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from config import City
from config.coverage import SitingSettings
from dashboard.coverage_view import View
from geo.areas import Areas
from geo.candidates import Candidate, Carrier, Design, Surroundings
from geo.coverage import Coverage
from geo.measure import lonlat_to_metres
from geo.sectors import TECHNOLOGIES, Sector, Technology, Terrain


class Around(NamedTuple):
    """Backhaul at every site of the network, grid power as in the nearest hamlet; ``usual``: the commonest antennas.

    ``sites`` and ``hamlets`` are in metres.
    """

    surroundings: Surroundings
    areas: Areas
    terrains: dict[str, Terrain]
    sites: NDArray[np.float64]
    hamlets: NDArray[np.float64]
    usual: dict[Technology, Sector]
    siting: SitingSettings


def around_of(known: Coverage, city: City, siting: SitingSettings) -> Around:
    """Of a network and its city."""
    first = [known.reach.sectors[rows[0]] for rows in known.reach.sites.values()]
    sites = np.array([[sector.lon, sector.lat] for sector in first], dtype=float)
    hamlets = np.array([[row.lon, row.lat] for row in city.hamlets], dtype=float).reshape(-1, 2)
    powered = np.array([row.grid_power == "yes" for row in city.hamlets], dtype=bool)
    terrains: dict[str, Terrain] = {commune.code: commune.terrain for commune in city.communes}
    metres = lonlat_to_metres(hamlets) if len(hamlets) else hamlets
    return Around(
        Surroundings(city.boundaries, terrains, sites, hamlets, powered),
        Areas(city.boundaries),
        terrains,
        known.reach.places[[rows[0] for rows in known.reach.sites.values()]],
        metres,
        {name: found for name in TECHNOLOGIES if (found := _usual(known, name))},
        siting,
    )


def design_of(around: Around, view: View) -> Design:
    """The mast that is tried: in each technology of the view the band and beam that most antennas there have.

    Height and power are the view's own: somebody chose them. Without any antenna to go by it is a ValueError.
    """
    wanted = TECHNOLOGIES if view.service == "any" else (view.service,)
    usual = [around.usual[name] for name in wanted if name in around.usual]
    if not usual:
        raise ValueError(f"no antenna of {view.service} stands anywhere: there is none to go by")
    return Design(
        tuple(Carrier(row.technology, row.band_mhz, view.power_dbm) for row in usual),
        height_metres=view.height_metres,
        azimuths_degrees=around.siting.azimuths_degrees,
        beam_degrees=usual[0].beam_degrees,
        cost=view.mast_cost,
        off_grid_cost=view.off_grid_cost,
    )


def candidate_at(around: Around, design: Design, lon: float, lat: float) -> Candidate | None:
    """One candidate, as ``geo.candidates.masts`` makes many; None outside of all communes."""
    code = around.areas.commune_at(lon, lat)
    if code is None:
        return None
    place = lonlat_to_metres(np.array([[lon, lat]]))[0]
    powered = True
    if len(around.hamlets):
        powered = bool(around.surroundings.hamlets_on_grid[np.argmin(_far(around.hamlets, place))])
    cost = design.cost + (0.0 if powered else design.off_grid_cost)
    sectors = design.sectors("mast-1", lon, lat, around.terrains[code])
    return Candidate("mast-1", sectors, cost, float(_far(around.sites, place).min()), powered)


def _far(places: NDArray[np.float64], place: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.hypot(places[:, 0] - place[0], places[:, 1] - place[1])


def _usual(known: Coverage, technology: Technology) -> Sector | None:
    """An antenna as most of a technology are; None when there is none."""
    rows = [row for row in known.reach.sectors if row.technology == technology]
    kinds = Counter((row.band_mhz, row.beam_degrees) for row in rows).most_common(1)
    return next((row for row in rows if kinds and (row.band_mhz, row.beam_degrees) == kinds[0][0]), None)
