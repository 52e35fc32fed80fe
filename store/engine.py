"""Which engine a database is: PostgreSQL with TimescaleDB, or PostgreSQL alone."""

import logging

import psycopg

from store.pool import Connection, connect

log = logging.getLogger(__name__)

# Policies, sums and compression are in the community edition alone, which Debian's package, for one, is not.
IS_TIMESCALE = """
SELECT current_setting('timescaledb.license', true) = 'timescale'
FROM pg_extension WHERE extname = 'timescaledb'"""
COULD_BE = """
SELECT 1 FROM pg_available_extensions
WHERE name = 'timescaledb' AND installed_version IS NULL
    AND current_setting('shared_preload_libraries') LIKE '%timescaledb%'"""
INSTALL = "CREATE EXTENSION IF NOT EXISTS timescaledb"
LEDGER_SAYS = """
SELECT bool_or(name LIKE 'timescale/%') FROM migrations WHERE name LIKE '%/%' HAVING count(*) > 0"""


def is_timescale(connection: Connection) -> bool:
    """Whether the extension is there, in the edition that has what we use."""
    row = connection.execute(IS_TIMESCALE).fetchone()
    return bool(row and row[0])


def install_timescale(url: str, connect_seconds: float) -> None:
    """Add the extension where the server has it loaded and we may; it stays plain PostgreSQL otherwise.

    In a session of its own: it must come before anything else is asked.
    """
    with connect(url, connect_seconds, "ioc migrate") as connection:
        if not connection.execute(COULD_BE).fetchone():
            return
    with connect(url, connect_seconds, "ioc migrate") as connection:
        try:
            connection.execute(INSTALL)
        except psycopg.errors.InsufficientPrivilege:
            log.warning("TimescaleDB is on the server, but this account may not add it: plain PostgreSQL is used")
            connection.rollback()


def made_for_timescale(connection: Connection) -> bool | None:
    """What the ledger says the tables were made for; None when they were not made yet."""
    row = connection.execute(LEDGER_SAYS).fetchone()
    return row[0] if row else None
