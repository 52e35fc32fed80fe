"""Questions about public services: dossiers, documents and check-ins, office by office and added up."""

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString, NamedTuple

from store.pool import AsyncConnection

Figure = float | None

# A figure last said before ``since`` is of another year or day: it counts as not said.
DOSSIERS: LiteralString = """
SELECT source_id, max(time),
       max(value) FILTER (WHERE metric = 'dossiers_received_this_year'),
       max(value) FILTER (WHERE metric = 'dossiers_digitised_this_year'),
       max(value) FILTER (WHERE metric = 'dossiers_resolved_this_year'),
       max(value) FILTER (WHERE metric = 'dossiers_resolved_digitised_this_year'),
       max(value) FILTER (WHERE metric = 'dossiers_open'),
       max(value) FILTER (WHERE metric = 'dossiers_overdue')
FROM latest_readings WHERE metric LIKE 'dossiers%%' AND time >= %(since)s
GROUP BY source_id ORDER BY source_id"""


class Dossiers(NamedTuple):
    """The dossiers of one office, or of several added up; None is not said, which is not zero."""

    office_id: str
    as_of: datetime
    received: Figure
    digitised: Figure
    resolved: Figure
    resolved_digitised: Figure
    open: Figure
    overdue: Figure


async def dossiers(connection: AsyncConnection, since: datetime) -> list[Dossiers]:
    """The newest figures of each office that said any at ``since`` or later."""
    cursor = await connection.execute(DOSSIERS, {"since": since})
    return [Dossiers(*row) for row in await cursor.fetchall()]


def total(rows: Sequence[Dossiers], column: str) -> Figure:
    """One column added up over the offices that said it; None where nobody did."""
    values = [value for row in rows if (value := getattr(row, column)) is not None]
    return sum(values) if values else None


def share_percent(rows: Sequence[Dossiers], part: str, whole: str) -> Figure:
    """One column in percent of another, over the offices that said both."""
    pairs = [(getattr(row, part), getattr(row, whole)) for row in rows]
    said = [(a, b) for a, b in pairs if a is not None and b is not None]
    below = sum(b for _, b in said)
    return 100 * sum(a for a, _ in said) / below if below else None


FIGURES: LiteralString = """
SELECT source_id, metric, time, value FROM latest_readings
WHERE metric = ANY(%(metrics)s) AND time >= %(since)s ORDER BY source_id, metric"""


class ServiceFigure(NamedTuple):
    """The newest value of one metric of one office, health station or agency."""

    source_id: str
    metric: str
    as_of: datetime
    value: float


async def figures(connection: AsyncConnection, metrics: list[str], since: datetime) -> list[ServiceFigure]:
    """What each source last said of ``metrics`` at ``since`` or later."""
    cursor = await connection.execute(FIGURES, {"metrics": metrics, "since": since})
    return [ServiceFigure(*row) for row in await cursor.fetchall()]


# The sources stand in the WHERE beside their metric: so they reach the tables under the view by their keys.
HOURS: LiteralString = """
SELECT source_id, time, maximum, last_value FROM readings_1h
WHERE source_id = ANY(%(sources)s) AND metric = %(metric)s
    AND time >= %(since)s AND time <= %(until)s AND time = ANY(%(hours)s)"""


class Hour(NamedTuple):
    """What one source said of one metric within the hour that begins at ``time``."""

    source_id: str
    time: datetime
    maximum: float
    last: float


async def hours(
    connection: AsyncConnection, sources: Sequence[str], metric: str, wanted: Sequence[datetime]
) -> list[Hour]:
    """These hours of each source; one in which nothing was said is left out."""
    if not wanted or not sources:
        return []
    given = {"sources": list(sources), "metric": metric, "hours": list(wanted)}
    cursor = await connection.execute(HOURS, given | {"since": min(wanted), "until": max(wanted)}, binary=True)
    return [Hour(*row) for row in await cursor.fetchall()]
