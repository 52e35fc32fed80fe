"""A camera's bill of health: what ails it, since when, and whether its zones still hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, get_args

from store.records import Reading

Ailment = Literal["offline", "frozen", "dark", "overexposed", "blurred", "covered", "moved", "clock_drift"]
AILMENTS: tuple[Ailment, ...] = get_args(Ailment)
ACCEPTED = "health_view_accepted"
EVERY = timedelta(seconds=30)
WATCHED = timedelta(seconds=45)
LEAST_SECONDS = 1e-3


@dataclass(frozen=True)
class Bill:
    """``since`` names each ailment there is. ``accepted``: the camera has moved, and its new view is what it sees now.

    ``steady`` is false while rules must not be asked: what would fire is the camera, not the street. ``clear``: nothing
    at all is amiss at this look.
    """

    since: Mapping[Ailment, datetime] = field(default_factory=dict)
    accepted: bool = False
    steady: bool = True
    clear: bool = True

    @property
    def in_place(self) -> bool:
        """Whether zones and ground points are where they were drawn."""
        return "moved" not in self.since


class Ledger:
    """Tells what ails one camera as readings: at once what changed, and everything twice a minute.

    Nobody is called well before he has been watched for WATCHED: after a restart an old ailment shows itself by then.
    """

    def __init__(self, camera_id: str, watched: timedelta = WATCHED) -> None:
        self._camera_id, self._watched = camera_id, watched
        self._told: dict[str, Reading] = {}
        self._since: dict[str, datetime] = {}
        self._began: datetime | None = None

    def readings(self, lasted: Mapping[str, float], time: datetime) -> list[Reading]:
        """Of each metric how long it has lasted, in seconds; 0 when the camera is free of it."""
        self._began = self._began or time
        if time - self._began < self._watched:
            lasted = {name: value for name, value in lasted.items() if value > 0}
        lasted = {name: self._lasted(name, value, time) for name, value in lasted.items()}
        news = {
            name: Reading(time, self._camera_id, name, value)
            for name, value in lasted.items()
            if self._is_news(name, value, time)
        }
        self._told |= news
        return list(news.values())

    def _lasted(self, name: str, value: float, time: datetime) -> float:
        """Counted from one beginning, however late each picture came: an alert is told apart by its beginning."""
        if value <= 0:
            self._since.pop(name, None)
            return 0.0
        return lasted(self._since.setdefault(name, time - timedelta(seconds=value)), time)

    def _is_news(self, name: str, value: float, time: datetime) -> bool:
        before = self._told.get(name)
        return before is None or time - before.time >= EVERY or (value > 0) != (before.value > 0)


def metric(ailment: str) -> str:
    """The metric that tells how long a camera has had an ailment."""
    return f"health_{ailment}_seconds"


def lasted(began: datetime | None, now: datetime) -> float:
    """How long it has lasted, in seconds; 0 when it has not begun, and never 0 when it has."""
    return max((now - began).total_seconds(), LEAST_SECONDS) if began else 0.0
