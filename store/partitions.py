"""Days of a plain PostgreSQL: each day of readings and of their minutes is a table, added ahead and dropped whole."""

import logging
import re
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import LiteralString, NamedTuple

from psycopg import errors, sql

from store.pool import Connection

log = logging.getLogger(__name__)

PARENTS = ("readings", "minute_sums")
DAYS_AHEAD = 3  # housekeeping may rest so long before rows go to the table for the rest
LOCK_WAIT = "SET LOCAL lock_timeout = '2s'"  # a long question must not make all writers queue behind us
ADD_DAY: LiteralString = "SELECT add_day(%(parent)s, %(day)s::date)"


class Dropped(NamedTuple):
    """How many days and how many rows outside of them went."""

    days: int
    rows: int


def add_days(connection: Connection, now: datetime) -> int:
    """Tables for today and the days ahead; returns how many were missing. One that somebody is in the way of waits."""
    days = [now.astimezone(UTC).date() + timedelta(days=ahead) for ahead in range(DAYS_AHEAD + 1)]
    added = 0
    try:
        for parent, day in product(PARENTS, days):
            with connection.transaction():
                connection.execute(LOCK_WAIT)
                row = connection.execute(ADD_DAY, {"parent": parent, "day": day}).fetchone()
            added += bool(row and row[0])
    except errors.LockNotAvailable:
        log.info("no day added this time: somebody reads or writes for long")
    return added


DAYS = """
SELECT child.relname FROM pg_inherits JOIN pg_class AS child ON child.oid = inhrelid
WHERE inhparent = %(parent)s::regclass ORDER BY child.relname"""
DELETE_REST: LiteralString = """
DELETE FROM {rest} WHERE ctid = ANY(ARRAY(SELECT ctid FROM {rest} WHERE time < %(before)s LIMIT %(portion)s))"""


def drop_days(connection: Connection, parent: str, before: datetime, portion: int) -> Dropped:
    """Drop each day that is over before ``before``, and delete what is older from the table for the rest."""
    with connection.transaction():
        names = [name for (name,) in connection.execute(DAYS, {"parent": parent})]
    old = [name for name in names if (end := _end(name)) and end <= before]
    dropped = sum(_drop_day(connection, name) for name in old)
    rest = sql.SQL(DELETE_REST).format(rest=sql.Identifier(f"{parent}_rest"))
    return Dropped(dropped, delete_in_portions(connection, rest, before, portion))


def _drop_day(connection: Connection, name: str) -> bool:
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


def _end(name: str) -> datetime | None:
    """When the day of a table is over, None for the table of the rest."""
    found = re.search(r"_(\d{8})$", name)
    return datetime.strptime(found[1], "%Y%m%d").replace(tzinfo=UTC) + timedelta(days=1) if found else None
