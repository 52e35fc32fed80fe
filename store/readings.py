"""Questions about readings: what each source last said, its course, and the sums of a day by commune."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import LiteralString, NamedTuple

import msgspec

from config.settings import Store
from store.pool import AsyncConnection, Connection
from store.records import Reading

LATEST: LiteralString = """
SELECT time, source_id, metric, value FROM latest_readings
WHERE metric = ANY(%(metrics)s)"""


async def latest(connection: AsyncConnection, metrics: list[str]) -> list[Reading]:
    """The newest reading of every source for each of ``metrics``."""
    cursor = await connection.execute(LATEST, {"metrics": metrics}, binary=True)
    return [Reading(*row) for row in await cursor.fetchall()]


POINTS: LiteralString = """
SELECT time, value FROM readings
WHERE source_id = %(source_id)s AND metric = %(metric)s AND time >= %(since)s AND time < %(until)s ORDER BY time"""


def points(
    connection: Connection, source_id: str, metric: str, since: datetime, until: datetime
) -> list[tuple[datetime, float]]:
    """Every value of one source and metric from ``since`` to before ``until``, the oldest first."""
    values = {"source_id": source_id, "metric": metric, "since": since, "until": until}
    return [(row[0], row[1]) for row in connection.execute(POINTS, values)]


class Level(NamedTuple):
    """Where readings, or sums of them of one width, are asked for."""

    view: LiteralString
    seconds: int
    kept: str


RAW = Level("readings", 1, "readings_kept_days")
MINUTES = Level("readings_1m", 60, "minutes_kept_days")
HOURS = Level("readings_1h", 3600, "hours_kept_days")
DAYS = Level("readings_1d", 86_400, "days_kept_days")
LEVELS = (RAW, MINUTES, HOURS, DAYS)


def level_for(step_seconds: int, age: timedelta, store: Store) -> Level:
    """The coarsest level that divides the step into whole parts, or a coarser one when that is kept no longer."""
    fits = max(level for level in range(len(LEVELS)) if step_seconds % LEVELS[level].seconds == 0)
    for level in LEVELS[fits:]:
        kept_days = getattr(store, level.kept)
        if not kept_days or age <= timedelta(days=kept_days):
            return level
    return DAYS


class Course(msgspec.Struct, frozen=True, gc=False):
    """What one source said of one metric within one step that begins at ``time``."""

    time: datetime
    count: int
    average: float
    minimum: float
    maximum: float
    last: float


SERIES_RAW: LiteralString = """
SELECT date_bin(make_interval(secs => %(step)s), time, '2000-01-01 00:00+00') AS bucket,
       count(*), avg(value), min(value), max(value), (array_agg(value ORDER BY time DESC))[1]
FROM readings
WHERE source_id = %(source_id)s AND metric = %(metric)s AND time >= %(since)s AND time < %(until)s
GROUP BY bucket ORDER BY bucket"""

SERIES_SUMS: LiteralString = """
SELECT date_bin(make_interval(secs => %(step)s), time, '2000-01-01 00:00+00') AS bucket,
       sum(count)::bigint, sum(sum) / sum(count), min(minimum), max(maximum),
       (array_agg(last_value ORDER BY time DESC))[1]
FROM {view}
WHERE source_id = %(source_id)s AND metric = %(metric)s AND time >= %(since)s AND time < %(until)s
GROUP BY bucket ORDER BY bucket"""


async def series(
    connection: AsyncConnection,
    source_id: str,
    metric: str,
    since: datetime,
    until: datetime,
    step_seconds: int,
    level: Level = RAW,
) -> list[Course]:
    """The course from ``since`` to before ``until`` in steps aligned to UTC; a step without a reading is left out.

    ``level_for`` chooses the level. A level coarser than the step makes the step as coarse as it is.
    """
    query = SERIES_RAW if level is RAW else SERIES_SUMS.format(view=level.view)
    values = {"source_id": source_id, "metric": metric, "since": since, "until": until}
    cursor = await connection.execute(query, values | {"step": max(step_seconds, level.seconds)}, binary=True)
    return [Course(*row) for row in await cursor.fetchall()]


class CommuneSum(msgspec.Struct, frozen=True, gc=False):
    """What all sources of a commune said of one metric."""

    commune_code: str
    sources: int
    count: int
    average: float
    minimum: float
    maximum: float


# The sources stand in the WHERE as well: from there they reach the tables under the view, from a join they do not.
BY_COMMUNE: LiteralString = """
WITH summed AS (
    SELECT source_id, sum(count)::bigint AS count, sum(sum) AS sum, min(minimum) AS minimum, max(maximum) AS maximum
    FROM {view} WHERE source_id = ANY(%(source_ids)s) AND metric = %(metric)s
        AND time >= %(since)s AND time < %(until)s
    GROUP BY source_id
)
SELECT place.commune_code, count(*), sum(count)::bigint, sum(sum) / sum(count), min(minimum), max(maximum)
FROM unnest(%(source_ids)s::text[], %(codes)s::text[]) AS place (source_id, commune_code)
JOIN summed USING (source_id) GROUP BY place.commune_code ORDER BY place.commune_code"""


async def by_commune(
    connection: AsyncConnection,
    metric: str,
    since: datetime,
    until: datetime,
    communes: Mapping[str, str],
    level: Level = HOURS,
) -> list[CommuneSum]:
    """One metric from ``since`` to before ``until`` by commune, of the sources that ``communes`` gives a commune to.

    Both times stand on a whole hour (of ``level``); a commune none of whose sources said anything is left out: that is
    missing, not zero.
    """
    values = {"source_ids": list(communes), "codes": list(communes.values()), "metric": metric}
    query = BY_COMMUNE.format(view=level.view)
    cursor = await connection.execute(query, values | {"since": since, "until": until}, binary=True)
    return [CommuneSum(*row) for row in await cursor.fetchall()]
