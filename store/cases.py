"""What people and the clock do to alerts: each change and its row of the audit in one statement, or neither."""

from typing import Any, LiteralString

import msgspec
import psycopg
from psycopg.types.json import Jsonb

from store.alerts import ONE, with_columns
from store.handling import Change
from store.pool import AsyncConnection, Connection
from store.records import Alert

encode = msgspec.json.encode


class Overtaken(RuntimeError):
    """Somebody changed the alert in between: ``now`` is how it stands, with who did it (``changed_by``) and when."""

    def __init__(self, now: Alert | None) -> None:
        super().__init__(f"{now.changed_by} was first: it is {now.state}" if now else "the alert is gone")
        self.now = now


class OpenAgain(RuntimeError):
    """It cannot be reopened: the same thing is an open alert already."""


# One statement is one transaction, whosever connection it is. The audit's row comes last, as it must.
APPLY = with_columns("""
WITH changed AS (
    UPDATE alerts SET state = %(state)s, owner = %(owner)s, reason = %(reason)s, shelved_until = %(shelved_until)s,
        escalated = %(escalated)s, version = version + 1, changed_at = %(time)s, changed_by = %(actor)s,
        told = CASE WHEN %(act)s = 'reopen' THEN -1 ELSE told END
    WHERE id = %(alert_id)s AND version = %(version)s
    RETURNING {columns}
), written AS (
    INSERT INTO audit (time, actor, role, action, alert_id, was, state, note, details)
    SELECT %(time)s, %(actor)s, %(role)s, %(act)s, id, %(was)s, %(state)s, %(note)s, %(details)s FROM changed
    RETURNING pg_notify('ioc', 'alerts')::text
)
SELECT {columns} FROM changed CROSS JOIN (SELECT FROM written) AS done""")

# A note or a tick comes never too late, and nobody else's change is too late because of it.
WRITE = with_columns("""
WITH written AS (
    INSERT INTO audit (time, actor, role, action, alert_id, was, state, note, details)
    SELECT %(time)s, %(actor)s, %(role)s, %(act)s, id, state, state, %(note)s, %(details)s
    FROM alerts WHERE id = %(alert_id)s RETURNING alert_id, pg_notify('ioc', 'alerts')::text
)
SELECT {columns} FROM alerts WHERE id = (SELECT alert_id FROM written)""")


async def apply(connection: AsyncConnection, change: Change) -> Alert:
    """Save the change; returns the alert as it is then. Raises Overtaken, or OpenAgain when it cannot be reopened."""
    try:
        row = await (await connection.execute(_statement(change), _values(change))).fetchone()
    except psycopg.errors.UniqueViolation as error:
        raise OpenAgain from error
    if row is None:
        now = await (await connection.execute(ONE, {"id": change.alert_id})).fetchone()
        raise Overtaken(Alert(*now) if now else None)
    return Alert(*row)


def apply_now(connection: Connection, change: Change) -> Alert:
    """As ``apply``, for a process that has nothing else to do meanwhile."""
    try:
        row = connection.execute(_statement(change), _values(change)).fetchone()
    except psycopg.errors.UniqueViolation as error:
        raise OpenAgain from error
    if row is None:
        now = connection.execute(ONE, {"id": change.alert_id}).fetchone()
        raise Overtaken(Alert(*now) if now else None)
    return Alert(*row)


TICKED: LiteralString = """
SELECT DISTINCT ON (details ->> 'item') details ->> 'item', actor, time
FROM audit WHERE alert_id = %(alert_id)s AND action = 'tick' ORDER BY details ->> 'item', number"""


async def ticked(connection: AsyncConnection, alert_id: int) -> dict[str, tuple[str, Any]]:
    """The lines of the checklist that are done, each with who did it first, and when."""
    cursor = await connection.execute(TICKED, {"alert_id": alert_id})
    return {item: (actor, time) for item, actor, time in await cursor.fetchall()}


def _statement(change: Change) -> LiteralString:
    return WRITE if change.version is None else APPLY


def _values(change: Change) -> dict[str, Any]:
    row = {name: getattr(change, name) for name in change.__struct_fields__}
    return row | {"details": Jsonb(change.details, dumps=encode)}
