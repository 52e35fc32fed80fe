"""The antennas of the network as planned, as the last imported file says; without one the city's folder holds."""

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString

from config.radio import PlannedSector
from store.imports import INPUTS, add, tell
from store.pool import Connection

COLUMNS = ("id", "site_id", "technology", "band_mhz", "height_metres", "azimuth_degrees", "beam_degrees", "power_dbm",
           "lon", "lat")  # fmt: skip
CLEAR: LiteralString = "DELETE FROM planned_sectors"
COPY: LiteralString = """
COPY planned_sectors (id, site_id, technology, band_mhz, height_metres, azimuth_degrees, beam_degrees, power_dbm,
                      lon, lat) FROM STDIN"""
ALL: LiteralString = """
SELECT id, site_id, technology, band_mhz, height_metres, azimuth_degrees, beam_degrees, power_dbm, lon, lat
FROM planned_sectors ORDER BY site_id, id"""


def replace_sectors(connection: Connection, sectors: Sequence[PlannedSector], file: str, now: datetime) -> None:
    """Put these, every one with its place, in the stead of all others, whole or not at all."""
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute(CLEAR)
        with cursor.copy(COPY) as copy:
            for row in sectors:
                copy.write_row([getattr(row, name) for name in COLUMNS])
        add(connection, "sites", file, len(sectors), now)
        tell(connection, INPUTS)


def planned_sectors(connection: Connection) -> list[PlannedSector]:
    """All that were imported, by site; nothing: none ever were."""
    return [PlannedSector(**dict(zip(COLUMNS, row, strict=True))) for row in connection.execute(ALL)]
