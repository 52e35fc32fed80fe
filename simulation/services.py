"""Health stations where people check in, and agencies whose documents come and go."""

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np

from config.city import City
from simulation.queues import is_open

Array = np.ndarray
DAY_MINUTES = 24 * 60
CHECKINS_AN_HOUR, IN_A_DAY, OUT_A_DAY = 9.0, 38.0, 36.0
HOURS_A_DAY = 7.5


class Services:
    """Every figure is a function of the seed and the time alone; a day is worked out when it is first asked for."""

    def __init__(self, city: City, seed: int, zone: str) -> None:
        self._stations = [row.id for row in city.health_stations]
        self._agencies = [row.id for row in city.agencies]
        self._seed, self._zone = seed, ZoneInfo(zone)
        random = np.random.default_rng([seed, 40])
        self._size = random.gamma(4.0, 0.25, len(self._stations))
        self._mail = random.gamma(3.0, 1 / 3, len(self._agencies))
        self._backlog = random.poisson(6 * self._mail)
        self._days: dict[date, tuple[Array, Array, Array]] = {}

    def figures(self, time: datetime, period_seconds: int) -> Iterator[tuple[str, dict[str, float]]]:
        """(source, figures) of those whose turn this second is."""
        second, local = int(time.timestamp()), time.astimezone(self._zone)
        minute = local.hour * 60 + local.minute
        checked, came, went = self._day(local.date())
        for number, source in enumerate(self._stations):
            if (second + number) % period_seconds == 0:
                now, earlier = int(checked[minute, number]), int(checked[max(0, minute - 60), number])
                yield source, {"checkins_last_hour": now - earlier, "checkins_today": now}
        for number, source in enumerate(self._agencies):
            if (second + number) % period_seconds == 0:
                received, sent = int(came[minute, number]), int(went[minute, number])
                left = max(0, int(self._backlog[number]) + received - sent)
                yield source, {"documents_in_today": received, "documents_out_today": sent, "documents_backlog": left}

    def _day(self, on: date) -> tuple[Array, Array, Array]:
        if on not in self._days:
            self._days = {key: day for key, day in self._days.items() if abs((key - on).days) <= 1}
            self._days[on] = self._work_out(on)
        return self._days[on]

    def _work_out(self, on: date) -> tuple[Array, Array, Array]:
        """How many have checked in, come in and gone out by each minute: (minute, source), only growing."""
        random = np.random.default_rng([self._seed, 41, on.toordinal()])
        working = np.array([is_open(on, minute / 60) for minute in range(DAY_MINUTES)])[:, None]
        minutes = 60 * HOURS_A_DAY
        rates = (CHECKINS_AN_HOUR / 60 * self._size, IN_A_DAY / minutes * self._mail, OUT_A_DAY / minutes * self._mail)
        checked, came, went = (np.cumsum(random.poisson(working * rate), axis=0) for rate in rates)
        return checked, came, np.minimum(went, came + self._backlog)
