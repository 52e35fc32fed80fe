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
    """Tells what ails one camera as readings: at once what changed, and everything twice a minute."""

    def __init__(self, camera_id: str) -> None:
        self._camera_id = camera_id
        self._told: dict[str, float] = {}
        self._told_at: datetime | None = None

    def readings(self, judged: Mapping[Ailment, datetime | None], accepted: bool, time: datetime) -> list[Reading]:
        """For each ailment that was ``judged``, how long it has lasted; 0 when the camera is free of it."""
        due = self._told_at is None or time - self._told_at >= EVERY
        values = {metric(ailment): _seconds(began, time) for ailment, began in judged.items()}
        values[ACCEPTED] = float(accepted)
        news = {name: value for name, value in values.items() if due or (value > 0) != (self._told.get(name, 0) > 0)}
        self._told_at = time if due else self._told_at
        self._told |= news
        return [Reading(time, self._camera_id, name, value) for name, value in news.items()]


def metric(ailment: Ailment) -> str:
    """The metric that tells how long a camera has had an ailment."""
    return f"health_{ailment}_seconds"


def _seconds(began: datetime | None, time: datetime) -> float:
    return max((time - began).total_seconds(), LEAST_SECONDS) if began else 0.0
