"""What telephones measured, each row once, and the squares of ground that they speak of."""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Annotated, LiteralString, NamedTuple

import msgspec
import numpy as np
from msgspec import Meta

from config.radio import Lat, Lon, Technology
from geo.measured import Cell, Samples
from store.imports import MEASURED, add, counted, tell
from store.pool import AsyncConnection, Connection


class Measurement(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """How strong a pilot was at a place and time; of 3G that is its RSCP."""

    time: Annotated[datetime, Meta(tz=True)]
    lon: Lon
    lat: Lat
    technology: Technology
    rsrp_dbm: Annotated[float, Meta(ge=-160, le=-20)]


class Kept(NamedTuple):
    """How many rows were new, and how many had been there."""

    new: int
    repeated: int


STAGE: LiteralString = """
CREATE TEMPORARY TABLE measured ON COMMIT DROP AS
SELECT time, lon, lat, technology, rsrp_dbm FROM measurements WITH NO DATA"""
COPY: LiteralString = "COPY measured (time, lon, lat, technology, rsrp_dbm) FROM STDIN"
UNSTAGE: LiteralString = """
INSERT INTO measurements (time, lon, lat, technology, rsrp_dbm, import_id)
SELECT time, lon, lat, technology, rsrp_dbm, %(import_id)s FROM measured ON CONFLICT DO NOTHING"""


def save_measurements(
    connection: Connection, portions: Iterable[Sequence[Measurement]], file: str, now: datetime
) -> Kept:
    """Keep each row once; whatever ``portions`` raises leaves all as it was."""
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute(STAGE)
        total = 0
        with cursor.copy(COPY) as copy:
            for portion in portions:
                for row in portion:
                    copy.write_row((row.time, row.lon, row.lat, row.technology, row.rsrp_dbm))
                total += len(portion)
        number = add(connection, "measurements", file, 0, now)
        new = cursor.execute(UNSTAGE, {"import_id": number}).rowcount
        counted(connection, number, new)
        tell(connection, MEASURED)
    return Kept(new, total - new)


SAMPLES: LiteralString = """
SELECT extract(epoch FROM time)::float8, lon, lat, rsrp_dbm::float8 FROM measurements
WHERE technology = %(technology)s AND time >= %(since)s"""
PORTION = 20_000


def samples(connection: Connection, technology: Technology, since: datetime) -> Samples:
    """What was measured of a technology at ``since`` or later."""
    with connection.cursor(binary=True) as cursor:
        cursor.execute(SAMPLES, {"technology": technology, "since": since})
        portions = [np.empty((0, 4))]
        while rows := cursor.fetchmany(PORTION):
            portions.append(np.array(rows, np.float64))
    return Samples(*np.concatenate(portions).T)


CELL = tuple(field.name for field in fields(Cell))
CLEAR_CELLS: LiteralString = "DELETE FROM measured_cells"
CELLS_IN: LiteralString = """
COPY measured_cells (technology, commune_code, lon, lat, size_metres, samples, median_dbm, first_at, last_at,
                     modelled, good) FROM STDIN"""


def replace_cells(connection: Connection, cells: Iterable[Cell]) -> None:
    """Put these in the stead of all others, within the caller's transaction."""
    with connection.cursor() as cursor:
        cursor.execute(CLEAR_CELLS)
        with cursor.copy(CELLS_IN) as copy:
            for cell in cells:
                copy.write_row([getattr(cell, name) for name in CELL])


CELLS: LiteralString = """
SELECT technology, commune_code, lon, lat, size_metres, samples, median_dbm::float8, first_at, last_at, modelled, good
FROM measured_cells WHERE technology = %(technology)s AND (modelled <> good OR NOT %(contradicting)s)
ORDER BY lon, lat LIMIT %(most)s"""


async def cells(
    connection: AsyncConnection, technology: Technology, contradicting: bool = False, most: int = 20_000
) -> list[Cell]:
    """The squares in which enough was measured, or those alone where that contradicts the model."""
    values = {"technology": technology, "contradicting": contradicting, "most": most}
    return [Cell(*row) for row in await (await connection.execute(CELLS, values)).fetchall()]
