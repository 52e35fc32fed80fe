"""What offices may expect today and on the next working day, worked out from the store a few times an hour."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import islice
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from alerts import forecast
from alerts.forecast import Outlook
from alerts.office_days import next_working_day, open_hours, working_days_before, works_on
from config.alerting import OfficeHours
from dashboard.centre import Centre
from store import services
from store.pool import AsyncConnection
from store.services import Hour

PAST_DAYS = 20  # working days: four weeks
Array = np.ndarray


class Expectation(NamedTuple):
    """``waits`` by (hour, office) in seconds and ``known`` of today; ``overdue`` by office on ``next_day``; None where
    too little is known. On a day of rest ``today`` is None, and the waits are those of ``next_day``.
    """

    made_at: datetime
    offices: tuple[str, ...]
    hours: tuple[int, ...]
    today: date | None
    known: Array
    waits: Outlook | None
    next_day: date | None
    latest: Array
    overdue: Outlook | None
    days: int


async def expectation(
    connection: AsyncConnection, centre: Centre, now: datetime, offices: Sequence[str]
) -> Expectation:
    """Both forecasts for these offices, from the last four weeks of working days."""
    open_times, zone = centre.settings.alerts.office_hours, ZoneInfo(centre.settings.city.time_zone)
    local = now.astimezone(zone)
    day, hours = local.date(), open_hours(open_times)
    past = sorted(islice(working_days_before(open_times, day), PAST_DAYS))
    days = [*past, day] if works_on(open_times, day) else past
    grid = partial(_grid, days=days, hours=hours, offices=offices, zone=zone)
    closing = [moment(d, hour, zone) for d in days for hour in hours]
    over = [time for time in closing if time + timedelta(hours=1) <= now]
    waits = grid(await services.hours(connection, offices, "wait_seconds", over), which="maximum")
    late = grid(await services.hours(connection, offices, "dossiers_overdue", closing), which="last")
    return _told(now, day, open_times, tuple(offices), hours, days, waits, _closing(late))


def moment(day: date, hour: int, zone: ZoneInfo) -> datetime:
    """The beginning of a local hour, in UTC."""
    return datetime.combine(day, time(hour), zone).astimezone(UTC)


def _told(
    now: datetime,
    day: date,
    open_times: OfficeHours,
    offices: tuple[str, ...],
    hours: tuple[int, ...],
    days: Sequence[date],
    waits: Array,
    late: Array,
) -> Expectation:
    """Days of which nobody said anything are not usual and not unusual: they are left out."""
    today = day if day in days else None
    past = len(days) - 1 if today else len(days)
    heard = [n for n in range(past) if not np.isnan(waits[n]).all()]
    known = waits[-1] if today else np.full((len(hours), len(offices)), np.nan)
    counted = [n for n in range(len(days)) if not np.isnan(late[n]).all()]
    told = forecast.waits([days[n] for n in heard], waits[heard], known)
    return Expectation(
        now, offices, hours, today, known, told,
        next_working_day(open_times, day),
        late[counted[-1]] if counted else np.full(len(offices), np.nan),
        forecast.overdue([days[n] for n in counted], late[counted]),
        len(heard),
    )  # fmt: skip


def _grid(
    rows: Iterable[Hour], days: Sequence[date], hours: Sequence[int], offices: Sequence[str], zone: ZoneInfo, which: str
) -> Array:
    """(day, hour, office); NaN where nothing was said."""
    day_at, hour_at, office_at = ({key: n for n, key in enumerate(keys)} for keys in (days, hours, offices))
    grid = np.full((len(days), len(hours), len(offices)), np.nan)
    for row in rows:
        local = row.time.astimezone(zone)
        grid[day_at[local.date()], hour_at[local.hour], office_at[row.source_id]] = getattr(row, which)
    return grid


def _closing(late: Array) -> Array:
    """By (day, office) the last count of each day; NaN where there was none."""
    last = np.full(late[:, 0].shape, np.nan)
    for hour in range(late.shape[1]):
        last = np.where(np.isnan(late[:, hour]), last, late[:, hour])
    return last


def age_allows(made: Expectation | None, now: datetime, seconds: float) -> bool:
    """Whether what was worked out still serves."""
    return made is not None and timedelta(0) <= now - made.made_at < timedelta(seconds=seconds)
