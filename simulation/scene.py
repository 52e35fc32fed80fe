"""One rendered camera as a whole: its traffic, its incidents with their truth, and its pictures."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

import numpy as np

from config.city import Camera
from simulation.acts import Act
from simulation.calibration import reach
from simulation.daylight import busy, local_hour
from simulation.incidents import Script, Truth
from simulation.place import Place
from simulation.places import place_of
from simulation.render import Painter
from simulation.roads import Lane
from simulation.seen import Seen, placed
from simulation.traffic import STEP_SECONDS, Traffic, Vehicle
from store.records import Box

WARM_UP_SECONDS = 60
SIZE = (640, 360)
ZONE = "Asia/Ho_Chi_Minh"


class Scene:
    """Starts at ``start`` with a road already in use and runs forward only; same arguments, same pictures."""

    def __init__(
        self,
        camera: Camera,
        seed: int,
        start: datetime,
        scripts: Iterable[Script] = (),
        size: tuple[int, int] = SIZE,
        zone: str = ZONE,
    ) -> None:
        self.camera, self.zone, self.start = camera, zone, start
        self.place: Place = place_of(camera.id)
        own = int.from_bytes(camera.id.encode()[-6:], "big") + seed * 7919
        self.roads = [Traffic(road, np.random.default_rng([own, i])) for i, road in enumerate(self.place.roads)]
        self.painter = Painter(self.place, camera.name, camera.bearing_degrees, zone, own, size)
        self.truths: list[Truth] = []
        self.acts: list[Act] = []
        self.density = 1.0
        self._scripts = sorted((s for s in scripts if s.camera_id == camera.id), key=lambda s: s.time)
        self._followed: dict[int, Truth | None] = {}
        self._watched: dict[float, tuple[float, float]] = {}
        self._steps = 0
        for _ in range(int(WARM_UP_SECONDS / STEP_SECONDS)):
            self._step_traffic(busy(local_hour(start, zone)))

    def play(self, script: Script) -> None:
        """Adds an incident to come."""
        self._scripts = sorted([*self._scripts, script], key=lambda s: s.time)

    def at(self, time: datetime) -> tuple[np.ndarray, list[Truth]]:
        """The picture (B, G, R) and the incidents that last at ``time``, which may not lie before the last one."""
        self.advance(time)
        picture = self.painter.picture(time, self.seen())
        return picture, [truth for truth in self.truths if truth.end is None]

    def frames(self, seconds: float, rate_fps: float) -> Iterator[tuple[datetime, np.ndarray, list[Truth]]]:
        """(time, picture, incidents) from the start on."""
        for number in range(int(seconds * rate_fps)):
            time = self.start + timedelta(seconds=number / rate_fps)
            yield (time, *self.at(time))

    def ground_truth(self, start: datetime, end: datetime) -> list[Truth]:
        """Incidents that were going on between the two times, as far as the scene has been run."""
        return [truth for truth in self.truths if truth.start <= end and (truth.end is None or truth.end >= start)]

    def advance(self, time: datetime) -> None:
        """Moves the traffic up to ``time`` without painting."""
        steps = round((time - self.start).total_seconds() / STEP_SECONDS)
        if steps < self._steps:
            raise ValueError(f"a scene runs forward only: {time} is before {self._now()}")
        while self._steps < steps:
            self._steps += 1
            now = self._now()
            self._begin(now)
            self._step_traffic(busy(local_hour(now, self.zone)) if self.density == 1.0 else self.density)
            self._follow(now)
            for act in self.acts:
                act.step(self, now, self.truths)

    @property
    def traffic(self) -> Traffic:
        """That of the main road."""
        return self.roads[0]

    def box(self, vehicles: list[Vehicle]) -> Box | None:
        """The box around them in fractions of the picture, None while none of them is in it."""
        boxes = [self.painter.view.box(one.vertices) for one in self.seen(vehicles) if one.depth > 3]
        boxes = [box for box in boxes if box[2] - box[0] > 0 and box[3] - box[1] > 0]
        if not boxes:
            return None
        low, high = np.array(boxes)[:, :2].min(axis=0), np.array(boxes)[:, 2:].max(axis=0)
        return float(low[0]), float(low[1]), float(high[0]), float(high[1])

    def inside(self, vehicle: Vehicle) -> bool:
        """Whether it is where this camera is meant to judge what it sees."""
        low, high = self.watched(vehicle.lane.lateral)
        return low <= vehicle.s <= high

    def scatter(self, s: float, lateral: float) -> None:
        """Leaves broken pieces on the main road, about there."""
        random = np.random.default_rng([int(abs(s) * 10), 3])
        for _ in range(14):
            spot, _ = self.place.roads[0].places(*(np.array([v]) for v in random.normal((s, lateral), (1.9, 1.1))))
            turns = np.sort(random.uniform(0, 2 * np.pi, 4))
            corners = spot + np.column_stack([np.cos(turns), np.sin(turns)]) * random.uniform(0.07, 0.26)
            self.painter.litter.append(
                (np.column_stack([corners, np.full(4, 0.02)]), float(random.choice([0.1, 0.15, 0.75])))
            )

    def watched(self, lateral: float) -> tuple[float, float]:
        """Metres along the main road between which the ground at this lateral is well in view."""
        if lateral not in self._watched:
            self._watched[lateral] = reach(self.place, self.painter.view, lateral)
        return self._watched[lateral]

    def seen(self, only: list[Vehicle] | None = None) -> list[Seen]:
        """Every vehicle as it stands in the world now; ``only`` some of the main road when asked."""
        found = []
        for traffic in self.roads:
            vehicles = traffic.vehicles if only is None else only if traffic is self.traffic else []
            if not vehicles:
                continue
            s, lateral = np.array([(v.s, v.l) for v in vehicles]).T
            feet, turns = traffic.road.places(s, lateral)
            stands = [placed(v, foot, float(turn)) for v, foot, turn in zip(vehicles, feet, turns, strict=True)]
            pixels, depths = self.painter.view.project(np.concatenate([vertices for vertices, _ in stands]))
            ends = np.cumsum([0, *(len(vertices) for vertices, _ in stands)])[:-1]
            boxes = np.hstack([np.minimum.reduceat(pixels, ends), np.maximum.reduceat(pixels, ends)])
            nearest = np.minimum.reduceat(depths, ends)
            for i, vehicle in enumerate(vehicles):
                vertices, matrix = stands[i]
                found.append(Seen(vehicle, vertices, matrix, feet[i], float(nearest[i]), tuple(boxes[i])))
        return found

    def _now(self) -> datetime:
        return self.start + timedelta(seconds=self._steps * STEP_SECONDS)

    def _step_traffic(self, density: float) -> None:
        for traffic in self.roads:
            traffic.step(density)

    def _begin(self, now: datetime) -> None:
        """Sends the car of the next script off so early that it stands when the script says."""
        if not self._scripts:
            return
        script, traffic = self._scripts[0], self.roads[0]
        lane, at = self._spot(script)
        if now < script.time - timedelta(seconds=traffic.travel_seconds(lane, at)):
            return
        number = traffic.halt(lane, at, script.hold_seconds)
        if number is not None:
            self._followed[number] = None
            self._scripts.pop(0)

    def _spot(self, script: Script) -> tuple[Lane, float]:
        road = self.place.roads[0]
        lanes = [lane for lane in road.lanes if "car" in lane.kinds and lane.way in road.stop_ways]
        low, high = road.stop_range
        return lanes[int(script.spot * 997) % len(lanes)], low + script.spot * (high - low)

    def _follow(self, now: datetime) -> None:
        """Notes when a scripted vehicle stands still, where in the picture, and when it drives on."""
        if not self._followed:
            return
        by_number = {vehicle.number: vehicle for vehicle in self.roads[0].vehicles}
        for number, truth in list(self._followed.items()):
            vehicle = by_number.get(number)
            if truth is None and vehicle is not None and vehicle.halted:
                box = self.painter.view.box(next(s.vertices for s in self.seen() if s.vehicle is vehicle))
                self.truths.append(Truth(self.camera.id, "stopped_vehicle", now, None, [(now, box)]))
                self._followed[number] = self.truths[-1]
            elif truth is not None and (vehicle is None or not vehicle.halted):
                truth.end = now
                del self._followed[number]
