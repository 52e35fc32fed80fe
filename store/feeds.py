"""When each source was last heard, the indicators last stated and the reports last changed: how fresh feeds are."""

from datetime import datetime
from typing import LiteralString, NamedTuple

from store.pool import AsyncConnection

SOURCES: LiteralString = "SELECT source_id, max(time) FROM latest_readings GROUP BY source_id"
STATED: LiteralString = "SELECT max(time), count(DISTINCT indicator) FROM indicators"
REPORTED: LiteralString = "SELECT max(state_at), count(*) FROM reports"


class Heard(NamedTuple):
    """``sources`` by id, the newest statement, how many indicators were ever stated, the newest change of a report."""

    sources: dict[str, datetime]
    stated_at: datetime | None
    indicators: int
    reported_at: datetime | None


async def heard(connection: AsyncConnection) -> Heard:
    """When each was heard of."""
    rows = await (await connection.execute(SOURCES, binary=True)).fetchall()
    stated = await (await connection.execute(STATED)).fetchone()
    reported = await (await connection.execute(REPORTED)).fetchone()
    stated_at, indicators = stated or (None, 0)
    return Heard(dict(rows), stated_at, indicators, reported[0] if reported else None)
