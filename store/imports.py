"""What was imported from which file, and when: a kind's newest import is what holds."""

from datetime import datetime
from typing import Literal, LiteralString

import msgspec

from store.pool import Connection

Kind = Literal["sites", "population", "measurements", "units"]
INPUTS = "coverage_inputs"  # what listeners hear when coverage has to be computed anew
MEASURED = "measurements"


class Imported(msgspec.Struct, frozen=True):
    """One file."""

    id: int
    kind: Kind
    file: str
    row_count: int
    imported_at: datetime


ADD: LiteralString = """
INSERT INTO imports (kind, file, row_count, imported_at) VALUES (%(kind)s, %(file)s, %(row_count)s, %(now)s)
RETURNING id"""
COUNTED: LiteralString = "UPDATE imports SET row_count = %(row_count)s WHERE id = %(id)s"
NEWEST: LiteralString = """
SELECT id, kind, file, row_count, imported_at FROM imports WHERE kind = %(kind)s ORDER BY id DESC LIMIT 1"""
TELL: LiteralString = "SELECT pg_notify('ioc', %(what)s)"


def add(connection: Connection, kind: Kind, file: str, row_count: int, now: datetime) -> int:
    """Write down an import within the transaction that makes it; returns its number."""
    row = {"kind": kind, "file": file, "row_count": row_count, "now": now}
    [(number,)] = connection.execute(ADD, row).fetchall()
    return number


def counted(connection: Connection, number: int, row_count: int) -> None:
    """How many rows it had, when that is known at the end alone."""
    connection.execute(COUNTED, {"id": number, "row_count": row_count})


def newest(connection: Connection, kind: Kind) -> Imported | None:
    """What holds of a kind; None: nothing was ever imported."""
    row = connection.execute(NEWEST, {"kind": kind}).fetchone()
    return Imported(*row) if row else None


def tell(connection: Connection, what: str) -> None:
    """Let those hear who listen, once this transaction is done."""
    connection.execute(TELL, {"what": what})
