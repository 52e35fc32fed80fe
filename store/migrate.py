"""Brings a database to the newest schema: each numbered file once, in order, all or nothing."""

from pathlib import Path

import psycopg

from store.pool import connect

SCHEMA = Path(__file__).parent / "schema"
LOCK = 7_402_031  # any number, the same in every process: two migrations at once take turns
LEDGER = """
CREATE TABLE IF NOT EXISTS migrations (
    name        text        PRIMARY KEY,
    applied_at  timestamptz NOT NULL DEFAULT now()
)"""


class SchemaError(RuntimeError):
    """The database's schema is not one this program can work with."""


def migrate(url: str, connect_seconds: float = 10.0) -> list[str]:
    """Apply what is missing in one transaction; returns the names applied, none when all was there.

    Raises SchemaError when the database was migrated by a newer program: its tables may mean something else.
    """
    files = {path.name: path for path in sorted(SCHEMA.glob("[0-9]*.sql"))}
    with connect(url, connect_seconds, "ioc migrate") as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
        connection.execute(LEDGER)
        applied = {name for (name,) in connection.execute("SELECT name FROM migrations")}
        if unknown := sorted(applied - files.keys()):
            raise SchemaError(
                f"the database has {unknown[-1]}, which this program does not know: run the newer program"
            )
        missing = [name for name in files if name not in applied]
        for name in missing:
            _apply(connection, name, files[name].read_text(encoding="utf-8"))
    return missing


def _apply(connection: psycopg.Connection, name: str, text: str) -> None:
    connection.execute(text.encode())
    connection.execute("INSERT INTO migrations (name) VALUES (%s)", (name,))
