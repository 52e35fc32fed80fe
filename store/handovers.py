"""Hand-overs of shifts: what happened since the last one, and who signed."""

from datetime import datetime
from typing import Any, LiteralString, NamedTuple

import msgspec
import psycopg
from psycopg.types.json import Jsonb

from store.handling import Role
from store.pool import AsyncConnection

encode = msgspec.json.encode


class Handover(NamedTuple):
    """One of them; ``report`` is as it was written then. ``taken_by`` None: nobody has signed for the next shift."""

    id: int
    since: datetime
    made_at: datetime
    report: dict[str, Any]
    given_by: str
    note: str
    taken_by: str | None
    taken_at: datetime | None


class NotYours(RuntimeError):
    """It cannot be signed: it was signed meanwhile, or by the same person on the other side, or one waits already."""


NEWEST: LiteralString = """
SELECT id, since, made_at, report, given_by, note, taken_by, taken_at FROM handovers
WHERE desk = %(desk)s ORDER BY id DESC LIMIT %(most)s"""


async def newest(connection: AsyncConnection, desk: str = "", most: int = 10) -> list[Handover]:
    """The last ones of a desk, the newest first; "" is the desk that sees the whole city."""
    cursor = await connection.execute(NEWEST, {"desk": desk, "most": most})
    return [Handover(*row) for row in await cursor.fetchall()]


# What people and the clock did to alerts since then, as the audit has it.
DONE: LiteralString = """
SELECT action, count(*) FROM audit JOIN alerts ON alerts.id = alert_id
WHERE audit.time > %(since)s AND audit.time <= %(now)s
  AND (%(communes)s::text[] IS NULL OR commune_code = ANY(%(communes)s) OR source_id = ANY(%(sources)s))
GROUP BY action ORDER BY 2 DESC, 1"""


async def done(
    connection: AsyncConnection, since: datetime, now: datetime, seen: tuple[list[str], list[str]] | None
) -> dict[str, int]:
    """How often each thing was done to alerts that are seen: ``seen`` are communes and sources, None all."""
    communes, sources = seen or (None, None)
    values = {"since": since, "now": now, "communes": communes, "sources": sources}
    return dict(await (await connection.execute(DONE, values)).fetchall())


GIVE: LiteralString = """
WITH made AS (
    INSERT INTO handovers (since, made_at, report, given_by, note, desk)
    VALUES (%(since)s, %(now)s, %(report)s, %(name)s, %(note)s, %(desk)s) RETURNING id
), written AS (
    INSERT INTO audit (time, actor, role, action, note, details)
    SELECT %(now)s, %(name)s, %(role)s, 'hand-over', %(note)s, jsonb_build_object('handover', id) FROM made
    RETURNING number
)
SELECT number FROM written"""
TAKE: LiteralString = """
WITH taken AS (
    UPDATE handovers SET taken_by = %(name)s, taken_at = %(now)s
    WHERE id = %(id)s AND desk = %(desk)s AND taken_by IS NULL AND given_by <> %(name)s RETURNING id
), written AS (
    INSERT INTO audit (time, actor, role, action, details)
    SELECT %(now)s, %(name)s, %(role)s, 'take-shift', jsonb_build_object('handover', id) FROM taken RETURNING number
)
SELECT number FROM written"""


async def give(
    connection: AsyncConnection,
    since: datetime,
    now: datetime,
    report: object,
    name: str,
    role: Role,
    note: str,
    desk: str = "",
) -> None:
    """Sign as who goes; raises NotYours when one of this desk waits already."""
    values = {"since": since, "now": now, "name": name, "role": role, "note": note, "desk": desk}
    try:
        await connection.execute(GIVE, values | {"report": Jsonb(report, dumps=encode)})
    except psycopg.errors.UniqueViolation as error:
        raise NotYours from error


async def take(
    connection: AsyncConnection, handover_id: int, now: datetime, name: str, role: Role, desk: str = ""
) -> None:
    """Sign as who comes; raises NotYours when it is signed, of another desk, or was given by the same person."""
    values = {"id": handover_id, "now": now, "name": name, "role": role, "desk": desk}
    if await (await connection.execute(TAKE, values)).fetchone() is None:
        raise NotYours
