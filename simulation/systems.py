"""What bridges, portals, national platforms, base stations and the security centre say besides being up."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np

from config.city import City
from simulation.daylight import busy, local_hour

Metrics = dict[str, float]
MEETING_HOURS = ((8.0, 10.5), (14.0, 16.0))
MEETINGS = 0.3  # of the working half-days have a meeting of all bridges


class Systems:
    """A function of the seed and the time alone; what is down says nothing."""

    def __init__(self, city: City, seed: int, zone: str) -> None:
        self.seed, self.zone = seed, zone
        kinds = (
            (city.bridges, self._bridge),
            (city.portals, self._portal),
            (city.exchanges, self._exchange),
            (city.sites, self._site),
            (city.security, self._security),
        )
        self._rows: list[tuple[str, Callable[[int, datetime], Metrics]]] = [
            (row.id, say) for rows, say in kinds for row in rows if not getattr(row, "probe", "")
        ]
        random = np.random.default_rng([seed, 60])
        self._level: list[float] = random.uniform(0.5, 1.5, len(self._rows)).tolist()
        self._grid: list[bool] = (random.uniform(0, 1, len(self._rows)) > 0.02).tolist()

    def readings(self, time: datetime, period_seconds: int, down: frozenset[str]) -> list[tuple[str, str, float]]:
        """(source, metric, value) of those whose turn this second is."""
        second = int(time.timestamp())
        rows = []
        for number, (source, say) in enumerate(self._rows):
            if (second + number) % period_seconds == 0 and source not in down:
                rows += [(source, metric, value) for metric, value in say(number, time).items()]
        return rows

    def _bridge(self, number: int, time: datetime) -> Metrics:
        meeting = self._in_meeting(time)
        jitter = self._level[number] * (3.0 + 5.0 * meeting) * self._noise(number, time)
        return {"jitter_ms": round(jitter, 2), "in_meeting": float(meeting)}

    def _portal(self, number: int, time: datetime) -> Metrics:
        ends = 20 + number * 37 % 340 - time.toordinal() % 340
        answer = 120 * self._level[number] * (1 + busy(local_hour(time, self.zone))) * self._noise(number, time)
        return {"http_ms": round(answer, 1), "certificate_days": float(ends % 365)}

    def _exchange(self, number: int, time: datetime) -> Metrics:
        items = int(4000 * self._level[number] * self._share_of_day(time))
        lag = 20 * self._level[number] * (1 + 2 * busy(local_hour(time, self.zone))) * self._noise(number, time)
        return {"sync_lag_seconds": round(lag, 1), "errors_today": float(items // 900), "items_today": float(items)}

    def _site(self, number: int, time: datetime) -> Metrics:
        users = 300 * self._level[number] * (0.2 + busy(local_hour(time, self.zone))) * self._noise(number, time)
        return {"users": float(round(users)), "on_battery": float(not self._grid[number] and self._lit(time))}

    def _security(self, number: int, time: datetime) -> Metrics:
        day = np.random.default_rng([self.seed, 61, number, self._local(time).toordinal()])
        critical, other, infected = (int(day.poisson(mean)) for mean in (0.15, 6, 14))
        blocked = int(2600 * self._level[number] * self._share_of_day(time))
        return {
            "incidents_critical_open": float(critical),
            "incidents_open": float(critical + other),
            "attacks_blocked_today": float(blocked),
            "machines_infected": float(infected),
            "machines_watched": 3120.0,
        }

    def _in_meeting(self, time: datetime) -> bool:
        local = self._local(time)
        hour = local_hour(time, self.zone)
        for half, (begins, ends) in enumerate(MEETING_HOURS):
            held = np.random.default_rng([self.seed, 62, local.toordinal(), half]).random() < MEETINGS
            if local.weekday() < 5 and held and begins <= hour < ends:
                return True
        return False

    def _lit(self, time: datetime) -> bool:
        """Where there is no grid the sun charges by day: batteries serve at night."""
        return not 6 <= local_hour(time, self.zone) < 18

    def _share_of_day(self, time: datetime) -> float:
        """How much of the day's work is done: it only grows until midnight."""
        return float(np.clip((local_hour(time, self.zone) - 6.5) / 11, 0.0, 1.0))

    def _noise(self, number: int, time: datetime) -> float:
        random = np.random.default_rng([self.seed, 63, number, int(time.timestamp())])
        return float(np.exp(0.12 * random.normal()))

    def _local(self, time: datetime) -> datetime:
        return time.astimezone(ZoneInfo(self.zone))
