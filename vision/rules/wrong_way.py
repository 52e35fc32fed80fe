"""A vehicle that goes against the direction of its carriageway."""

import math
from datetime import datetime
from itertools import pairwise
from typing import Annotated

import msgspec
from msgspec import Meta

from vision.appearance import is_thing, solid
from vision.detections import foot
from vision.flow import goes
from vision.ground_plane import VEHICLE_METRES, Point
from vision.rule import Sighting
from vision.scene import Scene, Track, contains

Positive = Annotated[float, Meta(gt=0)]
Share = Annotated[float, Meta(ge=0, le=1)]
Step = tuple[datetime, Point, Point]

NAME = "wrong_way"
SPARED = ("ignore", "crossing")
FULL_METRES = 40.0


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Thresholds of the rule.

    The way that counts is the direction of the carriageway zone it is in; where no carriageway has one, the way nearly
    all have gone here that were seen before. 10 m against it, on end: to turn, to reverse into a gap or to walk a
    bicycle over takes less. Slower than 1.4 m/s is a person pushing; faster than 45 m/s is two vehicles taken for one,
    and so is what was out of sight for more than ``longest_gap_seconds`` or whose speed and way change by more than
    ``steady`` of its speed within half a second; ``minimum_steps`` of half a second must agree. 120 degrees and more is
    against: 90 is across. What lies in a lane that goes its way but for its shadow goes its way.
    """

    minimum_metres: Positive = 10.0
    minimum_seconds: Positive = 1.0
    minimum_mps: Positive = 1.4
    maximum_mps: Positive = 45.0
    minimum_degrees: Annotated[float, Meta(gt=90, le=180)] = 120.0
    learned_count: Positive = 40.0
    learned_share: Share = 0.93
    maximum_width: Share = 0.4
    minimum_share: Share = 0.7
    longest_gap_seconds: Positive = 0.85
    steady: Positive = 0.5
    minimum_steps: Positive = 3.0

    def sightings(self, scene: Scene) -> list[Sighting]:
        """Of each vehicle that has gone far enough against its way."""
        drawn = any(zone.purpose == "carriageway" and zone.direction_degrees is not None for zone in scene.zones)
        found = []
        for track in scene.tracks:
            if track.kind == "person" or track.stop or track.box[2] - track.box[0] > self.maximum_width:
                continue
            against = self._against(scene, track, drawn)
            if against and (NAME in track.reported or self._sure(scene, track, against, drawn)):
                seen = track.seen or scene.time
                confidence = self._confidence(scene, track, against, drawn)
                found.append(Sighting(track.number, against[0][0], track.box, confidence, track.path, seen))
        return found

    def _against(self, scene: Scene, track: Track, drawn: bool) -> list[Step]:
        """The last part of its way, as long as it went against."""
        # nearly all go the right way, which their last steps tell
        last = _steps(scene, track, 3)
        if len(last) < 2 or not self._opposed(scene, last[-2], last[-1], drawn):
            return []
        steps = _steps(scene, track)
        first = len(steps) - 1
        for at in range(len(steps) - 1, 0, -1):
            if not self._opposed(scene, steps[at - 1], steps[at], drawn) or not self._goes_on(steps[at - 1 : at + 2]):
                break
            first = at - 1
        return steps[first:] if len(steps) - first >= 2 else []

    def _opposed(self, scene: Scene, one: Step, other: Step, drawn: bool) -> bool:
        seconds = (other[0] - one[0]).total_seconds()
        metres = math.dist(one[2], other[2])
        if not 0 < seconds <= self.longest_gap_seconds or not self.minimum_mps <= metres / seconds <= self.maximum_mps:
            return False
        way = self._way(scene, other[1], drawn)
        if way is None:
            return False
        went = math.degrees(math.atan2(other[2][0] - one[2][0], other[2][1] - one[2][1]))
        return abs((went - way + 180) % 360 - 180) >= self.minimum_degrees

    def _goes_on(self, steps: list[Step]) -> bool:
        """Whether the second step goes on as the first: a track that changes from one vehicle to another jumps."""
        if len(steps) < 3:
            return True
        one, other = (_velocity(*pair) for pair in pairwise(steps))
        return math.dist(one, other) <= self.steady * max(math.hypot(*one), math.hypot(*other))

    def _way(self, scene: Scene, point: Point, drawn: bool) -> float | None:
        """Which way one goes at this point of the picture, on the ground (0 north, or up, clockwise)."""
        if any(contains(zone.polygon, point) for zone in scene.zones if zone.purpose in SPARED):
            return None
        if drawn:
            return scene.drawn_way(point)
        usual = scene.learned.usual(point) if scene.learned else None
        sure = usual and usual.count >= self.learned_count and usual.share >= self.learned_share
        return scene.heading(point, usual.degrees) if usual and sure else None

    def _sure(self, scene: Scene, track: Track, steps: list[Step], drawn: bool) -> bool:
        """Far enough, in sight now, with no part of its foot in a lane that goes its way, and its pixels agree."""
        if not self._enough(steps) or track.seen not in (None, scene.time):
            return False
        left, _, right, bottom = track.box
        sides = [(left + share * (right - left), bottom - 0.1 * (bottom - track.box[1])) for share in (0.25, 0.75)]
        if drawn and any(self._agrees(scene, point, steps) for point in sides):
            return False
        return self._stands_there(scene, track, steps, drawn) and self._pixels_agree(scene, track, steps)

    def _stands_there(self, scene: Scene, track: Track, steps: list[Step], drawn: bool) -> bool:
        """Whether the thing without its shadow is in that lane, too: the sun throws shadows over the other one."""
        if scene.cells is None or scene.empty is None:
            return True
        box = solid(scene.cells, scene.empty, track.box)
        return box is not None and not self._agrees(scene, foot(box), steps, drawn)

    def _agrees(self, scene: Scene, point: Point, steps: list[Step], drawn: bool = True) -> bool:
        """Whether the lane at this point goes the way that was gone: a shadow reaches over from there."""
        way = self._way(scene, point, drawn)
        if way is None:
            return False
        (_, _, one), (_, _, other) = steps[0], steps[-1]
        went = math.degrees(math.atan2(other[0] - one[0], other[1] - one[1]))
        return abs((went - way + 180) % 360 - 180) < 180 - self.minimum_degrees

    def _pixels_agree(self, scene: Scene, track: Track, steps: list[Step]) -> bool:
        """Two vehicles that pass each other become one outline, which may seem to go either way."""
        (_, one, _), (_, other, _) = steps[-2], steps[-1]
        went = math.degrees(math.atan2((other[0] - one[0]) * scene.aspect, one[1] - other[1]))
        share = goes(scene, track.box, went)
        return _is_thing(scene, track) and (scene.before is None or (share is not None and share >= self.minimum_share))

    def _enough(self, steps: list[Step]) -> bool:
        seconds = (steps[-1][0] - steps[0][0]).total_seconds()
        if len(steps) <= self.minimum_steps:
            return False
        return math.dist(steps[0][2], steps[-1][2]) >= self.minimum_metres and seconds >= self.minimum_seconds

    def _confidence(self, scene: Scene, track: Track, steps: list[Step], drawn: bool) -> float:
        """0.4; up to 0.2 for how far it went; 0.2 for a drawn direction, 0.1 for measured ground, 0.1 for its kind."""
        far = min(1.0, math.dist(steps[0][2], steps[-1][2]) / FULL_METRES)
        measured = scene.ground is not None and not scene.ground.rough
        return round(0.4 + 0.2 * far + 0.2 * drawn + 0.1 * measured + 0.1 * (track.kind == "vehicle"), 3)


def _velocity(one: Step, other: Step) -> Point:
    """Metres a second, east and north."""
    seconds = max((other[0] - one[0]).total_seconds(), 1e-3)
    return (other[2][0] - one[2][0]) / seconds, (other[2][1] - one[2][1]) / seconds


def _is_thing(scene: Scene, track: Track) -> bool:
    """A beam that headlights throw ahead recedes when the road bends: it has no outline."""
    if scene.cells is None or scene.empty is None:
        return True
    return is_thing(scene.cells, scene.empty, track.box)


def _steps(scene: Scene, track: Track, last: int = 0) -> list[Step]:
    """Where its foot was, the ``last`` so many times (0: ever): when, in the picture, and in metres.

    Without a ground it is measured as if its own size were known.
    """
    below = track.foot[1] - (track.box[1] + track.box[3]) / 2
    places = [(when, (x, y + below)) for when, x, y in track.path[-last:]]
    if places and scene.time > places[-1][0] and track.seen in (None, scene.time):
        places.append((scene.time, track.foot))
    if scene.ground is None:
        height = track.box[3] - track.box[1]
        length = math.sqrt(max((track.box[2] - track.box[0]) * scene.aspect * height, 1e-6))
        scale = VEHICLE_METRES / length
        return [(when, (x, y), (x * scene.aspect * scale, -y * scale)) for when, (x, y) in places]
    metres = [scene.ground.metres(point) for _, point in places]
    steps = [(when, point, at) for (when, point), at in zip(places, metres, strict=True) if at]
    return _even(steps)


def _even(steps: list[Step]) -> list[Step]:
    """Without steps so short that noise decides their direction."""
    kept = steps[:1]
    for step in steps[1:]:
        if (step[0] - kept[-1][0]).total_seconds() >= 0.35:
            kept.append(step)
    return kept
