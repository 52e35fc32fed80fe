"""The audit: rows that are only ever added, chained by their hashes, and whether the chain is whole."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, LiteralString, NamedTuple

import msgspec
from psycopg import Cursor
from psycopg.types.json import Jsonb

from store.handling import Audited, Role
from store.pool import AsyncConnection, Connection
from store.records import State

encode = msgspec.json.encode
FIRST = hashlib.sha256(b"").digest()
EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
PORTION = 5000


class Entry(NamedTuple):
    """What is to be written down."""

    time: datetime
    actor: str
    role: Role
    action: str
    alert_id: int | None = None
    was: State | None = None
    state: State | None = None
    note: str = ""
    details: Mapping[str, Any] = {}


class Head(NamedTuple):
    """The last row of the chain: how many there are, and its hash in hex."""

    number: int
    sha256: str


class Row(NamedTuple):
    """A row as it is hashed, in text, and the two hashes that it says of itself."""

    number: int
    fields: tuple[str | None, ...]
    previous: bytes
    hash: bytes


APPEND: LiteralString = """
INSERT INTO audit (time, actor, role, action, alert_id, was, state, note, details)
VALUES (%(time)s, %(actor)s, %(role)s, %(action)s, %(alert_id)s, %(was)s, %(state)s, %(note)s, %(details)s)"""


def append(cursor: Cursor, entries: Iterable[Entry]) -> None:
    """Write these down, as the last statement of a transaction: other writers wait for it from here on."""
    for entry in entries:
        cursor.execute(APPEND, _values(entry))


async def record(connection: AsyncConnection, entry: Entry) -> None:
    """Write one thing down by itself, such as a look at evidence."""
    await connection.execute(APPEND, _values(entry))


OF_ALERT: LiteralString = """
SELECT number, time, actor, role, action, alert_id, was, state, note, details
FROM audit WHERE alert_id = %(alert_id)s ORDER BY number"""


async def timeline(connection: AsyncConnection, alert_id: int) -> list[Audited]:
    """All that was done about an alert, the first first."""
    cursor = await connection.execute(OF_ALERT, {"alert_id": alert_id})
    return [Audited(*row) for row in await cursor.fetchall()]


# At the evidence of an incident, or of the case that came of it; at a packet of a case; or by a name.
LOOKS: LiteralString = """
SELECT number, time, actor, role, action, alert_id, was, state, note, details FROM audit
WHERE action IN ('look', 'packet', 'packet.pdf') AND (
    %(whose)s = '' OR actor = %(whose)s OR details ->> 'incident' = %(whose)s OR details ->> 'alert' = %(whose)s
    OR details ->> 'incident' IN (SELECT alerts.details ->> 'incident_id' FROM alerts WHERE id::text = %(whose)s))
ORDER BY number DESC LIMIT %(most)s"""


def looks(connection: Connection, whose: str, most: int = 1000) -> list[Audited]:
    """Who saw which evidence, the newest first: of a case by its number, of an incident by its id, or by a name."""
    return [Audited(*row) for row in connection.execute(LOOKS, {"whose": whose, "most": most})]


HEAD: LiteralString = "SELECT number, encode(hash, 'hex') FROM audit_head"


def head(connection: Connection) -> Head:
    """Where the chain ends, by its own account."""
    row = connection.execute(HEAD).fetchone()
    return Head(*row) if row else Head(0, "")


ROWS: LiteralString = """
SELECT number, time, actor, role, action, alert_id::text, was, state, note, details::text, previous, hash
FROM audit WHERE number > %(after)s OR %(after)s IS NULL ORDER BY number LIMIT %(most)s"""
SNAPSHOT: LiteralString = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"


def verify(connection: Connection, heads: Iterable[Head] = ()) -> Iterator[str]:
    """What is wrong with the chain, in the order it is found; nothing when it is whole.

    ``heads`` are ends of the chain that were written down elsewhere: each must still stand in it. One snapshot, so
    that rows added meanwhile disturb nothing.
    """
    connection.rollback()
    with connection.transaction():
        connection.execute(SNAPSHOT)
        yield from faults(_rows(connection), head(connection), heads)


def faults(rows: Iterable[Row], end: Head, heads: Iterable[Head]) -> Iterator[str]:
    """The same of rows at hand."""
    wanted = {written.number: written.sha256 for written in heads if written != (0, FIRST.hex())}  # nothing was there
    number, last = 0, FIRST
    for row in rows:
        yield from _faults(row, number, last)
        number, last = row.number, row.hash
        if number in wanted and wanted.pop(number) != last.hex():
            yield f"row {number}: it is not the row that was written down elsewhere"
    if (number, last.hex()) != end:
        yield f"the chain ends with row {number}, but row {end.number} was the last one: rows are gone or were added"
    for missing in sorted(wanted):
        yield f"row {missing}: it was written down elsewhere and is gone"


def _faults(row: Row, number: int, last: bytes) -> Iterator[str]:
    if row.number != number + 1:
        yield f"row {row.number}: it follows row {number}; rows are gone or were added"
    elif row.previous != last:
        yield f"row {row.number}: it does not follow the row before it, which was changed, or it was put in"
    if digest(row.previous, row.fields) != row.hash:
        yield f"row {row.number}: it was changed"


def digest(previous: bytes, fields: Iterable[str | None]) -> bytes:
    """The hash of a row: of the one before it, and of every field with its length (008_lifecycle.sql does the same)."""
    text = b"".join(b"-," if field is None else b"%d:%b," % (len(b := field.encode()), b) for field in fields)
    return hashlib.sha256(previous + text).digest()


def _rows(connection: Connection) -> Iterator[Row]:
    after: int | None = None
    while portion := connection.execute(ROWS, {"after": after, "most": PORTION}).fetchall():
        for number, time, *fields, previous, own in portion:
            microseconds = (time - EPOCH) // timedelta(microseconds=1)
            yield Row(number, (str(number), str(microseconds), *fields), bytes(previous), bytes(own))
        after = portion[-1][0]


def _values(entry: Entry) -> dict[str, Any]:
    return entry._asdict() | {"details": Jsonb(dict(entry.details), dumps=encode)}
