"""How somebody on foot moves, and how two cars collide: plans that take the place of the rules of traffic."""

from dataclasses import dataclass

import numpy as np

from simulation.motion import STEP_SECONDS, Vehicle
from simulation.vehicles import KINDS

STRIDES_A_SECOND = 3.2
IMPACT_BRAKE, IMPACT_SPEED = 8.0, 4.0


@dataclass
class Walk:
    """Goes from place to place (s, l, seconds to stay there), then home for good."""

    stops: list[tuple[float, float, float]]
    speed: float = 1.25
    waited: float = 0.0
    gone: float = 0.0

    def move(self, me: Vehicle, _allowed: float, /) -> None:
        """A step on foot; legs alternate."""
        if not self.stops:
            me.s = 1e9
            return
        s, l, stay = self.stops[0]  # noqa: E741
        along, aside = s - me.s, l - me.l
        left = float(np.hypot(along, aside))
        if left < 0.15:
            self.waited += STEP_SECONDS
            if self.waited >= stay:
                self.stops.pop(0)
                self.waited = 0.0
            me.kind = KINDS["walker"]
            return
        step = min(self.speed * STEP_SECONDS, left)
        me.s, me.l = me.s + along / left * step, me.l + aside / left * step
        me.aim = me.l
        me.drift = float(np.arctan2(aside, along * me.lane.way)) * (1 if me.lane.way > 0 else -1)
        self.gone += STEP_SECONDS
        me.kind = KINDS["strider" if self.gone * STRIDES_A_SECOND % 2 < 1 else "walker"]


@dataclass
class Onward:
    """Drives on at its speed, whoever comes towards it."""

    def move(self, me: Vehicle, _allowed: float, /) -> None:
        """A step straight ahead."""
        me.s += me.lane.way * me.speed * STEP_SECONDS


@dataclass
class Collision:
    """Two cars that meet: one runs into the other from behind, or across the centre line into an oncoming one."""

    one: Vehicle
    other: Vehicle
    at: float
    hold_seconds: float
    struck: bool = False

    def move(self, me: Vehicle, _allowed: float, /) -> None:
        """Until they touch both drive as their fault makes them; then they stand where they came to rest."""
        if self.struck:
            me.speed = max(0.0, me.speed - 14.0 * STEP_SECONDS)
            me.s += me.lane.way * me.speed * STEP_SECONDS
            me.drift += (me.spin - me.drift) * 0.3
            if me.speed == 0.0:
                me.halt_at, me.hold_seconds, me.halted_for, me.plan = me.s, self.hold_seconds, STEP_SECONDS, None
            return
        apart = abs(self.one.s - self.other.s)
        ahead_on = self.one.lane.way != self.other.lane.way
        if me is self.one and (apart < 34 if ahead_on else self._due(me)):
            self._err(me, ahead_on)
        else:
            me.s += me.lane.way * me.speed * STEP_SECONDS
        reach = (self.one.kind.length + self.other.kind.length) / 2
        if me is self.one and apart < reach - (0.5 if ahead_on else 0.0) and abs(self.one.l - self.other.l) < 1.7:
            self._strike(ahead_on)

    def _due(self, me: Vehicle) -> bool:
        return me.lane.way * (me.s - self.at) > 0

    def _err(self, me: Vehicle, ahead_on: bool) -> None:
        if ahead_on:
            aside = (self.other.l - me.l) * 0.22
            me.l += aside
            me.aim = me.l
            me.drift = me.lane.way * float(np.arctan2(aside, me.speed * STEP_SECONDS)) * -1
        else:
            me.speed = max(0.0, me.speed - IMPACT_BRAKE * STEP_SECONDS)
            me.braking = True
        me.s += me.lane.way * me.speed * STEP_SECONDS

    def _strike(self, ahead_on: bool) -> None:
        self.struck = True
        self.one.spin, self.other.spin = (0.5, 0.4) if ahead_on else (-0.22, 0.34)
        shared = 2.0 if ahead_on else max(1.0, self.other.speed * 0.5)
        for one in (self.one, self.other):
            one.speed, one.braking = min(shared, IMPACT_SPEED), True
            one.aim = one.home = one.l
