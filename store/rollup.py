"""Sums of a plain PostgreSQL, made anew once the minute, hour or day whose readings changed is over."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import LiteralString, NamedTuple

from store.pool import Connection

# Taking the log and making the sums is one transaction, the log first: a row committed later either is seen by the sum,
# or its minute is in the log again.
MOST_BUCKETS = 120  # of one transaction


class Level(NamedTuple):
    """Sums of one width: what they are made of, where they are, what says that they are due, and whom that concerns."""

    width: timedelta
    made_of: LiteralString
    table: LiteralString
    touched: LiteralString
    above: LiteralString
    sums: LiteralString


OF_READINGS: LiteralString = (
    "count(*), sum(value), min(value), max(value), (array_agg(value ORDER BY time DESC))[1], max(time)"
)
OF_SUMS: LiteralString = (
    "sum(count), sum(sum), min(minimum), max(maximum), (array_agg(last_value ORDER BY time DESC))[1], max(last_time)"
)
LEVELS = (
    Level(timedelta(minutes=1), "readings", "minute_sums", "touched_minutes", "touched_hours", OF_READINGS),
    Level(timedelta(hours=1), "minute_sums", "hour_sums", "touched_hours", "touched_days", OF_SUMS),
    Level(timedelta(days=1), "hour_sums", "day_sums", "touched_days", "", OF_SUMS),
)
WIDTH_ABOVE = {"touched_hours": timedelta(hours=1), "touched_days": timedelta(days=1)}

DUE: LiteralString = """
SELECT DISTINCT time FROM {touched} WHERE time <= %(last)s ORDER BY time LIMIT %(most)s"""
TAKE: LiteralString = "DELETE FROM {touched} WHERE time = ANY(%(times)s)"
TOUCH_ABOVE: LiteralString = """
INSERT INTO {above} SELECT DISTINCT date_bin(%(width_above)s, time, '2000-01-01 00:00+00')
FROM unnest(%(times)s) AS row (time) ON CONFLICT DO NOTHING"""
MAKE: LiteralString = """
INSERT INTO {table} AS old (time, source_id, metric, count, sum, minimum, maximum, last_value, last_time)
SELECT date_bin(%(width)s, time, '2000-01-01 00:00+00') AS bucket, source_id, metric, {sums}
FROM {made_of} WHERE time >= %(since)s AND time < %(until)s GROUP BY bucket, source_id, metric
ON CONFLICT (source_id, metric, time) DO UPDATE SET count = excluded.count, sum = excluded.sum,
    minimum = excluded.minimum, maximum = excluded.maximum,
    last_value = excluded.last_value, last_time = excluded.last_time
WHERE (old.count, old.sum) IS DISTINCT FROM (excluded.count, excluded.sum)"""


def roll_up(connection: Connection, now: datetime) -> int:
    """Make what is due, finest first; returns how many minutes, hours and days were made."""
    return sum(_roll_level(connection, level, now) for level in LEVELS)


def _roll_level(connection: Connection, level: Level, now: datetime) -> int:
    made = 0
    while times := _roll_some(connection, level, now):
        made += len(times)
    return made


def _roll_some(connection: Connection, level: Level, now: datetime) -> list[datetime]:
    """One transaction: at most MOST_BUCKETS that are over, the oldest first."""
    take = TAKE.format(touched=level.touched)
    make = MAKE.format(table=level.table, made_of=level.made_of, sums=level.sums)
    with connection.transaction():
        values = {"last": now - level.width, "most": MOST_BUCKETS}
        times = [time for (time,) in connection.execute(DUE.format(touched=level.touched), values)]
        if not times:
            return []
        connection.execute(take, {"times": times})
        for since, until in runs(times, level.width):
            connection.execute(make, {"width": level.width, "since": since, "until": until})
        if level.above:
            width_above = WIDTH_ABOVE[level.above]
            connection.execute(TOUCH_ABOVE.format(above=level.above), {"times": times, "width_above": width_above})
    return times


def runs(times: Iterable[datetime], width: timedelta) -> Iterator[tuple[datetime, datetime]]:
    """Sorted starts of buckets as (since, until) of those that follow each other: one scan for each, not for all."""
    since = until = None
    for time in times:
        if time != until:
            if since and until:
                yield since, until
            since = time
        until = time + width
    if since and until:
        yield since, until
