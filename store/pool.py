"""Connections to PostgreSQL: for a process that writes, and for the event loop of one that answers screens."""

from typing import Any

import psycopg
from psycopg.rows import TupleRow

Connection = psycopg.Connection[TupleRow]
AsyncConnection = psycopg.AsyncConnection[TupleRow]
# The database will never take this row, whoever asks again: the fault is the row's.
REFUSED = (psycopg.DataError, psycopg.IntegrityError)
# Anything else is the database's own trouble (down, full, read-only, not migrated) and may pass.
DATABASE_DOWN = (psycopg.Error, OSError)

# Keepalives find a server that vanished without a word in about 20 s instead of two hours.
ALIVE = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 2}
SESSION = "-c timezone=UTC"


def connect(url: str, connect_seconds: float, name: str = "ioc") -> Connection:
    """A connection in UTC; raises one of DATABASE_DOWN when the server does not answer in time."""
    return psycopg.connect(url, **_arguments(connect_seconds, name))


async def async_connect(url: str, connect_seconds: float, name: str = "ioc") -> AsyncConnection:
    """As ``connect``, for the event loop; in autocommit, as readers and listeners want it."""
    return await psycopg.AsyncConnection.connect(url, autocommit=True, **_arguments(connect_seconds, name))


def _arguments(connect_seconds: float, name: str) -> dict[str, Any]:
    return {"connect_timeout": max(1, round(connect_seconds)), "application_name": name, "options": SESSION, **ALIVE}
