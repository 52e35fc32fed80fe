"""Tables of a plain PostgreSQL by time: readings by day, their minutes by month, added ahead and dropped whole."""

import logging
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import LiteralString, NamedTuple

from psycopg import errors, sql

from store.pool import Connection

log = logging.getLogger(__name__)

DAYS_AHEAD = 3  # housekeeping may rest so long before rows go to the table for the rest
LOCK_WAIT = "SET LOCAL lock_timeout = '2s'"  # a long question must not make all writers queue behind us
ADD_SPAN = "SELECT add_span(%(parent)s, %(suffix)s, %(first_day)s::date, %(day_after)s::date)"


class Span(NamedTuple):
    """What one table holds: of which parent, and from which day to before which; the suffix of its name."""

    parent: str
    suffix: str
    first_day: date
    day_after: date


class Dropped(NamedTuple):
    """How many tables and how many rows outside of them went."""

    tables: int
    rows: int


def spans(now: datetime) -> Iterator[Span]:
    """Those that must be there: of today and of the days ahead."""
    days = [now.astimezone(UTC).date() + timedelta(days=ahead) for ahead in range(DAYS_AHEAD + 1)]
    for day in days:
        yield Span("readings", f"{day:%Y%m%d}", day, day + timedelta(days=1))
    for first in sorted({day.replace(day=1) for day in days}):
        yield Span("minute_sums", f"{first:%Y%m}", first, _next_month(first))


def add_spans(connection: Connection, now: datetime) -> int:
    """Add what is missing; returns how many that were. When somebody is in the way, the next round tries again."""
    added = 0
    try:
        for span in spans(now):
            with connection.transaction():
                connection.execute(LOCK_WAIT)
                row = connection.execute(ADD_SPAN, span._asdict()).fetchone()
            added += bool(row and row[0])
    except errors.LockNotAvailable:
        log.info("no table added this time: somebody reads or writes for long")
    return added


TABLES = """
SELECT child.relname FROM pg_inherits JOIN pg_class AS child ON child.oid = inhrelid
WHERE inhparent = %(parent)s::regclass ORDER BY child.relname"""
DELETE_REST: LiteralString = """
DELETE FROM {rest} WHERE ctid = ANY(ARRAY(SELECT ctid FROM {rest} WHERE time < %(before)s LIMIT %(portion)s))"""


def drop_spans(connection: Connection, parent: str, before: datetime, portion: int) -> Dropped:
    """Drop each table that is over before ``before``, and delete what is older from the table for the rest."""
    with connection.transaction():
        names = [name for (name,) in connection.execute(TABLES, {"parent": parent})]
    dropped = sum(_drop(connection, name) for name in names if (end := end_of(name)) and end <= before)
    rest = sql.SQL(DELETE_REST).format(rest=sql.Identifier(f"{parent}_rest"))
    return Dropped(dropped, delete_in_portions(connection, rest, before, portion))


def _drop(connection: Connection, name: str) -> bool:
    try:
        with connection.transaction():
            connection.execute(LOCK_WAIT)
            connection.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier(name)))
            return True
    except errors.LockNotAvailable:
        log.info("%s could not be removed this time: somebody reads for long", name)
        return False


def delete_in_portions(
    connection: Connection, statement: sql.Composed | LiteralString, before: datetime, portion: int
) -> int:
    """Run it in transactions of at most ``portion`` rows until nothing is left; returns how many went."""
    total = 0
    while True:
        with connection.transaction():
            gone = connection.execute(statement, {"before": before, "portion": portion}).rowcount
        total += gone
        if gone < portion:
            return total


def end_of(name: str) -> datetime | None:
    """When the day or month of a table is over, None for the table of the rest."""
    found = re.search(r"_(\d{4})(\d\d)(\d\d)?$", name)
    if not found:
        return None
    first = date(int(found[1]), int(found[2]), int(found[3] or 1))
    after = first + timedelta(days=1) if found[3] else _next_month(first)
    return datetime(after.year, after.month, after.day, tzinfo=UTC)


def _next_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)
