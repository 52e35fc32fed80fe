"""Questions about alerts."""

from typing import LiteralString

from store.pool import AsyncConnection
from store.records import Alert

COLUMNS: LiteralString = """id, fingerprint, kind, severity, state, source_id, opened_at, last_seen_at, cleared_at,
    lon, lat, commune_code, details, version, owner, changed_at, changed_by, shelved_until, escalated, reason, hidden,
    root_id, hides, flapping, told"""


def with_columns(question: LiteralString) -> LiteralString:
    """The question with all columns of an alert in the place of {columns}."""
    return question.replace("{columns}", COLUMNS)


# What is hidden comes last, then most severe first, newest first; the id settles ties, so that a list never jumps
# between two reads.
UNRESOLVED = with_columns("""
SELECT {columns} FROM alerts WHERE state NOT IN ('resolved', 'dismissed')
ORDER BY hidden <> '', array_position(ARRAY['extreme', 'severe', 'moderate', 'minor', 'unknown'], severity),
    opened_at DESC, id DESC
LIMIT %(most)s""")


async def unresolved(connection: AsyncConnection, most: int = 1000) -> list[Alert]:
    """The alerts somebody still has to judge, at most ``most`` of them, the most severe first."""
    cursor = await connection.execute(UNRESOLVED, {"most": most})
    return [Alert(*row) for row in await cursor.fetchall()]


ONE = with_columns("SELECT {columns} FROM alerts WHERE id = %(id)s")


async def one(connection: AsyncConnection, alert_id: int) -> Alert | None:
    """The alert with this id, whatever its state; None when there is none."""
    row = await (await connection.execute(ONE, {"id": alert_id})).fetchone()
    return Alert(*row) if row else None
