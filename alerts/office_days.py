"""When offices work: their days and hours, holidays of the sun and of the moon, Tết, and days worked in their place."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from holidays import HolidayBase, country_holidays

from config.alerting import OfficeHours

HOUR = 3600
LONGEST_REST = 60  # days on end on which nobody works; more than any Tết, so that a search for the next one ends


class Known(NamedTuple):
    """What is known of one year of a country: free days by name, and days of rest that are worked."""

    free: dict[date, str]
    worked: frozenset[date]


@cache
def _known(country: str, year: int, language: str) -> Known:
    if not country:
        return Known({}, frozenset())
    found: HolidayBase = country_holidays(country, years=year, language=language)
    return Known(dict(found.items()), frozenset(getattr(found, "weekend_workdays", ())))


def holiday(hours: OfficeHours, day: date, language: str = "vi") -> str:
    """What is celebrated on this day; "" when it is no holiday, "–" when the configuration alone says so."""
    name = _known(hours.country, day.year, language).free.get(day, "")
    return name or ("–" if day in hours.holidays else "")


def works_on(hours: OfficeHours, day: date) -> bool:
    """Whether offices open at all on this day."""
    if day in hours.holidays:
        return False
    if day in hours.worked:
        return True
    known = _known(hours.country, day.year, "vi")
    return day in known.worked or (day.isoweekday() in hours.days and day not in known.free)


def is_working(hours: OfficeHours, zone: ZoneInfo, moment: datetime) -> bool:
    """Whether offices are open at this moment."""
    local = moment.astimezone(zone)
    if not works_on(hours, local.date()):
        return False
    of_day = (local - datetime.combine(local.date(), time(), zone)).total_seconds() / HOUR
    return any(begin <= of_day < end for begin, end in hours.spans)


def open_share(hours: OfficeHours, hour: int) -> float:
    """The part of an hour of a working day in which offices are open."""
    return sum(max(0.0, min(end, hour + 1) - max(begin, hour)) for begin, end in hours.spans)


def open_hours(hours: OfficeHours) -> tuple[int, ...]:
    """The hours of a working day in which offices are open for a part at least."""
    return tuple(hour for hour in range(24) if open_share(hours, hour) > 0)


def working_days_before(hours: OfficeHours, day: date) -> Iterator[date]:
    """The working days before this one, the nearest first; for ever, or none when nobody ever works."""
    rest = 0
    while rest < LONGEST_REST:
        day -= timedelta(days=1)
        rest = 0 if works_on(hours, day) else rest + 1
        if not rest:
            yield day


def next_working_day(hours: OfficeHours, day: date) -> date | None:
    """The first working day after this one; None when nobody ever works."""
    coming = (day + timedelta(days=n) for n in range(1, LONGEST_REST + 1))
    return next((later for later in coming if works_on(hours, later)), None)
