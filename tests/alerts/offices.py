"""Working days of the simulated offices: the longest wait of each hour, and what is overdue when they close."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache

import numpy as np

from alerts.office_days import open_hours, works_on
from simulation.queues import HOURS, SERVICE_MINUTES, Offices
from tests.builders import settings
from tests.ingest.mission import CITY


def working_days(first: date, count: int) -> list[date]:
    """So many working days from this one on."""
    days: list[date] = []
    while len(days) < count:
        days += [first] if works_on(HOURS, first) else []
        first += timedelta(days=1)
    return days


@cache
def simulated(seed: int, first: date = date(2026, 8, 24), count: int = 31) -> tuple[list[date], np.ndarray, np.ndarray]:
    """The days, the longest waits by (day, hour, office) in seconds, and the overdue dossiers by (day, office)."""
    offices = Offices(CITY.offices, seed, settings().city.time_zone)
    days = working_days(first, count)
    waits = np.array([list(_hours(offices, day)) for day in days], float)
    # they close at ten by UTC
    closing = [datetime(day.year, day.month, day.day, 9, 59, tzinfo=UTC) for day in days]
    late = [[offices.figures(time, n)["dossiers_overdue"] for n in range(len(CITY.offices))] for time in closing]
    return days, waits, np.array(late, float)


def _hours(offices: Offices, day: date) -> Iterator[np.ndarray]:
    """The longest wait of each hour."""
    worked = offices.day(day)
    wait = worked.waiting / np.maximum(worked.counters, 1) * SERVICE_MINUTES * 60
    for hour in open_hours(HOURS):
        yield wait[hour * 60 : (hour + 1) * 60].max(0)
