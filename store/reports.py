"""Citizens' reports: every change kept, each report made of its changes alone, in whatever order they came."""

from collections.abc import Mapping
from datetime import datetime
from typing import LiteralString, NamedTuple

import psycopg

from store.pool import AsyncConnection
from store.records import Report, ReportChange

CHANGE: LiteralString = """
INSERT INTO report_changes (time, report_id, state, unit, category, lon, lat, commune_code)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING"""

# Two writers that see different changes of one report would each leave half of it: they take turns.
TURN: LiteralString = "LOCK TABLE reports IN SHARE ROW EXCLUSIVE MODE"

# The newest change says the state, at the same time the one further on; the newest that says a place says the place.
MAKE: LiteralString = """
WITH change AS (
    SELECT *, array_position(ARRAY['received', 'assigned', 'in_progress', 'rejected', 'done'], state) AS step
    FROM report_changes WHERE report_id = ANY(%(ids)s)
), newest AS (
    SELECT DISTINCT ON (report_id) report_id, state, time AS state_at
    FROM change ORDER BY report_id, time DESC, step DESC
), unit AS (
    SELECT DISTINCT ON (report_id) report_id, unit
    FROM change WHERE unit <> '' ORDER BY report_id, time DESC, step DESC, unit DESC
), kind AS (
    SELECT DISTINCT ON (report_id) report_id, category
    FROM change WHERE category <> '' ORDER BY report_id, time DESC, step DESC, category DESC
), place AS (
    SELECT DISTINCT ON (report_id) report_id, lon, lat, commune_code
    FROM change WHERE commune_code <> ''
    ORDER BY report_id, time DESC, step DESC, commune_code DESC, lon DESC NULLS LAST, lat DESC
), times AS (
    SELECT report_id, min(time) AS first_at,
           min(time) FILTER (WHERE state = 'received') AS received_at,
           min(time) FILTER (WHERE state = 'assigned') AS assigned_at
    FROM change GROUP BY report_id
)
INSERT INTO reports (report_id, category, lon, lat, commune_code, state, state_at, unit,
                     first_at, received_at, assigned_at, ended_at)
SELECT report_id, coalesce(category, ''), lon, lat, coalesce(commune_code, ''), state, state_at, coalesce(unit, ''),
       first_at, received_at, assigned_at, CASE WHEN state IN ('done', 'rejected') THEN state_at END
FROM newest JOIN times USING (report_id)
    LEFT JOIN unit USING (report_id) LEFT JOIN kind USING (report_id) LEFT JOIN place USING (report_id)
ON CONFLICT (report_id) DO UPDATE SET
    category = excluded.category, lon = excluded.lon, lat = excluded.lat, commune_code = excluded.commune_code,
    state = excluded.state, state_at = excluded.state_at, unit = excluded.unit, first_at = excluded.first_at,
    received_at = excluded.received_at, assigned_at = excluded.assigned_at, ended_at = excluded.ended_at"""


def save_reports(cursor: psycopg.Cursor, changes: list[ReportChange]) -> None:
    """Keep each change once, and make the reports they belong to anew."""
    if not changes:
        return
    cursor.execute(TURN)
    cursor.executemany(CHANGE, [tuple(getattr(row, name) for name in row.__struct_fields__) for row in changes])
    cursor.execute(MAKE, {"ids": sorted({change.report_id for change in changes})})


OPEN: LiteralString = """
SELECT report_id, category, lon, lat, commune_code, state, state_at, unit,
       first_at, received_at, assigned_at, ended_at
FROM reports WHERE state NOT IN ('done', 'rejected') ORDER BY first_at, report_id LIMIT %(most)s"""


async def unended(connection: AsyncConnection, most: int = 1000) -> list[Report]:
    """The reports somebody still has to deal with, the oldest first."""
    return await _reports(connection, OPEN, {"most": most})


SINCE: LiteralString = """
SELECT report_id, category, lon, lat, commune_code, state, state_at, unit,
       first_at, received_at, assigned_at, ended_at
FROM reports WHERE first_at >= %(since)s ORDER BY first_at DESC, report_id LIMIT %(most)s"""


async def since(connection: AsyncConnection, time: datetime, most: int = 1000) -> list[Report]:
    """The reports first heard of at ``time`` or later, whatever their state, the newest first."""
    return await _reports(connection, SINCE, {"since": time, "most": most})


CHANGES: LiteralString = """
SELECT time, report_id, state, unit, category, lon, lat, commune_code
FROM report_changes WHERE report_id = %(report_id)s
ORDER BY time, array_position(ARRAY['received', 'assigned', 'in_progress', 'rejected', 'done'], state)"""


async def changes(connection: AsyncConnection, report_id: str) -> list[ReportChange]:
    """What became of one report, step by step."""
    cursor = await connection.execute(CHANGES, {"report_id": report_id})
    return [ReportChange(*row) for row in await cursor.fetchall()]


COUNTS: LiteralString = """
SELECT state, count(*) FROM reports WHERE first_at >= %(since)s GROUP BY state"""


async def counts(connection: AsyncConnection, time: datetime) -> dict[str, int]:
    """How many of the reports first heard of at ``time`` or later are in each state."""
    cursor = await connection.execute(COUNTS, {"since": time})
    return dict(await cursor.fetchall())


STANDING: LiteralString = """
SELECT count(*), count(*) FILTER (WHERE state = 'received'), max(state_at)
FROM reports WHERE state NOT IN ('done', 'rejected')"""


class Standing(NamedTuple):
    """How many reports are not dealt with, how many of them nobody has, and when one of them last changed."""

    unended: int = 0
    unassigned: int = 0
    newest: datetime | None = None


async def standing(connection: AsyncConnection) -> Standing:
    """Where the reports stand."""
    row = await (await connection.execute(STANDING)).fetchone()
    return Standing(*row) if row else Standing()


async def _reports(connection: AsyncConnection, query: LiteralString, given: Mapping[str, object]) -> list[Report]:
    return [Report(*row) for row in await (await connection.execute(query, given)).fetchall()]
