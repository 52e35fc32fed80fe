"""What happens on the road beside ordinary traffic: breakdowns, people, crashes, jams, cars that park."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from simulation.followed import Followed, Queue, Stage
from simulation.incidents import Truth
from simulation.motion import STEP_SECONDS, Vehicle
from simulation.plans import Collision, Onward, Walk
from simulation.roads import Lane
from simulation.traffic import Slow
from simulation.vehicles import KINDS

CRAWL_MPS, STANDING_MPS = 0.45, 0.3


@dataclass
class Act:
    """Something that begins ``at`` seconds after the scene's start; ``setting`` is what it plays on."""

    at: float
    lane: int
    hold_seconds: float = 40.0
    spot: float = 0.5
    kind: str = "car"
    followed: list[Followed] = field(default_factory=list)
    begun: bool = False

    def step(self, stage: Stage, now: datetime, truths: list[Truth]) -> None:
        """Prepares, begins and follows it."""
        seconds = (now - stage.start).total_seconds()
        if not self.begun:
            self.begun = self.begin(stage, seconds)
        self.followed = [one for one in self.followed if one.step(stage, now, truths)]

    def begin(self, stage: Stage, seconds: float) -> bool:
        """Tries to begin; false to try again at the next step."""
        raise NotImplementedError

    def road_lane(self, stage: Stage) -> Lane:
        return stage.traffic.road.lanes[self.lane % len(stage.traffic.road.lanes)]


class WrongWay(Act):
    """One drives its lane from the wrong end; nobody else enters the lane while it does."""

    def begin(self, stage: Stage, seconds: float) -> bool:
        number = self.lane % len(stage.traffic.road.lanes)
        stage.traffic.closed.add(number)
        if seconds < self.at:
            return False
        lane = self.road_lane(stage)
        against = replace(lane, way=-lane.way, speed=5.5 + 3.0 * self.spot)
        vehicle = stage.traffic.enter(against, KINDS[self.kind])
        if vehicle is None:
            return False
        vehicle.plan, vehicle.speed = Onward(), against.speed
        self.followed.append(
            Followed("wrong_way", [vehicle], lambda: stage.inside(vehicle), due=lambda metres: metres >= 10.0)
        )
        return True


class OnFoot(Act):
    """Somebody walks a way; it is an incident of ``rule`` while inside its place."""

    def __init__(self, at: float, rule: str, stops: list[tuple[float, float, float]], inside: Callable[[Vehicle], bool],
                 speed: float = 1.25) -> None:  # fmt: skip
        super().__init__(at, 0)
        self.rule, self.stops, self.within, self.speed = rule, stops, inside, speed

    def begin(self, stage: Stage, seconds: float) -> bool:
        if seconds < self.at:
            return False
        s, l, _ = self.stops[0]  # noqa: E741
        lane = stage.traffic.road.lanes[0]
        vehicle = stage.traffic.place(lane, KINDS["walker"], s, l, Walk(self.stops[1:], self.speed))
        if self.rule:
            self.followed.append(Followed(self.rule, [vehicle], lambda: self.within(vehicle)))
        return True


