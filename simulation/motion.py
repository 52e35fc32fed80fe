"""What moves on a road, and what each sees of the others when it follows, stops or moves over."""

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from simulation.roads import Lane
from simulation.vehicles import Kind

STEP_SECONDS = 0.1
BRAKE, JAM_GAP, HEADWAY, SIDE_GAP = 2.2, 1.8, 1.25, 0.35
ONCOMING_GAP = 75.0


class Plan(Protocol):
    """Moves one vehicle by a step, whatever the others do."""

    def move(self, me: "Vehicle", allowed: float, /) -> None: ...


@dataclass
class Vehicle:
    """``s`` is its middle along the road and ``l`` to the left of it; ``speed`` is never negative.

    What stands broken down does so at ``halt_at``; with a ``kerb`` to stand at it is parked. A ``plan`` moves it in
    place of the rules of traffic.
    """

    number: int
    kind: Kind
    lane: Lane
    s: float
    l: float  # noqa: E741
    speed: float
    cruise: float
    home: float
    aim: float
    paint: int
    look: int
    round_of: int = -1
    halt_at: float | None = None
    halted_for: float = 0.0
    hold_seconds: float = 0.0
    braking: bool = False
    drift: float = 0.0
    kerb: float | None = None
    spin: float = 0.0
    plan: "Plan | None" = None

    @property
    def halted(self) -> bool:
        """It stands, broken down."""
        return self.halted_for > 0 and self.halt_at is not None

    @property
    def hazard(self) -> bool:
        return self.halt_at is not None and self.kerb is None and (self.halted or self.braking)


class Table:
    """All vehicles of the road as columns, so that looking ahead is one expression."""

    def __init__(self, vehicles: list[Vehicle]) -> None:
        self.vehicles = vehicles
        rows = [(v.s, v.l, v.aim, v.lane.way * v.speed, v.kind.length, v.kind.width) for v in vehicles]
        self.s, self.l, self.aim, self.velocity, self.length, self.width = np.array(rows).T
        # whoever moves over claims the room between where it is and where it is going
        self.left = np.maximum(self.l, self.aim) + self.width / 2
        self.right = np.minimum(self.l, self.aim) - self.width / 2

    def leader(self, i: int, me: Vehicle) -> tuple[float, float, Vehicle | None]:
        """(gap in metres, its speed in my direction, who) of the nearest one in my way."""
        way = me.lane.way
        ahead = way * (self.s - me.s)
        low, high = min(me.l, me.aim) - me.kind.width / 2, max(me.l, me.aim) + me.kind.width / 2
        if me.round_of >= 0:
            low, high = me.aim - me.kind.width / 2, me.aim + me.kind.width / 2
        meets = (self.left + SIDE_GAP > low) & (self.right - SIDE_GAP < high) & (ahead > 0)
        meets[i] = False
        if not meets.any():
            return 1e3, 0.0, None
        gaps = np.where(meets, ahead - (self.length + me.kind.length) / 2, np.inf)
        nearest = int(gaps.argmin())
        return float(gaps[nearest]), way * float(self.velocity[nearest]), self.vehicles[nearest]

    def free(self, i: int, me: Vehicle, aim: float) -> bool:
        """Whether nobody is, or soon comes, where moving over to ``aim`` would lead."""
        way, half = me.lane.way, me.kind.width / 2 + SIDE_GAP
        low, high = min(aim, me.l) - half, max(aim, me.l) + half
        meets = (self.left > low) & (self.right < high)
        meets[i] = False
        apart = way * (self.s - me.s)
        reach = (self.length + me.kind.length) / 2
        speed = way * self.velocity
        catching = np.maximum(speed - me.speed, 0) * 3.5 + 3.0
        beside = (np.abs(apart) < reach + 1.5) & (np.abs(self.l - me.l) > 0.3)
        from_behind = (speed >= 0) & (apart < 0) & (-apart < reach + catching) & (speed > 0.2)
        oncoming = (speed < -0.2) & (apart > -reach) & (apart < ONCOMING_GAP)
        return not bool((meets & (beside | from_behind | oncoming)).any())


def idm(me: Vehicle, cruise: float, gap: float, leader_speed: float) -> float:
    """The intelligent driver model: the acceleration of one who keeps its distance."""
    comfort = 2 * math.sqrt(me.kind.acceleration * BRAKE)
    wanted = JAM_GAP + max(0.0, me.speed * HEADWAY + me.speed * (me.speed - leader_speed) / comfort)
    return me.kind.acceleration * (1 - (me.speed / cruise) ** 4 - (wanted / max(gap, 0.05)) ** 2)


def beside(other: Vehicle, lateral: float, width: float) -> bool:
    """Whether another is, or is going, where something this wide at this lateral would touch it."""
    reach = (other.kind.width + width) / 2 + SIDE_GAP
    return min(abs(other.l - lateral), abs(other.aim - lateral)) < reach
