"""Where people live, as the last imported file says: a million points go in and out as one array."""

from collections.abc import Iterable
from datetime import datetime
from typing import LiteralString, NamedTuple

import numpy as np
from numpy.typing import NDArray

from store.imports import INPUTS, add, counted, tell
from store.pool import Connection

Floats = NDArray[np.float64]


class Population(NamedTuple):
    """Places and how many people live at each."""

    lon: Floats
    lat: Floats
    people: Floats


CLEAR: LiteralString = "DELETE FROM population_points"
COPY_IN: LiteralString = "COPY population_points (lon, lat, people) FROM STDIN (FORMAT BINARY)"
COPY_OUT: LiteralString = "COPY population_points (lon, lat, people) TO STDOUT (FORMAT BINARY)"
# A row of PostgreSQL's binary COPY: how many fields, then each field's length and value.
FIELDS = ("lon", "lat", "people")
PARTS = (("_bytes", ">i4"), ("", ">f8"))
ROW = np.dtype([("fields", ">i2"), *((f"{name}{part}", kind) for name in FIELDS for part, kind in PARTS)])
HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
TRAILER = b"\xff\xff"


def replace_population(connection: Connection, portions: Iterable[Population], file: str, now: datetime) -> int:
    """Put these in the stead of all others; whatever ``portions`` raises leaves all as it was. Returns how many."""
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute(CLEAR)
        number, total = add(connection, "population", file, 0, now), 0
        with cursor.copy(COPY_IN) as copy:
            copy.write(HEADER)
            for portion in portions:
                copy.write(_packed(portion))
                total += len(portion.people)
            copy.write(TRAILER)
        counted(connection, number, total)
        tell(connection, INPUTS)
    return total


def population(connection: Connection) -> Population:
    """All points that were imported; none: nothing was."""
    with connection.cursor().copy(COPY_OUT) as copy:
        data = b"".join(map(bytes, copy))
    number = (len(data) - len(HEADER) - len(TRAILER)) // ROW.itemsize
    rows = np.frombuffer(data, ROW, number, len(HEADER))
    return Population(*(rows[name].astype(np.float64) for name in FIELDS))


def _packed(portion: Population) -> bytes:
    rows = np.empty(len(portion.people), ROW)
    rows["fields"] = len(FIELDS)
    for name, values in portion._asdict().items():
        rows[f"{name}_bytes"], rows[name] = 8, values
    return rows.tobytes()
