"""Vehicles on one road: they keep their distance, queue, go round what stands in the way, and break down on order."""

import math
from dataclasses import dataclass

import numpy as np

from simulation.motion import BRAKE, JAM_GAP, SIDE_GAP, STEP_SECONDS, Plan, Table, Vehicle, beside, idm
from simulation.roads import Lane, Road
from simulation.vehicles import KINDS, Kind

__all__ = ["STEP_SECONDS", "Slow", "Traffic", "Vehicle"]
ROUND_GAP, ROUND_SPEED = 9.0, 5.0
KERB_METRES = 32.0


@dataclass(frozen=True)
class Slow:
    """A stretch of the road on which those of one way crawl."""

    way: int
    low: float
    high: float
    speed: float


class Traffic:
    """The vehicles of one road from one random stream; ``step`` moves them by STEP_SECONDS."""

    def __init__(self, road: Road, random: np.random.Generator) -> None:
        self.road, self.random = road, random
        self.vehicles: list[Vehicle] = []
        self.seconds = 0.0
        self._numbers = 0
        self.closed: set[int] = set()
        self.slow: Slow | None = None
        self._due = [random.exponential(1 / lane.flow) for lane in road.lanes]

    def step(self, density: float) -> None:
        """One step: who comes in, who steers where, how fast each may go, who has left."""
        self.seconds += STEP_SECONDS
        self._arrivals(density)
        for vehicle, allowed in zip(self.vehicles, self._accelerations(), strict=True):
            if vehicle.plan is None:
                self.drive(vehicle, allowed)
            else:
                vehicle.plan.move(vehicle, allowed)
        self.vehicles = [v for v in self.vehicles if -8 < v.s < self.road.length + 8]

    def halt(self, lane: Lane, at: float, hold_seconds: float) -> int | None:
        """Sends a car into the lane that will break down at ``at``; None while the lane's mouth is taken."""
        names = [name for name in lane.kinds if KINDS[name].length > 3 and name != "bus"]
        vehicle = self.enter(lane, KINDS[names[int(self.random.integers(len(names)))]])
        if vehicle is None:
            return None
        vehicle.halt_at, vehicle.hold_seconds = at, hold_seconds
        vehicle.cruise = lane.speed
        return vehicle.number

    def travel_seconds(self, lane: Lane, at: float) -> float:
        """About how long a car needs from the lane's mouth until it stands at ``at``."""
        way = at if lane.way > 0 else self.road.length - at
        return way / lane.speed + lane.speed / (2 * BRAKE)

    def _arrivals(self, density: float) -> None:
        for i, lane in enumerate(self.road.lanes):
            self._due[i] -= STEP_SECONDS * max(density, 0.02)
            if self._due[i] > 0 or i in self.closed:
                continue
            shares = np.array([KINDS[name].share for name in lane.kinds])
            self.enter(lane, KINDS[lane.kinds[int(self.random.choice(len(shares), p=shares / shares.sum()))]])
            self._due[i] += float(self.random.exponential(1 / lane.flow))

    def place(self, lane: Lane, kind: Kind, s: float, l: float, plan: Plan | None = None) -> Vehicle:  # noqa: E741
        """Puts something that stands there, all at once."""
        paint, look = int(self.random.integers(len(kind.paints))), int(self.random.integers(1 << 16))
        self.vehicles.append(
            Vehicle(self._numbers, kind, lane, s, l, 0.0, lane.speed, lane.lateral, l, paint, look, plan=plan)
        )
        self._numbers += 1
        return self.vehicles[-1]

    def enter(self, lane: Lane, kind: Kind) -> Vehicle | None:
        """Lets one come in at the lane's mouth; None while that is taken."""
        s = 0.0 if lane.way > 0 else self.road.length
        slack = 0.45 if kind.length < 2.5 else 0.15
        offset = lane.lateral + float(self.random.uniform(-slack, slack))
        cruise = lane.speed * kind.pace * float(self.random.uniform(0.88, 1.12))
        paint, look = int(self.random.integers(len(kind.paints))), int(self.random.integers(1 << 16))
        near = [
            v
            for v in self.vehicles
            if beside(v, offset, kind.width) and abs(v.s - s) < 9 + v.kind.length / 2 + kind.length / 2
        ]
        if near:
            return None
        ahead = [
            v.speed
            for v in self.vehicles
            if v.lane.way == lane.way and beside(v, offset, kind.width) and abs(v.s - s) < 45
        ]
        speed = min([cruise, *ahead])
        vehicle = Vehicle(self._numbers, kind, lane, s, offset, speed, cruise, offset, offset, paint, look)
        self._numbers += 1
        self.vehicles.append(vehicle)
        return vehicle

    def _accelerations(self) -> list[float]:
        """The intelligent driver model against the nearest vehicle, stop line or own breakdown ahead."""
        if not self.vehicles:
            return []
        table = Table(self.vehicles)
        allowed = []
        for i, vehicle in enumerate(self.vehicles):
            ahead = table.leader(i, vehicle)
            if self._steer(i, table, ahead[2]):
                ahead = table.leader(i, vehicle)
            allowed.append(min(self._follow(vehicle, *ahead), self._obey(vehicle)))
        return allowed

    def _follow(self, me: Vehicle, gap: float, speed: float, who: Vehicle | None) -> float:
        cruise = min(me.cruise, ROUND_SPEED) if me.round_of >= 0 else me.cruise
        if self.slow is not None and me.lane.way == self.slow.way and self.slow.low < me.s < self.slow.high:
            cruise = min(cruise, self.slow.speed)
        room = JAM_GAP if who is None or not who.hazard or me.round_of >= 0 else ROUND_GAP
        return idm(me, cruise, gap - (room - JAM_GAP), speed)

    def _obey(self, me: Vehicle) -> float:
        """What a red light and its own breakdown allow."""
        allowed = math.inf
        signal = self.road.signal
        if signal is not None and signal.red(self.seconds) and me.lane.way in signal.stops:
            left = me.lane.way * (signal.stops[me.lane.way] - me.s) - me.kind.length / 2
            if left > -0.5 and me.speed**2 / 7.0 < max(left, 0.3):
                allowed = idm(me, me.cruise, max(left, 0.05), 0.0)
        if me.halt_at is not None:
            left = me.lane.way * (me.halt_at - me.s)
            if me.kerb is not None and left < KERB_METRES:
                me.aim = me.kerb
            if left <= me.speed**2 / (2 * BRAKE) + 0.2:
                allowed = min(allowed, -(me.speed**2) / (2 * max(left, 0.15)))
        return allowed

    def drive(self, me: Vehicle, acceleration: float) -> None:
        """Moves one by a step at this acceleration."""
        acceleration = max(acceleration, -6.5)
        me.braking = acceleration < -0.8 or me.speed < 0.2
        me.speed = max(0.0, me.speed + acceleration * STEP_SECONDS)
        if me.halt_at is not None:
            self._break_down(me)
        if me.speed < 0.05 and acceleration <= 0:
            me.speed = 0.0
        me.s += me.lane.way * me.speed * STEP_SECONDS
        reach = min(1.3, 0.42 * me.speed) * STEP_SECONDS
        shift = min(max(me.aim - me.l, -reach), reach)
        me.l += shift
        slope = math.atan2(shift, max(me.speed * STEP_SECONDS, 1e-3)) if me.speed > 0.3 else 0.0
        me.drift += (slope - me.drift) * 0.25

    def _break_down(self, me: Vehicle) -> None:
        """Stands at its spot for its time; then it is a vehicle like any other."""
        if me.halt_at is None or (me.halted_for == 0 and (me.speed >= 0.4 or abs(me.halt_at - me.s) >= 1.5)):
            return
        me.speed = 0.0
        me.halted_for += STEP_SECONDS
        if me.halted_for >= me.hold_seconds:
            me.halt_at = None
            me.aim = me.home if me.kerb is not None else me.aim

    def _steer(self, i: int, table: "Table", ahead: Vehicle | None) -> bool:
        """Begins to go round what stands broken down ahead, and comes home when past it; whether anything changed."""
        me = self.vehicles[i]
        if me.round_of >= 0:
            over = next((v for v in self.vehicles if v.number == me.round_of), None)
            past = over is None or me.lane.way * (me.s - over.s) > (over.kind.length + me.kind.length) / 2 + 2.5
            if past and table.free(i, me, me.home):
                me.aim, me.round_of = me.home, -1
            return me.round_of < 0
        if ahead is None or not ahead.hazard or abs(ahead.s - me.s) > 32 + me.kind.length / 2:
            return False
        for aim in self._ways_round(me, ahead):
            if table.free(i, me, aim):
                me.aim, me.round_of = aim, ahead.number
                return True
        return False

    def _ways_round(self, me: Vehicle, over: Vehicle) -> list[float]:
        """Laterals that clear the obstacle on the own side of the road: two-wheelers try their right first."""
        clear = (me.kind.width + over.kind.width) / 2 + SIDE_GAP + 0.35
        way, half = me.lane.way, me.kind.width / 2 + 0.2
        sides = [over.l + way * clear, over.l - way * clear]
        inner = self.road.median[0 if way < 0 else 1] if self.road.median else 0.0
        outer = self.road.edges[0 if way < 0 else 1]
        low, high = min(inner, outer) + half, max(inner, outer) - half
        return [side for side in (sides if me.kind.length > 2.5 else sides[::-1]) if low <= side <= high]
