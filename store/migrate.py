"""Brings a database to the newest schema: each numbered file of its engine once, in order, all or nothing."""

import logging
from pathlib import Path

from store.engine import install_timescale, is_timescale, made_for_timescale
from store.pool import Connection, connect

log = logging.getLogger(__name__)

SCHEMA = Path(__file__).parent / "schema"
LOCK = 7_402_031  # any number, the same in every process: two migrations at once take turns
LEDGER = """
CREATE TABLE IF NOT EXISTS migrations (
    name        text        PRIMARY KEY,
    applied_at  timestamptz NOT NULL DEFAULT now()
)"""
STAYS_PLAIN = (
    "this database was made without TimescaleDB and goes on without it, though the server has it now; "
    "docs/operations.md says how to move it"
)


class SchemaError(RuntimeError):
    """The database's schema is not one this program can work with."""


def migrate(url: str, connect_seconds: float = 10.0, timescale: bool = True) -> list[str]:
    """Apply what is missing in one transaction; returns the names applied, none when all was there.

    TimescaleDB is used where it is, unless ``timescale`` is False; a database keeps the engine it was made with. Raises
    SchemaError when it was migrated by a newer program, whose tables may mean something else, or lost its engine.
    """
    if timescale:
        install_timescale(url, connect_seconds)
    with connect(url, connect_seconds, "ioc migrate") as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
        connection.execute(LEDGER)
        files = _files(_engine(connection, timescale))
        applied = {name for (name,) in connection.execute("SELECT name FROM migrations")}
        if unknown := sorted(applied - files.keys()):
            raise SchemaError(
                f"the database has {unknown[-1]}, which this program does not know: run the newer program"
            )
        missing = [name for name in files if name not in applied]
        for name in missing:
            _apply(connection, name, files[name].read_text(encoding="utf-8"))
    return missing


def _engine(connection: Connection, wanted: bool) -> str:
    """The folder of the engine's own files."""
    there, made = is_timescale(connection), made_for_timescale(connection)
    if made and not there:
        raise SchemaError("the database was made with TimescaleDB (community edition), which the server has no more")
    if made is False and there and wanted:
        log.warning(STAYS_PLAIN)
    uses = wanted and there if made is None else made
    return "timescale" if uses else "plain"


def _files(engine: str) -> dict[str, Path]:
    """By the name in the ledger, in the order of their numbers."""
    both = [*SCHEMA.glob("[0-9]*.sql"), *(SCHEMA / engine).glob("[0-9]*.sql")]
    return {str(path.relative_to(SCHEMA)): path for path in sorted(both, key=lambda path: path.name)}


def _apply(connection: Connection, name: str, text: str) -> None:
    connection.execute(text.encode())
    connection.execute("INSERT INTO migrations (name) VALUES (%s)", (name,))
