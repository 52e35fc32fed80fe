"""What became of communes that are no more, and figures of theirs as the communes of today would have had them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Literal, LiteralString

import msgspec

from config.units import UnitChange
from store.imports import INPUTS, add, newest, tell
from store.pool import AsyncConnection, Connection

Measure = Literal["area", "people", "hamlets"]


class Part(msgspec.Struct, frozen=True):
    """The part of an old unit that went to a new one, as shares of its area, people and hamlets.

    From ``changed_on`` the old code means nothing any more, or the new unit that kept it.
    """

    old_code: str
    new_code: str
    old_name: str
    changed_on: date
    area_share: float
    people_share: float
    hamlets_share: float


def part_of(change: UnitChange) -> Part:
    """A row of the city's folder or of a file, which was checked."""
    area, people, hamlets = (share or 0.0 for share in change.shares())
    return Part(change.old_code, change.new_code, change.old_name, change.changed_on, area, people, hamlets)


CLEAR: LiteralString = "DELETE FROM unit_crosswalk"
COPY: LiteralString = """
COPY unit_crosswalk (old_code, new_code, old_name, changed_on, area_share, people_share, hamlets_share) FROM STDIN"""
ALL: LiteralString = """
SELECT old_code, new_code, old_name, changed_on, area_share, people_share, hamlets_share
FROM unit_crosswalk ORDER BY old_code, new_code"""


def replace_crosswalk(connection: Connection, parts: Sequence[Part], file: str, now: datetime) -> None:
    """Put these in the stead of all others, whole or not at all."""
    with connection.transaction():
        _replace(connection, parts)
        add(connection, "units", file, len(parts), now)
        tell(connection, INPUTS)


def take_from_folder(connection: Connection, parts: Sequence[Part]) -> None:
    """Let the city's folder hold, unless a file was imported."""
    with connection.transaction():
        if newest(connection, "units") is None:
            _replace(connection, parts)


def _replace(connection: Connection, parts: Sequence[Part]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(CLEAR)
        with cursor.copy(COPY) as copy:
            for part in parts:
                copy.write_row([getattr(part, name) for name in part.__struct_fields__])


async def crosswalk(connection: AsyncConnection) -> list[Part]:
    """Every part of every old unit."""
    return [Part(*row) for row in await (await connection.execute(ALL)).fetchall()]


def recut(values: Mapping[str, float], parts: Iterable[Part], measure: Measure, day: date) -> dict[str, float]:
    """Sums that old units had on a day, given to the units of today by shares; what has no part stays where it is.

    For what can be added up (people, dossiers), never for percentages: cut part and whole, then divide.
    """
    cut: dict[str, float] = {}
    ended = [part for part in parts if day < part.changed_on]
    of_old = {part.old_code for part in ended}
    for code, value in values.items():
        if code not in of_old:
            cut[code] = cut.get(code, 0.0) + value
    for part in ended:
        if part.old_code in values:
            share = getattr(part, f"{measure}_share")
            cut[part.new_code] = cut.get(part.new_code, 0.0) + share * values[part.old_code]
    return cut
