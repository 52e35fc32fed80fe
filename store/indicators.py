"""Statements of indicators, all of them kept and asked for as they hold now: missing is neither zero nor silence."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import LiteralString, NamedTuple

import psycopg

from store.pool import AsyncConnection
from store.records import Indicator

SAVE: LiteralString = """
INSERT INTO indicators (time, indicator, commune_code, period, starts, value, whole, target, unit)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING"""


def save_indicators(cursor: psycopg.Cursor, rows: list[Indicator]) -> None:
    """Keep each statement once, in the order they came."""
    if rows:
        cursor.executemany(SAVE, [_fields(row) for row in rows])


CURRENT: LiteralString = """
SELECT DISTINCT ON (indicator, commune_code)
       time, indicator, commune_code, period, starts, value, whole, target, unit
FROM indicators WHERE indicator = ANY(%(indicators)s)
ORDER BY indicator, commune_code, starts DESC, period, time DESC, arrived DESC"""


async def current(connection: AsyncConnection, indicators: list[str]) -> list[Indicator]:
    """What holds for the newest period of each commune; a commune nothing was ever said of is not among the rows."""
    return await _rows(connection, CURRENT, {"indicators": indicators})


OF_PERIOD: LiteralString = """
SELECT DISTINCT ON (commune_code)
       time, indicator, commune_code, period, starts, value, whole, target, unit
FROM indicators WHERE indicator = %(indicator)s AND period = %(period)s
ORDER BY commune_code, time DESC, arrived DESC"""


async def of_period(connection: AsyncConnection, indicator: str, period: str) -> list[Indicator]:
    """What holds for one period, by commune."""
    return await _rows(connection, OF_PERIOD, {"indicator": indicator, "period": period})


TREND: LiteralString = """
SELECT * FROM (
    SELECT DISTINCT ON (starts, period) time, indicator, commune_code, period, starts, value, whole, target, unit
    FROM indicators WHERE indicator = %(indicator)s AND commune_code = %(commune_code)s AND starts >= %(since)s
    ORDER BY starts, period, time DESC, arrived DESC
) AS each_period ORDER BY starts, period"""


async def trend(connection: AsyncConnection, indicator: str, commune_code: str, since: date) -> list[Indicator]:
    """What holds for each period of one commune that starts on ``since`` or later, the oldest first."""
    given = {"indicator": indicator, "commune_code": commune_code, "since": since}
    return await _rows(connection, TREND, given)


HISTORY: LiteralString = """
SELECT time, indicator, commune_code, period, starts, value, whole, target, unit
FROM indicators
WHERE indicator = %(indicator)s AND commune_code = %(commune_code)s AND period = %(period)s
ORDER BY time DESC, arrived DESC"""


async def history(connection: AsyncConnection, indicator: str, commune_code: str, period: str) -> list[Indicator]:
    """Everything that was ever said of one period, what holds first."""
    given = {"indicator": indicator, "commune_code": commune_code, "period": period}
    return await _rows(connection, HISTORY, given)


class Period(NamedTuple):
    """One indicator over all who gave a figure of one period; ``part`` and ``whole`` are of those that gave both."""

    indicator: str
    period: str
    starts: date
    given: int
    total: float | None
    part: float | None
    whole: float | None


PERIODS: LiteralString = """
SELECT indicator, period, starts, count(value), sum(value),
       sum(value) FILTER (WHERE whole IS NOT NULL), sum(whole) FILTER (WHERE value IS NOT NULL)
FROM (
    SELECT DISTINCT ON (indicator, commune_code, starts, period) indicator, period, starts, value, whole
    FROM indicators WHERE indicator = ANY(%(indicators)s) AND starts >= %(since)s
    ORDER BY indicator, commune_code, starts, period, time DESC, arrived DESC
) AS holds GROUP BY indicator, starts, period ORDER BY indicator, starts, period"""


async def periods(connection: AsyncConnection, indicators: list[str], since: date) -> list[Period]:
    """What holds for each period that starts on ``since`` or later, over all communes, the oldest first."""
    cursor = await connection.execute(PERIODS, {"indicators": indicators, "since": since})
    return [Period(*row) for row in await cursor.fetchall()]


class Sum(NamedTuple):
    """Statements added up; ``part`` and ``whole`` are of those communes alone that gave both.

    ``missing`` communes said that they have no figure, ``silent`` ones said nothing: neither counts as zero.
    """

    total: float | None
    part: float | None
    whole: float | None
    given: int
    missing: int
    silent: int

    @property
    def share_percent(self) -> float | None:
        """The part of the whole in percent; None where nobody gave both."""
        return 100 * self.part / self.whole if self.part is not None and self.whole else None


def summed(rows: Sequence[Indicator], communes: Iterable[str]) -> Sum:
    """The rows of one indicator and period over ``communes``."""
    by_commune = {row.commune_code: row for row in rows}
    wanted = list(communes)
    said = [by_commune[code] for code in wanted if code in by_commune]
    values = [row.value for row in said if row.value is not None]
    pairs = [(row.value, row.whole) for row in said if row.value is not None and row.whole is not None]
    return Sum(
        total=sum(values) if values else None,
        part=sum(value for value, _ in pairs) if pairs else None,
        whole=sum(whole for _, whole in pairs) if pairs else None,
        given=len(values),
        missing=len(said) - len(values),
        silent=len(wanted) - len(said),
    )


def _fields(row: Indicator) -> tuple:
    return tuple(getattr(row, name) for name in row.__struct_fields__)


async def _rows(connection: AsyncConnection, query: LiteralString, given: Mapping[str, object]) -> list[Indicator]:
    return [Indicator(*row) for row in await (await connection.execute(query, given)).fetchall()]
