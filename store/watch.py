"""What the watch asks and writes every round: who was heard, which alerts stand where, what is quiet again."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, LiteralString, NamedTuple

import msgspec
from psycopg.types.json import Jsonb

from store.alerts import with_columns
from store.pool import AsyncConnection, Connection
from store.records import Alert

LOCK = 7_402_033  # one watch at a time; a second one waits for its turn
TAKE_TURN: LiteralString = "SELECT pg_try_advisory_lock(%(lock)s)"


def take_turn(connection: Connection) -> bool:
    """Whether this connection is the one that watches; it is for as long as it lives."""
    row = connection.execute(TAKE_TURN, {"lock": LOCK}).fetchone()
    return bool(row and row[0])


UNRESOLVED = with_columns("SELECT {columns} FROM alerts WHERE state NOT IN ('resolved', 'dismissed') ORDER BY id")


def unresolved(connection: Connection) -> list[Alert]:
    """Every alert somebody still has to judge, the oldest first."""
    return [Alert(*row) for row in connection.execute(UNRESOLVED)]


TOLD_OVER = 100  # more than any escalation: of this alert the last was told
OVER = with_columns("""
SELECT {columns} FROM alerts WHERE state IN ('resolved', 'dismissed') AND told BETWEEN 0 AND 99 ORDER BY id""")


def over_untold(connection: Connection) -> list[Alert]:
    """Those that people were told of and that are over, which they were not told."""
    return [Alert(*row) for row in connection.execute(OVER)]


HEARD: LiteralString = "SELECT source_id, max(time) FROM latest_readings GROUP BY source_id"
OF_CENTRE: LiteralString = "SELECT metric, time, value FROM latest_readings WHERE source_id = %(centre)s"
DEAD_LETTERS: LiteralString = """
SELECT count(*) FROM dead_letters WHERE time > %(since)s AND resent_at IS NULL"""


def heard(connection: Connection) -> dict[str, datetime]:
    """When each source said anything at all."""
    return {row[0]: row[1] for row in connection.execute(HEARD)}


def of_centre(connection: Connection, centre: str) -> dict[str, tuple[datetime, float]]:
    """What the centre last said of itself, by metric."""
    return {row[0]: (row[1], row[2]) for row in connection.execute(OF_CENTRE, {"centre": centre})}


def dead_letters(connection: Connection, since: datetime) -> int:
    """How many messages sent since then could not be read and were not sent again."""
    row = connection.execute(DEAD_LETTERS, {"since": since}).fetchone()
    return row[0] if row else 0


DOWN_SITES: LiteralString = "SELECT DISTINCT site_id FROM coverage_down"
LOST: LiteralString = "SELECT sites, people FROM coverage_lost WHERE people > 0"


def uncovered(connection: Connection) -> tuple[frozenset[str], list[tuple[frozenset[str], float]]]:
    """The sites whose being down is computed, and who lost every service by all sites that would bring it back."""
    down = frozenset(row[0] for row in connection.execute(DOWN_SITES))
    return down, [(frozenset(row[0]), row[1]) for row in connection.execute(LOST)]


# One that comes to light again begins its time anew: nobody could have taken it before.
PLACE: LiteralString = """
WITH placed AS (
    UPDATE alerts SET hidden = %(hidden)s, root_id = %(root_id)s, hides = %(hides)s,
        changed_at = CASE WHEN hidden <> '' AND %(hidden)s = '' AND state = 'open' THEN %(now)s ELSE changed_at END
    WHERE id = %(id)s AND (hidden, root_id, hides) IS DISTINCT FROM (%(hidden)s, %(root_id)s::bigint, %(hides)s)
    RETURNING id
)
SELECT pg_notify('ioc', 'alerts')::text FROM placed"""


def place(
    connection: Connection, alert_id: int, hidden: str, root_id: int | None, hides: Mapping[str, Any], now: datetime
) -> None:
    """Say why an alert is hidden, which one stands for it, and what it stands for itself."""
    row = {"id": alert_id, "hidden": hidden, "root_id": root_id, "now": now}
    connection.execute(PLACE, row | {"hides": Jsonb(dict(hides), dumps=msgspec.json.encode)})


class Flood(NamedTuple):
    """Since when root causes only are shown (None: they are not), how many opened lately and how many it hides."""

    since: datetime | None
    opened: int
    hidden: int


FLOOD: LiteralString = "SELECT since, opened, hidden FROM flood"
DESKS: LiteralString = "SELECT unnest(desks) FROM flood"
SET_FLOOD: LiteralString = """
UPDATE flood SET since = CASE WHEN %(on)s THEN coalesce(since, %(now)s) END, opened = %(opened)s, hidden = %(hidden)s,
    desks = %(desks)s
WHERE (opened, hidden, since IS NOT NULL, desks) IS DISTINCT FROM (%(opened)s, %(hidden)s, %(on)s, %(desks)s::text[])"""
OPENED: LiteralString = """
SELECT count(*) FROM audit JOIN alerts ON alerts.id = audit.alert_id
WHERE audit.action = 'open' AND audit.time > %(since)s AND alerts.hidden IN ('', 'flood')"""


async def flood(connection: AsyncConnection) -> Flood:
    """Whether there is a flood, for screens."""
    row = await (await connection.execute(FLOOD)).fetchone()
    return Flood(*row) if row else Flood(None, 0, 0)


def is_flood(connection: Connection) -> bool:
    """Whether the last round found one."""
    row = connection.execute(FLOOD).fetchone()
    return bool(row and row[0])


async def flooded_desks(connection: AsyncConnection) -> frozenset[str]:
    """The desks, by key, that had a flood of their own in the last round, for screens."""
    return frozenset(row[0] for row in await (await connection.execute(DESKS)).fetchall())


def flooded_desks_now(connection: Connection) -> frozenset[str]:
    """The same, for the watch."""
    return frozenset(row[0] for row in connection.execute(DESKS))


def set_flood(connection: Connection, on: bool, opened: int, hidden: int, desks: Sequence[str], now: datetime) -> None:
    """Say so to all screens."""
    values = {"on": on, "opened": opened, "hidden": hidden, "desks": list(desks), "now": now}
    connection.execute(SET_FLOOD, values)


def opened_since(connection: Connection, since: datetime) -> int:
    """How many alerts that are nobody else's consequence opened since then."""
    row = connection.execute(OPENED, {"since": since}).fetchone()
    return row[0] if row else 0


QUIET: LiteralString = """
WITH quiet AS (
    UPDATE alerts SET state = 'resolved', flapping = false, version = version + 1, changed_at = %(now)s,
        changed_by = 'centre'
    WHERE id IN (SELECT id FROM alerts WHERE flapping AND state NOT IN ('resolved', 'dismissed')
                 AND cleared_at < %(before)s ORDER BY id)
    RETURNING id
), written AS (
    INSERT INTO audit (time, actor, role, action, alert_id, was, state, note)
    SELECT %(now)s, 'centre', 'centre', 'clear', id, NULL, 'resolved', 'condition over, and it stayed so' FROM quiet
    RETURNING pg_notify('ioc', 'alerts')::text
)
SELECT count(*) FROM written"""


def resolve_quiet(connection: Connection, before: datetime, now: datetime) -> int:
    """Close those that came and went and have been over since ``before``; returns how many."""
    row = connection.execute(QUIET, {"before": before, "now": now}).fetchone()
    return row[0] if row else 0
