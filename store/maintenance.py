"""Announced work: which sources, from when to when, why and by whom; each step stands in the audit too."""

from datetime import datetime
from typing import LiteralString

import msgspec

from store.pool import AsyncConnection, Connection


class Maintenance(msgspec.Struct, frozen=True):
    """Work on these sources and on whatever hangs on them; ``ended_by`` somebody, before its time."""

    id: int
    sources: tuple[str, ...]
    begins: datetime
    ends: datetime
    reason: str
    made_by: str
    ended_by: str | None


BEGIN: LiteralString = """
WITH made AS (
    INSERT INTO maintenance (sources, begins, ends, reason, made_by)
    VALUES (%(sources)s, %(begins)s, %(ends)s, %(reason)s, %(by)s) RETURNING id
), written AS (
    INSERT INTO audit (time, actor, role, action, note, details)
    SELECT %(now)s, %(by)s, %(role)s, 'maintenance', %(reason)s,
           jsonb_build_object('id', id, 'sources', %(sources)s::text[], 'begins', %(begins)s::timestamptz::text,
                              'ends', %(ends)s::timestamptz::text)
    FROM made RETURNING (details ->> 'id')::bigint
)
SELECT * FROM written"""


def begin(
    connection: Connection,
    sources: list[str],
    begins: datetime,
    ends: datetime,
    reason: str,
    by: str,
    role: str,
    now: datetime,
) -> int:
    """Announce work; returns its number."""
    row = {"sources": sources, "begins": begins, "ends": ends, "reason": reason, "by": by, "role": role, "now": now}
    [(number,)] = connection.execute(BEGIN, row).fetchall()
    return number


END: LiteralString = """
WITH ended AS (
    UPDATE maintenance SET ends = greatest(%(now)s, begins + interval '1 microsecond'), ended_by = %(by)s
    WHERE id = %(id)s AND ends > %(now)s RETURNING id
), written AS (
    INSERT INTO audit (time, actor, role, action, details)
    SELECT %(now)s, %(by)s, %(role)s, 'maintenance_end', jsonb_build_object('id', id) FROM ended RETURNING number
)
SELECT number FROM written"""


def end(connection: Connection, number: int, by: str, role: str, now: datetime) -> bool:
    """End work before its time; False when there is none such that still lasts."""
    return connection.execute(END, {"id": number, "by": by, "role": role, "now": now}).fetchone() is not None


LASTING: LiteralString = """
SELECT id, sources, begins, ends, reason, made_by, ended_by FROM maintenance WHERE ends > %(now)s ORDER BY begins, id"""


def lasting(connection: Connection, now: datetime) -> list[Maintenance]:
    """Work that goes on or is still to come."""
    rows = connection.execute(LASTING, {"now": now}).fetchall()
    return [Maintenance(row[0], tuple(row[1]), *row[2:]) for row in rows]


async def windows(connection: AsyncConnection, now: datetime) -> list[Maintenance]:
    """The same, for screens."""
    rows = await (await connection.execute(LASTING, {"now": now})).fetchall()
    return [Maintenance(row[0], tuple(row[1]), *row[2:]) for row in rows]
