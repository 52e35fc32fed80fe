"""Questions about readings: what each source last said."""

from typing import LiteralString

from store.pool import AsyncConnection
from store.records import Reading

LATEST: LiteralString = """
SELECT time, source_id, metric, value FROM latest_readings
WHERE metric = ANY(%(metrics)s)"""


async def latest(connection: AsyncConnection, metrics: list[str]) -> list[Reading]:
    """The newest reading of every source for each of ``metrics``."""
    cursor = await connection.execute(LATEST, {"metrics": metrics}, binary=True)
    return [Reading(*row) for row in await cursor.fetchall()]
