"""A person on a carriageway, away from any crossing."""

import math
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from config.city import Purpose, Zone
from store.records import Box
from vision.detections import within
from vision.presence import longest_inside
from vision.rule import Sighting
from vision.scene import Scene, Track

Seconds = Annotated[float, Meta(gt=0)]
Share = Annotated[float, Meta(ge=0, le=1)]

NAME = "person_on_road"
SPARED: tuple[Purpose, ...] = ("crossing", "signal_queue", "ignore")
THE_ROAD = -1
EDGE = 0.01
LATELY_SECONDS = 4.0
RUNS_INTO = 0.25


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Thresholds of the rule.

    It needs a drawn carriageway: nobody else knows where the road is. A person has to be on it, and on no crossing,
    signal queue or ignored part of it, for 2 s, in which one walks 3 m: less is a step off the kerb, or a box that is
    too long. It is one incident, of whoever has been there longest, until the last has left: who crosses a road crosses
    its carriageways one after the other.
    A track counts as a person by its size on the ground, its shape and its speed, and from ``minimum_height`` of the
    picture on: smaller ones have no shape. Where nobody measured the ground its size tells nothing, and it is one
    when it is upright and crosses the picture by 0.3 to 1.3 of its own heights a second (0.5 to 2.2 m/s). In a jam, in
    haze, where its box runs into another's, is cut by the picture's edge or is no taller than wide, what looks like
    somebody may be a part of something; what never went a metre may be ground that something uncovered; and what goes
    faster than ``quickest_along_mps`` with the road or against it rides a bicycle: all that begins no incident.
    """

    minimum_seconds: Seconds = 2.0
    minimum_height: Share = 0.03
    minimum_slimness: Annotated[float, Meta(gt=0)] = 1.8
    maximum_slimness: Annotated[float, Meta(gt=0)] = 4.5
    slowest_pace: Annotated[float, Meta(ge=0)] = 0.3
    quickest_pace: Annotated[float, Meta(gt=0)] = 1.3
    minimum_tallness: Annotated[float, Meta(gt=0)] = 1.2
    minimum_metres: Annotated[float, Meta(ge=0)] = 1.0
    quickest_along_mps: Annotated[float, Meta(gt=0)] = 1.8
    quickest_mps: Annotated[float, Meta(gt=0)] = 4.0

    def sightings(self, scene: Scene) -> list[Sighting]:
        """One, while there is a person on a carriageway."""
        roads = [zone for zone in scene.zones if zone.purpose == "carriageway"]
        spared = [zone for zone in scene.zones if zone.purpose in SPARED]
        people = [track for track in scene.tracks if self._is_person(track, scene)]
        if not (found := longest_inside(scene, people, roads, spared)):
            return []
        longest, began = found
        seen = longest.seen or scene.time
        faint = (scene.time - began).total_seconds() < self.minimum_seconds or self._doubtful(scene, longest)
        return [Sighting(THE_ROAD, began, longest.box, self._confidence(scene), longest.path, seen, faint)]

    def _doubtful(self, scene: Scene, person: Track) -> bool:
        """What keeps an incident but begins none: parts of vehicles in a jam, billows, boxes that stand on no legs."""
        left, top, right, bottom = person.box
        upright = bottom - top >= self.minimum_tallness * (right - left) * scene.aspect
        beside = (other.box for other in scene.tracks if other is not person and not self._is_person(other, scene))
        return (
            scene.hazy
            or bool(scene.queues)
            or not upright
            or not _whole(person.box)
            or not self._walks(scene, person)
            or any(within(person.box, box) > RUNS_INTO for box in beside)
        )

    def _walks(self, scene: Scene, person: Track) -> bool:
        """Whether it has gone a little, and now goes no faster than people do, where that is measured."""
        if scene.ground is None or scene.ground.rough or person.path_m is None or person.speed_mps is None:
            return True
        first, *others = person.path_m
        if max((math.dist(first, place) for place in others), default=0.0) < self.minimum_metres:
            return False
        along = max(
            person.speed_mps * abs(math.cos(_turned(scene, person, person.heading_degrees))), _lately(scene, person)
        )
        return along <= self.quickest_along_mps and person.speed_mps <= self.quickest_mps

    def area(self, box: Box, zones: Sequence[Zone]) -> int:
        """The number under which an incident at this box is sighted."""
        return THE_ROAD

    def _is_person(self, track: Track, scene: Scene) -> bool:
        if track.box[3] - track.box[1] < self.minimum_height:
            return False
        if scene.ground and scene.ground.rough:
            return track.kind != "vehicle" and self._walks_across(track, scene)
        return track.kind == "person" or (track.kind == "unknown" and self._walks_across(track, scene))

    def _walks_across(self, track: Track, scene: Scene) -> bool:
        """Slim, upright, and crosses the picture at a walk for a while: a bike that goes by is longer than high."""
        left, top, right, bottom = track.box
        high, wide = bottom - top, (right - left) * scene.aspect
        if not _whole(track.box) or not self.minimum_slimness * wide <= high <= self.maximum_slimness * wide:
            return False
        past = [point for point in track.path if (scene.time - point[0]).total_seconds() >= self.minimum_seconds]
        return bool(past) and all(self._walked(scene, track, point, high) for point in (past[0], past[-1]))

    def _walked(self, scene: Scene, track: Track, since: tuple[datetime, float, float], high: float) -> bool:
        """Whether it went at a walk from there to where it is."""
        when, x, y = since
        left, top, right, bottom = track.box
        across, along = abs((left + right) / 2 - x) * scene.aspect, abs((top + bottom) / 2 - y)
        pace = across / high / max((scene.time - when).total_seconds(), 1e-3)
        return across >= 2 * along and self.slowest_pace <= pace <= self.quickest_pace

    def _confidence(self, scene: Scene) -> float:
        """Somebody measured the ground, or their size is a guess."""
        return 0.8 if scene.ground and not scene.ground.rough else 0.55


def _whole(box: Box) -> bool:
    """What the edge of the picture cuts has no shape."""
    left, top, right, bottom = box
    return min(left, top, 1 - right, 1 - bottom) > EDGE


def _lately(scene: Scene, track: Track) -> float:
    """Metres a second along the road over the last seconds: a box that trembles has a speed of its own each moment."""
    metres = list(track.path_m or ())
    times = [(scene.time - when).total_seconds() for when, _, _ in track.path[len(track.path) - len(metres) :]]
    recent = [at for at, ago in enumerate(times) if ago <= LATELY_SECONDS]
    if not recent or times[recent[0]] - times[-1] < LATELY_SECONDS / 2:
        return 0.0
    (x, y), (east, north) = metres[recent[0]], metres[-1]
    went = math.degrees(math.atan2(east - x, north - y))
    speed = math.dist((x, y), (east, north)) / (times[recent[0]] - times[-1])
    return speed * abs(math.cos(_turned(scene, track, went)))


def _turned(scene: Scene, track: Track, heading: float | None) -> float:
    """The angle between a heading and the way the road goes there; 0 where nobody drew that."""
    way = scene.drawn_way(track.foot)
    return 0.0 if way is None or heading is None else math.radians(heading - way)
