"""A cue of a collision: something comes to rest far more abruptly than brakes can, or where two ways meet."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Annotated

import msgspec
from msgspec import Meta

from config.city import Purpose
from vision.detections import joined, shared
from vision.ground_plane import Point
from vision.rule import Sighting
from vision.scene import Scene, Track

Positive = Annotated[float, Meta(gt=0)]
Share = Annotated[float, Meta(ge=0, le=1)]

NAME = "crash"
SPARED: tuple[Purpose, ...] = ("ignore", "signal_queue")
STEADY = 0.5
LEAST_METRES = 0.5
PLAIN = 1.15


@dataclass(frozen=True)
class Leg:
    """One step of a way on the ground: its middle time, where it ended, and metres a second east and north."""

    time: datetime
    at: Point
    east: float
    north: float

    @property
    def speed(self) -> float:
        return math.hypot(self.east, self.north)


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Thresholds of the rule.

    It is a cue, and its confidence says so. Its three parts: from 4 m/s and more to rest at 5.5 m/s² on average, by
    the way it took (a hard stop of a car in traffic is 3 to 4, a motorbike's best is 6, an impact is tens); a
    second thing less than 4 m away that came from elsewhere (25 degrees and more apart) and came to rest or vanished
    within 1.5 s; and that it now stands. Rough ground may be wrong by half, so there the second thing must
    be seen. Told for a minute at most: then it is a stopped vehicle.
    """

    minimum_mps: Positive = 4.0
    rest_mps: Positive = 1.2
    deceleration_mps2: Positive = 5.5
    contact_metres: Positive = 4.0
    contact_degrees: Positive = 25.0
    contact_seconds: Positive = 1.5
    told_seconds: Positive = 60.0
    minimum_confidence: Share = 0.6
    farthest_metres: Positive = 70.0

    def sightings(self, scene: Scene) -> list[Sighting]:
        """Of each thing that was brought to rest so and stands."""
        still = [track for track in scene.tracks if track.stop and track.kind != "person"]
        hits = [(track, self._hit(scene, track, _legs(track))) for track in still]
        if not any(hit for _, hit in hits):
            return []
        legs = {track.number: _legs(track) for track in scene.tracks if track.kind != "person"}
        found: list[Sighting] = []
        for track, hit in hits:
            if hit is None or scene.inside(track, SPARED):
                continue
            other = self._other(scene, track, hit, legs)
            confidence = self._confidence(scene, track, other)
            fresh = NAME in track.reported or other is None or NAME not in other.reported
            if fresh and confidence >= self.minimum_confidence:
                box = joined(track.box, other.box) if other else track.box
                found.append(Sighting(track.number, hit.time, box, confidence, track.path, track.seen or scene.time))
        return _once(found)

    def _hit(self, scene: Scene, track: Track, legs: list[Leg]) -> Leg | None:
        """The leg that brought it to rest; None when brakes could have done so, or it does not stand now."""
        fast = next((at for at in reversed(range(len(legs))) if legs[at].speed >= self.minimum_mps), None)
        if track.stop is None or fast is None or fast + 1 >= len(legs) or not _steady(legs, fast):
            return None
        last, hit, rest = legs[fast], legs[fast + 1], legs[-1].at
        passed = (scene.time - hit.time).total_seconds()
        slow = all(leg.speed <= self.rest_mps for leg in legs[fast + 2 :])
        if not slow or passed > self.told_seconds or math.hypot(*rest) > self.farthest_metres:
            return None
        # from the way it still went, for while it comes to rest it may not be seen for a second
        braked = last.speed**2 / (2 * max(math.dist(last.at, rest), LEAST_METRES))
        return hit if braked >= self.deceleration_mps2 else None

    def _other(self, scene: Scene, track: Track, hit: Leg, legs: dict[int, list[Leg]]) -> Track | None:
        """What it ran into: it came from elsewhere, met it there and then, and rests or is gone."""
        came = next((leg for leg in reversed(legs[track.number]) if leg.time < hit.time and leg.speed > 1), hit)
        span = timedelta(seconds=self.contact_seconds)
        for other in scene.tracks:
            near = [leg for leg in legs.get(other.number, []) if abs(leg.time - hit.time) <= span]
            if other.number == track.number or not near:
                continue
            close = min(math.dist(leg.at, hit.at) for leg in near) <= self.contact_metres
            before = [leg for leg in legs[other.number] if leg.time <= hit.time and leg.speed > 1]
            apart = not before or _between(before[-1], came) >= self.contact_degrees
            rests = legs[other.number][-1].speed <= self.rest_mps or (other.seen or scene.time) < scene.time
            if close and apart and rests:
                return other
        return None

    def _confidence(self, scene: Scene, track: Track, other: Track | None) -> float:
        """0.3; 0.15 when metres are measured; 0.25 for the second thing; 0.15 each for a plain thing, a vehicle."""
        measured = scene.ground is not None and not scene.ground.rough
        plain = track.stop is not None and track.stop.presence >= PLAIN
        parts = 0.15 * measured + 0.25 * (other is not None) + 0.15 * plain + 0.15 * (track.kind == "vehicle")
        return round(0.3 + parts, 3)


def _legs(track: Track) -> list[Leg]:
    """The way as legs; its points are as many of the last of the path as the ground is known for."""
    metres = track.path_m or ()
    times = [when for when, _, _ in track.path][len(track.path) - len(metres) :]
    legs = []
    for (when, here), (then, there) in pairwise(zip(times, metres, strict=True)):
        seconds = max((then - when).total_seconds(), 1e-3)
        legs.append(Leg(then, there, (there[0] - here[0]) / seconds, (there[1] - here[1]) / seconds))
    return legs


def _steady(legs: list[Leg], fast: int) -> bool:
    """Whether it really went as fast: the two legs before agree, so that no jump of a box is taken for speed."""
    last, before = legs[fast], legs[max(0, fast - 2) : fast]
    return len(before) == 2 and all(
        math.hypot(leg.east - last.east, leg.north - last.north) <= STEADY * last.speed for leg in before
    )


def _between(one: Leg, other: Leg) -> float:
    """Degrees between the ways of two legs."""
    turn = math.degrees(math.atan2(one.east, one.north) - math.atan2(other.east, other.north))
    return abs((turn + 180) % 360 - 180)


def _once(sightings: list[Sighting]) -> list[Sighting]:
    """One of those that tell of the same collision: the surest first."""
    kept: list[Sighting] = []
    for sighting in sorted(sightings, key=lambda one: (-one.confidence, one.track)):
        if not any(shared(sighting.box, other.box) for other in kept):
            kept.append(sighting)
    return kept
