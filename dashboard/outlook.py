"""What leaders want of the wall beside what is wrong: how far today's alerts came, and who is without signal now."""

from datetime import datetime

import msgspec

from dashboard import funnel as ways
from dashboard.centre import Centre
from geo.shares import Amounts
from store import coverage, funnel
from store.pool import AsyncConnection

READ_SECONDS = 15.0  # a day of alerts takes longer to count than the second that the wall is read in


class Outlook(msgspec.Struct, frozen=True):
    """``counts``: alerts of the last day by step of their way; ``lost``: what is without any service since sites fell.

    ``covered_at`` is when ``lost`` was true; None: coverage was never computed.
    """

    read_at: datetime
    counts: tuple[int, ...]
    lost: Amounts
    covered_at: datetime | None


async def look(connection: AsyncConnection, centre: Centre, now: datetime, _before: object) -> Outlook:
    """Read it once, for all walls."""
    counts = await _counts(connection, centre, now)
    state = await coverage.state(connection)
    rows = await coverage.lost(connection) if state else []
    total = sum((row.amounts for row in rows), Amounts())
    return Outlook(now, counts, total, state.as_of if state else None)


async def then(connection: AsyncConnection, centre: Centre, at: datetime) -> Outlook:
    """The same of a past moment; who was without signal then is not kept."""
    return Outlook(at, await _counts(connection, centre, at), Amounts(), None)


async def _counts(connection: AsyncConnection, centre: Centre, now: datetime) -> tuple[int, ...]:
    courses, _ = await funnel.courses(connection, ways.asked(centre, "day", None, now))
    return next((course.counts for course in courses if not course.group), (0,) * len(funnel.STEPS))
