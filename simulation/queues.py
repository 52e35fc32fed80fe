"""The one-stop offices: people come, wait, are served at the counters that are open, and hand in dossiers."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np

from alerts.office_days import works_on
from config.alerting import OfficeHours
from config.city import Office

Array = np.ndarray
OPENING = ((7.5, 11.5), (13.5, 17.0))
HOURS = OfficeHours((1, 2, 3, 4, 5), OPENING, "VN", (), ())
SERVICE_MINUTES, HANDS_IN = 9.0, 0.72
# A counter's dossiers of a working day, and how many of its dossiers were open when the year began.
A_DAY, FROM_LAST_YEAR = 22, 40
# How many people come, as a share of the mean, by local hour: after opening, and after the midday rest.
ARRIVAL_HOURS = (7.5, 8.0, 8.8, 9.5, 11.5, 13.5, 14.2, 15.2, 17.0)
ARRIVALS = (0.9, 1.4, 1.5, 1.0, 0.5, 0.9, 1.35, 0.95, 0.35)
DAY_MINUTES = 24 * 60


@dataclass(frozen=True)
class Day:
    """One day of all offices: arrays of (minute, office)."""

    waiting: Array
    counters: Array
    received: Array
    resolved: Array
    backlog: Array  # of (office,), what was open in the morning


class Offices:
    """Every figure is a function of the seed and the time alone; a day is worked out when it is first asked for."""

    def __init__(self, offices: tuple[Office, ...], seed: int, zone: str) -> None:
        self.offices, self.seed, self.zone = offices, seed, ZoneInfo(zone)
        random = np.random.default_rng([seed, 30])
        count = len(offices)
        self.counters = np.array([office.counters for office in offices])
        self.load = np.clip(random.normal(0.63, 0.1, count), 0.4, 0.85)
        self.overdue = random.poisson(random.gamma(1.2, 3.0, count))
        self.phase = random.uniform(0, 1, count)
        self.digitised = np.clip(random.normal(0.995, 0.003, count), 0.97, 1.0)
        self.results = np.clip(random.normal(0.987, 0.006, count), 0.95, 1.0)
        self.on_time = np.clip(random.normal(0.991, 0.006, count), 0.95, 1.0)
        self._days: dict[date, Day] = {}

    def figures(self, time: datetime, number: int) -> dict[str, float]:
        """The metrics of the number-th office at ``time``."""
        local = time.astimezone(self.zone)
        day, minute = self.day(local.date()), local.hour * 60 + local.minute
        waiting, open_counters = int(day.waiting[minute, number]), int(day.counters[minute, number])
        served_per_second = max(open_counters, 1) / (SERVICE_MINUTES * 60)
        return {
            "people_waiting": waiting,
            "wait_seconds": round(waiting / served_per_second),
            "counters_open": open_counters,
            "dossiers_received_today": int(day.received[minute, number]),
            "dossiers_resolved_today": int(day.resolved[minute, number]),
            "dossiers_overdue": self._overdue(local, number),
            **self._this_year(local.date(), day, minute, number),
        }

    def _this_year(self, on: date, day: Day, minute: int, number: int) -> dict[str, float]:
        """What has added up since 1 January: all that came, less what is open, is resolved."""
        days = np.busday_count(f"{on.year}-01-01", on.isoformat())
        counters = int(self.counters[number])
        today = int(day.received[minute, number])
        received = int(counters * (FROM_LAST_YEAR + A_DAY * days)) + today
        left = min(received, int(day.backlog[number]) + today - int(day.resolved[minute, number]))
        resolved = received - left
        return {
            "dossiers_open": left,
            "dossiers_received_this_year": received,
            "dossiers_digitised_this_year": int(received * self.digitised[number]),
            "dossiers_resolved_this_year": resolved,
            "dossiers_resolved_digitised_this_year": int(resolved * self.results[number]),
            "dossiers_on_time_this_year": int(resolved * self.on_time[number]),
        }

    def day(self, on: date) -> Day:
        """The whole of one local day."""
        if on not in self._days:
            self._days = {key: day for key, day in self._days.items() if abs((key - on).days) <= 1}
            self._days[on] = self._work_out(on)
        return self._days[on]

    def _work_out(self, on: date) -> Day:
        random = np.random.default_rng([self.seed, 31, on.toordinal()])
        count = len(self.offices)
        rows = {
            name: np.zeros((DAY_MINUTES, count), np.int32) for name in ("waiting", "counters", "received", "resolved")
        }
        staffed = np.maximum(1, self.counters - random.binomial(1, 0.3, count))
        backlog = random.poisson(self.counters * 14)
        today = self.load * np.exp(random.normal(0, 0.1, count))
        waiting, received, resolved = (np.zeros(count, np.int64) for _ in range(3))
        for minute in range(DAY_MINUTES):
            hour = minute / 60
            if not is_open(on, hour):
                waiting[:] = 0
            else:
                come = np.interp(hour, ARRIVAL_HOURS, ARRIVALS) * today * self.counters / SERVICE_MINUTES
                served = np.minimum(waiting, random.poisson(staffed / SERVICE_MINUTES))
                waiting += random.poisson(come) - served
                received += random.binomial(served, HANDS_IN)
                done = random.poisson(self.counters / SERVICE_MINUTES * 0.55)
                resolved += np.minimum(done, backlog + received - resolved)
                rows["counters"][minute] = staffed
            rows["waiting"][minute], rows["received"][minute], rows["resolved"][minute] = waiting, received, resolved
        return Day(**rows, backlog=backlog)

    def _overdue(self, local: datetime, number: int) -> int:
        """Drifts over weeks; during a working day a few are cleared."""
        weeks = local.date().toordinal() / 17 + self.phase[number]
        level = self.overdue[number] * (1 + 0.3 * np.sin(2 * np.pi * weeks))
        worked = min(max(local.hour - 8, 0), 8) / 8 if local.weekday() < 5 else 1.0
        return round(float(level * (1 - 0.08 * worked)))


def is_open(on: date, hour: float) -> bool:
    """Whether one-stop offices are open then: Monday to Friday but for holidays, with a rest at noon."""
    return any(start <= hour < end for start, end in OPENING) and works_on(HOURS, on)
