"""A city of two masts for tests of `ioc coverage`: what it computes, and what its telemetry says."""

from datetime import datetime

import msgspec

from config.radio import Hamlet, PlannedSector
from store.records import Reading
from store.write import save
from tests.builders import batch, city

PLACES = {"site-0001": (105.62, 18.62), "site-0002": (105.64, 18.62)}


def planned(site_id: str, technology: str = "4G", **changes) -> PlannedSector:
    """One antenna that looks all round, heard for 2.2 km."""
    row = {"id": f"{site_id}-{technology}", "site_id": site_id, "technology": technology, "band_mhz": 1800,
           "height_metres": 30, "azimuth_degrees": 0, "beam_degrees": 360, "power_dbm": 56}  # fmt: skip
    return PlannedSector(**(row | changes))


def hamlet(name: str, lon: float, people: int) -> Hamlet:
    """A hamlet on the line between the masts."""
    return Hamlet(id=name, name=name, commune_code="1", lon=lon, lat=18.62, people=people, grid_power="yes")


SITES = [{"id": name, "name": name, "commune_code": "1", "lon": lon, "lat": lat, "technologies": "4G"}
         for name, (lon, lat) in PLACES.items()]  # fmt: skip
# West hears the first mast alone, east the second, middle both; far nobody.
HAMLETS = (hamlet("west", 105.61, 100), hamlet("middle", 105.63, 20), hamlet("east", 105.65, 3),
           hamlet("far", 105.69, 500))  # fmt: skip
CITY = msgspec.structs.replace(city(sites=SITES), sectors=tuple(map(planned, PLACES)), hamlets=HAMLETS)


def says(connection, now: datetime, **up: bool) -> None:
    """The telemetry of sites, by the end of their ids: one="site-0001"."""
    ids = {"one": "site-0001", "two": "site-0002"}
    save(connection, batch(*(Reading(now, ids[name], "up", float(value)) for name, value in up.items())))
