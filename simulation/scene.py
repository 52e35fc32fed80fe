"""One rendered camera as a whole: its traffic, its incidents with their truth, and its pictures."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

import numpy as np

from config.city import Camera
from simulation.daylight import busy, local_hour
from simulation.incidents import Script, Truth
from simulation.place import Place
from simulation.places import place_of
from simulation.render import Painter, Seen, placed
from simulation.roads import Lane
from simulation.traffic import STEP_SECONDS, Traffic

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
        self._scripts = sorted((s for s in scripts if s.camera_id == camera.id), key=lambda s: s.time)
        self._followed: dict[int, Truth | None] = {}
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
            self._step_traffic(busy(local_hour(now, self.zone)))
            self._follow(now)

    def seen(self) -> list[Seen]:
        """Every vehicle as it stands in the world now."""
        found = []
        for traffic in self.roads:
            if not traffic.vehicles:
                continue
            s, lateral = np.array([(v.s, v.l) for v in traffic.vehicles]).T
            feet, turns = traffic.road.places(s, lateral)
            stands = [placed(v, foot, float(turn)) for v, foot, turn in zip(traffic.vehicles, feet, turns, strict=True)]
            pixels, depths = self.painter.view.project(np.concatenate([vertices for vertices, _ in stands]))
            ends = np.cumsum([0, *(len(vertices) for vertices, _ in stands)])[:-1]
            boxes = np.hstack([np.minimum.reduceat(pixels, ends), np.maximum.reduceat(pixels, ends)])
            nearest = np.minimum.reduceat(depths, ends)
            for i, vehicle in enumerate(traffic.vehicles):
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