class Crash(Act):
    """Two cars collide and stay, and leave pieces on the road."""

    plan: Collision | None = None

    def step(self, stage: Stage, now: datetime, truths: list[Truth]) -> None:
        """Besides, scatters what breaks off."""
        super().step(stage, now, truths)
        if self.plan is not None and self.plan.struck:
            one, other = self.plan.one, self.plan.other
            stage.scatter((one.s + other.s) / 2, (one.l + other.l) / 2)
            self.plan = None

    def begin(self, stage: Stage, seconds: float) -> bool:
        lane, traffic = self.road_lane(stage), stage.traffic
        at = traffic.road.stop_range[0] + self.spot * (traffic.road.stop_range[1] - traffic.road.stop_range[0])
        clear = (lane.lateral, -lane.lateral) if self.kind == "ahead_on" else (lane.lateral,)
        if seconds < self.at:
            traffic.closed |= {i for i, row in enumerate(traffic.road.lanes) if row.lateral in clear}
        if seconds < self.at - traffic.travel_seconds(lane, at):
            return False
        names = [name for name in lane.kinds if KINDS[name].length > 3 and name not in ("bus", "lorry")]
        first = traffic.enter(lane, KINDS[names[0]])
        if first is None:
            return False
        first.cruise = first.speed = lane.speed
        if self.kind == "ahead_on":
            other = next(row for row in traffic.road.lanes if row.way != lane.way and "car" in row.kinds)
            begins = min(max(2 * at - first.s, -5.0), traffic.road.length + 5)
            second = traffic.place(other, KINDS[names[-1]], begins, other.lateral)
        else:
            first.s += lane.way * 16.0
            second = traffic.place(lane, KINDS[names[-1]], first.s - lane.way * 16.0, first.l)
        apart = abs(second.s - at) / abs(first.s - at) if self.kind == "ahead_on" else 1.0
        second.speed = second.cruise = lane.speed * apart
        plan = Collision(first, second, at, self.hold_seconds)
        first.plan = second.plan = plan
        both = [first, second]
        self.plan = plan
        traffic.closed.clear()
        self.followed += [
            Followed("crash", both, lambda: plan.struck and (first.plan is not None or first.halted)),
            *(Followed("stopped_vehicle?", [one], lambda one=one: one.halted) for one in both),
        ]
        return True


class Breakdown(Act):
    """A car comes, stops in its lane for a while and drives on."""

    def begin(self, stage: Stage, seconds: float) -> bool:
        lane, traffic = self.road_lane(stage), stage.traffic
        low, high = traffic.road.stop_range
        at = low + self.spot * (high - low)
        if seconds < self.at - traffic.travel_seconds(lane, at):
            return False
        number = traffic.halt(lane, at, self.hold_seconds)
        if number is None:
            return False
        vehicle = traffic.vehicles[-1]
        self.followed.append(Followed("stopped_vehicle", [vehicle], lambda: vehicle.halted))
        return True


class Parking(Act):
    """A car comes, parks beside the carriageway, and leaves; nothing of it is an incident."""

    def begin(self, stage: Stage, seconds: float) -> bool:
        lane, traffic = self.road_lane(stage), stage.traffic
        low, high = traffic.road.stop_range
        if seconds < self.at:
            return False
        edge = traffic.road.edges[0 if lane.way < 0 else 1]
        kerb = edge + (1.35 if edge > 0 else -1.35)
        at = low + self.spot * (high - low)
        if self.at <= 0:
            vehicle = traffic.place(lane, KINDS[self.kind], at, kerb)
            vehicle.halt_at, vehicle.halted_for, vehicle.hold_seconds = at, STEP_SECONDS, self.hold_seconds
        elif traffic.halt(lane, at, self.hold_seconds) is None:
            return False
        traffic.vehicles[-1].kerb = kerb
        return True


class Jam(Act):
    """All of one way crawl for a while, and a queue grows."""

    def begin(self, stage: Stage, seconds: float) -> bool:
        way, (low, high) = self.road_lane(stage).way, stage.traffic.road.stop_range
        if seconds < self.at:
            return False
        # its head stands at the end of what is seen, so that the queue fills the picture
        head = high + 14 if way > 0 else low - 14
        stage.traffic.slow = Slow(way, min(head, head + way * 12), max(head, head + way * 12), CRAWL_MPS)
        over = stage.start + timedelta(seconds=self.at + self.hold_seconds)
        queue = Queue(way, over)
        self.followed.append(Followed("congestion", queue.members, lambda: queue.lasts(stage)))
        return True


class Bystanders(Act):
    """Those who have to stand because of another incident: nobody can say whether they should be told of."""

    def step(self, stage: Stage, now: datetime, truths: list[Truth]) -> None:
        """Notes whoever has come to stand, and follows them."""
        known = {id(one.vehicles[0]) for one in self.followed}
        for vehicle in stage.traffic.vehicles:
            stands = vehicle.speed < STANDING_MPS and vehicle.halt_at is None and vehicle.kind.length > 1
            if stands and id(vehicle) not in known and stage.inside(vehicle):
                holds = lambda one=vehicle: one.speed < STANDING_MPS and one.halt_at is None  # noqa: E731
                self.followed.append(Followed("stopped_vehicle?", [vehicle], holds))
        self.followed = [one for one in self.followed if one.step(stage, now, truths)]
