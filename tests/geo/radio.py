"""A small network for tests: round masts that reach so far, over the two communes of the tests' city."""

import msgspec
import numpy as np

from geo.coverage import Coverage
from geo.network import points_of
from geo.sectors import Sector, Technology
from tests.builders import city

CITY = msgspec.structs.replace(city(), boundaries_approximate=False)


def mast(site_id: str, lon: float, lat: float, technology: Technology = "4G", power_dbm: float = 56.0) -> Sector:
    """One antenna that looks all round; at 56 dBm a 4G mast reaches a good two kilometres."""
    return Sector(f"{site_id}-{technology}", site_id, technology, lon, lat, 1800, 30, 0, 360, power_dbm)


def coverage(*sectors: Sector, people: list[tuple[float, float, float]] = ()) -> Coverage:
    """Of these antennas over the two communes, with (lon, lat, how many) of people."""
    lon, lat, count = np.array(people, float).reshape(-1, 3).T
    return Coverage(sectors, points_of(CITY, lon, lat, count))
