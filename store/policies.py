"""Tells the database what the configuration says of keeping, summing up and compressing, when that has changed."""

from datetime import datetime
from typing import Any, LiteralString

import msgspec

from config.settings import Store
from store.engine import made_for_timescale
from store.partitions import add_spans
from store.pool import Connection, connect

SET_BEFORE = "SELECT policies FROM keeping FOR UPDATE"
REMEMBER = "UPDATE keeping SET policies = %(text)s, late = make_interval(days => %(late_days)s)"


def set_policies(url: str, store: Store, now: datetime, connect_seconds: float = 10.0) -> bool:
    """Whether anything was to change; after ``migrate``, and before the first row is written."""
    text = msgspec.json.encode(store).decode()
    with connect(url, connect_seconds, "ioc migrate") as connection:
        engine = made_for_timescale(connection)
        [(before,)] = connection.execute(SET_BEFORE).fetchall()
        if before != text:
            if engine:
                _set_jobs(connection, store)
            connection.execute(REMEMBER, {"text": text, "late_days": store.late_days})
        connection.commit()
        if not engine:
            add_spans(connection, now)
    return before != text


CHUNKS = "SELECT set_chunk_time_interval('readings', make_interval(days => %(chunk_days)s))"
REFRESH_NO_MORE = "SELECT remove_continuous_aggregate_policy(%(table)s, if_exists => true)"
REFRESH = """
SELECT add_continuous_aggregate_policy(%(table)s, start_offset => make_interval(days => %(late_days)s),
    end_offset => %(width)s::interval, schedule_interval => make_interval(secs => %(housekeeping_seconds)s))"""
COMPRESS_NO_MORE: LiteralString = "CALL remove_columnstore_policy(%(table)s, if_exists => true)"
COMPRESS: LiteralString = (
    "CALL add_columnstore_policy(%(table)s, after => make_interval(days => %(compress_after_days)s))"
)
KEEP_NO_MORE = "SELECT remove_retention_policy(%(table)s, if_exists => true)"
KEEP = "SELECT add_retention_policy(%(table)s, drop_after => make_interval(days => %(kept_days)s))"
SUMS = (("readings_1m", "1 minute"), ("readings_1h", "1 hour"), ("readings_1d", "1 day"))
COMPRESSED = ("readings", "readings_1m", "readings_1h")
KEPT = {
    "readings": "readings_kept_days",
    "readings_1m": "minutes_kept_days",
    "readings_1h": "hours_kept_days",
    "readings_1d": "days_kept_days",
}


def _set_jobs(connection: Connection, store: Store) -> None:
    """All jobs anew: removed first, because TimescaleDB keeps the old one without a word when one is there."""
    values: dict[str, Any] = msgspec.to_builtins(store)
    connection.execute(CHUNKS, values)
    for table in COMPRESSED:
        connection.execute(COMPRESS_NO_MORE, {"table": table})
    for table, width in SUMS:
        connection.execute(REFRESH_NO_MORE, {"table": table})
        connection.execute(REFRESH, values | {"table": table, "width": width})
    for table in COMPRESSED:
        connection.execute(COMPRESS, values | {"table": table})
    for table, key in KEPT.items():
        connection.execute(KEEP_NO_MORE, {"table": table})
        if values[key]:
            connection.execute(KEEP, {"table": table, "kept_days": values[key]})
