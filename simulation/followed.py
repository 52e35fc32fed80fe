"""The truth of what happens on the road, noted while it happens: since when, until when, and where in the picture."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

import numpy as np

from simulation.incidents import Truth
from simulation.motion import STEP_SECONDS, Vehicle
from simulation.traffic import Traffic
from store.records import Box

JAM_MPS, FLOWS_MPS, FEWEST = 2.0, 4.0, 5


class Stage(Protocol):
    """What an act may ask of the scene it plays in."""

    start: datetime

    @property
    def traffic(self) -> Traffic: ...

    def box(self, vehicles: list[Vehicle]) -> Box | None: ...

    def inside(self, vehicle: Vehicle) -> bool: ...

    def scatter(self, s: float, lateral: float) -> None: ...


@dataclass
class Followed:
    """A truth in the making: it lasts while ``holds`` is true of its vehicles, and knows where they were."""

    rule: str
    vehicles: list[Vehicle]
    holds: Callable[[], bool]
    due: Callable[[float], bool] | None = None
    truth: Truth | None = None
    path: float = 0.0
    last: tuple[float, float] | None = None

    def step(self, stage: Stage, now: datetime, truths: list[Truth]) -> bool:
        """Follows it by a step; false when it is over."""
        if not self.holds():
            if self.truth is not None:
                self.truth.end = now
            return self.truth is None
        if self.truth is None:
            self.truth = Truth("", self.rule, now, None, [])
            truths.append(self.truth)
        here = (self.vehicles[0].s, self.vehicles[0].l)
        self.path += float(np.hypot(here[0] - self.last[0], here[1] - self.last[1])) if self.last else 0.0
        self.last = here
        if self.due and self.truth.due is None and self.due(self.path):
            self.truth.due = now
        if not self.truth.boxes or (now - self.truth.boxes[-1][0]).total_seconds() >= 0.39:
            box = stage.box(self.vehicles)
            if box is not None:
                self.truth.boxes.append((now, box))
        return True


@dataclass
class Queue:
    """Those of one way in view, while they hardly move."""

    way: int
    over: datetime
    members: list[Vehicle] = field(default_factory=list)
    slow_for: float = 0.0
    begun: bool = False
    seconds: float = 0.0

    def lasts(self, stage: Stage) -> bool:
        """Whether a queue stands in view; the slowing ends when its time is over."""
        self.seconds += STEP_SECONDS
        traffic = stage.traffic
        if traffic.slow is not None and stage.start + timedelta(seconds=traffic.seconds) > self.over + timedelta(
            seconds=60
        ):
            traffic.slow = None
        here = [v for v in traffic.vehicles if v.lane.way == self.way and v.plan is None and stage.inside(v)]
        cars = [v for v in here if v.kind.length > 3]
        mean = float(np.mean([v.speed for v in cars])) if cars else 99.0
        self.slow_for = self.slow_for + STEP_SECONDS if len(cars) >= FEWEST and mean < JAM_MPS else 0.0
        self.begun = (self.begun and len(cars) > 1 and mean < FLOWS_MPS) or self.slow_for >= 3.0
        self.members[:] = here or self.members
        return self.begun
