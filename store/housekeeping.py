"""One round of keeping the store in order: sum up, add tables ahead, remove what is old."""

from datetime import datetime

import msgspec

from config.settings import Store
from store.engine import made_for_timescale
from store.partitions import add_spans
from store.pool import connect
from store.retention import forget_readings, forget_records
from store.rollup import roll_up

LOCK = 7_402_032  # one housekeeper at a time; a second one has nothing to do
TAKE_TURN = "SELECT pg_try_advisory_lock(%s)"


class Round(msgspec.Struct, frozen=True):
    """What was done: sums made, tables added ahead, and what was removed, by kind."""

    sums: int = 0
    tables_added: int = 0
    removed: dict[str, int] = {}


def keep_in_order(url: str, store: Store, now: datetime, connect_seconds: float = 10.0) -> Round | None:
    """One round; None when another process is at it. Raises what psycopg raises: what was done until then stays done.

    Sums come before anything is removed: a sum made of what is gone would be lost. On TimescaleDB its own jobs do that.
    """
    with connect(url, connect_seconds, "ioc housekeeping") as connection:
        [(ours,)] = connection.execute(TAKE_TURN, (LOCK,)).fetchall()
        timescale = made_for_timescale(connection)
        connection.commit()
        if not ours:
            return None
        sums, added, removed = 0, 0, dict[str, int]()
        if not timescale:
            added = add_spans(connection, now)
            sums = roll_up(connection, now)
            removed = forget_readings(connection, store, now)
        removed |= forget_records(connection, store, now)
    return Round(sums, added, {name: count for name, count in removed.items() if count})
