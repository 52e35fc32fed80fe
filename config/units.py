"""What became of administrative units that are no more, row by row: of the city's folder, or of a file handed in."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Annotated

from msgspec import Meta

from config.section import Section

Share = Annotated[float, Meta(ge=0, le=1)]
Name = Annotated[str, Meta(max_length=200)]
SHARES = ("area_share", "people_share", "hamlets_share")
ADD_UP_WITHIN = 0.001


class UnitChange(Section, frozen=True):
    """The part of an old unit that went to a new one; ``share`` stands for all three where they are not said.

    ``changed_on`` is the first day of the new units: from then the old code means nothing, or a unit that kept it.
    """

    old_code: Annotated[str, Meta(min_length=1, max_length=40)]
    new_code: Annotated[str, Meta(max_length=40)]
    changed_on: date
    share: Share | None = None
    area_share: Share | None = None
    people_share: Share | None = None
    hamlets_share: Share | None = None
    old_name: Name = ""
    old_district: Name = ""

    def shares(self) -> tuple[float | None, ...]:
        """Of area, people and hamlets."""
        return tuple(self.share if (said := getattr(self, name)) is None else said for name in SHARES)


def wrong_changes(rows: Sequence[tuple[str, UnitChange]], codes: Collection[str], city: str) -> Iterator[str]:
    """What is wrong with rows, each under the words that tell where it stands: unknown units, pairs that stand there
    twice, shares that are not said or do not add up to 1, units that end on several days.
    """
    pairs: set[tuple[str, str]] = set()
    of_old: dict[str, list[tuple[str, UnitChange]]] = {}
    for where, row in rows:
        if row.new_code not in codes:
            yield f"{where}: new_code {row.new_code!r}: {city} has no such commune"
        if (row.old_code, row.new_code) in pairs:
            yield f"{where}: {row.old_code!r} to {row.new_code!r} stands there twice"
        if None in (shares := row.shares()):
            yield f"{where}: {SHARES[shares.index(None)]}: nothing in it, and no share that stands for all three"
        pairs.add((row.old_code, row.new_code))
        of_old.setdefault(row.old_code, []).append((where, row))
    for code, own in of_old.items():
        yield from _uneven(f"{own[0][0]}: old unit {code!r}", [row for _, row in own])


def _uneven(where: str, own: list[UnitChange]) -> Iterator[str]:
    for number, name in enumerate(SHARES):
        total = sum(row.shares()[number] or 0.0 for row in own)
        if abs(total - 1) > ADD_UP_WITHIN:
            yield f"{where}: {name} adds up to {total:g} and not to 1"
    if len({row.changed_on for row in own}) > 1:
        yield f"{where}: changed_on is not the same day in all its rows"
