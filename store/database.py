"""What the database says of itself."""

from typing import LiteralString, NamedTuple

from store.pool import AsyncConnection

DESCRIBED: LiteralString = """
SELECT current_setting('server_version'),
       EXISTS (SELECT FROM pg_extension WHERE extname = 'timescaledb'),
       pg_database_size(current_database()),
       (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()),
       current_setting('max_connections')::integer"""


class Database(NamedTuple):
    """Which engine it is, how large, and how many connections it has and may have."""

    version: str
    timescale: bool
    bytes: int
    connections: int
    most_connections: int


async def described(connection: AsyncConnection) -> Database | None:
    """All of it."""
    row = await (await connection.execute(DESCRIBED)).fetchone()
    return Database(*row) if row else None
