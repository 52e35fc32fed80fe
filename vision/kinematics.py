"""From cells to metres: each motion as the track that rules see, with its speed, heading and kind."""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from store.records import Box
from vision.detections import foot, overlap
from vision.detector import Found
from vision.ground_plane import Ground, Point
from vision.learned import Learned, cell
from vision.scene import Kind, Path, Stop, Track
from vision.tracker import Motion

WINDOW_SECONDS = 1.0
SHORTEST_SECONDS = 0.4
SLOWEST_MPS = 0.7
RIDING_MPS = 4.5
WALKING_MPS = 3.5
PERSON_WIDTH = (0.2, 1.2)
PERSON_HEIGHT = (1.0, 2.4)
PERSON_TALLNESS = 1.25
CAR_METRES = 2.6
ROLLING_WIDTH = 1.4
ROLLING_MPS = 2.5
WALKING_PACE, PACED = 0.4, 4.0
ROUGH_TALLNESS, ROUGH_MPS = 1.6, 2.0
VOTES = 3
TOLD_VOTES, SAME_THING = 6, 0.3
LEARNS_LENGTHS = 1.5
LARGEST = 0.5


@dataclass
class _Known:
    """What was made of a motion's path so far; ``counted`` is where it was when it was last learnt from."""

    points: int = 0
    path: Path = ()
    metres: tuple[Point, ...] | None = None
    ground: Ground | None = None
    votes: Counter[Kind] = field(default_factory=Counter)
    counted: tuple[float, float, float] | None = None


class Kinematics:
    """Of one camera, for pictures of one size in cells; ``origin`` is the time of second 0."""

    def __init__(self, cells: tuple[int, int], origin: datetime) -> None:
        self._width, self._height = cells
        self._aspect = self._width / self._height
        self._origin = origin
        self._known: dict[int, _Known] = {}

    def at(self, seconds: float) -> datetime:
        """The moment of a second of the camera's own clock."""
        return self._origin + timedelta(seconds=seconds)

    def keep(self, numbers: Iterable[int]) -> None:
        """Forget every track but these."""
        self._known = {number: self._known[number] for number in numbers if number in self._known}

    def track(
        self, motion: Motion, ground: Ground | None, learned: Learned, stop: Stop | None, reported: frozenset[str]
    ) -> Track:
        """The motion as a rule sees it."""
        known = self._known.setdefault(motion.number, _Known())
        fresh = known.points != motion.points
        if fresh or known.ground is not ground:
            self._follow(known, motion, ground)
        speed, heading = self._speed(motion, ground)
        box = self.box(motion.box)
        if fresh and ground and speed is not None:
            pace = self._pace(motion, learned)
            known.votes[_kind(self._size(box, ground), speed, pace, ground.rough)] += 1
        return Track(
            motion.number, box, known.path, stop, reported, _majority(known.votes), speed, heading,
            known.metres, self.at(motion.born), self.at(motion.seen),
        )  # fmt: skip

    def unknown(self, motion: Motion) -> bool:
        """Whether nobody has been able to say so far what it is."""
        known = self._known.get(motion.number)
        return known is not None and _majority(known.votes) == "unknown"

    def told(self, motions: Iterable[Motion], found: Iterable[Found]) -> None:
        """What a model says of them; who sits on a motorbike is part of a vehicle."""
        found = sorted(found, key=lambda one: one.kind == "vehicle", reverse=True)
        for motion in motions:
            box, known = self.box(motion.box), self._known[motion.number]
            match = next((one for one in found if overlap(box, one.box) >= SAME_THING), None)
            if match:
                known.votes[match.kind] += TOLD_VOTES

    def learn(self, motions: Iterable[Motion], learned: Learned) -> None:
        """Let what is usual grow by what went on by more than its own length since it was last counted."""
        for motion in motions:
            known = self._known.get(motion.number)
            width, height = motion.size
            if known is None or motion.stood or motion.seen < motion.time or max(width, height) > LARGEST * self._width:
                continue
            here = motion.time, *motion.foot
            was = known.counted = known.counted or here
            dx, dy = here[1] - was[1], here[2] - was[2]
            if math.hypot(dx, dy) < LEARNS_LENGTHS * max(width, height, 4.0):
                continue
            known.counted = here
            x, y = (here[1] + was[1]) / 2 / self._width, (here[2] + was[2]) / 2 / self._height
            speed = math.hypot(dx, dy) / self._width / max(here[0] - was[0], 1e-3)
            learned.passed((x, y), math.degrees(math.atan2(dx, -dy)), speed)
            learned.measured(here[2] / self._height, math.sqrt(width * height) / self._width)

    def box(self, box: Box) -> Box:
        """The part of a box within the picture, in fractions of it."""
        left, top, right, bottom = box
        across, down = self._width, self._height
        return _share(left, across), _share(top, down), _share(right, across), _share(bottom, down)

    def _follow(self, known: _Known, motion: Motion, ground: Ground | None) -> None:
        width, height = self._width, self._height
        known.path = tuple((self.at(when), x / width, y / height) for when, x, y, _ in motion.path)
        feet = [ground.metres((x / width, y / height)) for _, x, _, y in motion.path] if ground else []
        # what was beyond the horizon is left out with all before it
        start = max((at + 1 for at, place in enumerate(feet) if place is None), default=0)
        known.metres = tuple(place for place in feet[start:] if place) if ground else None
        known.points, known.ground = motion.points, ground

    def _speed(self, motion: Motion, ground: Ground | None) -> tuple[float | None, float | None]:
        """Over the last second or so; the tracker's own speed is of one moment and trembles."""
        if ground is None:
            return None, None
        if motion.place:
            return 0.0, None
        until = motion.time - WINDOW_SECONDS + 0.01
        past = next((point for point in reversed(motion.path) if point[0] <= until), motion.path[0])
        seconds = motion.time - past[0]
        if seconds < SHORTEST_SECONDS:
            return None, None
        was = ground.metres((past[1] / self._width, past[3] / self._height))
        here = ground.metres((motion.foot[0] / self._width, motion.foot[1] / self._height))
        if was is None or here is None:
            return None, None
        speed = math.dist(was, here) / seconds
        turn = math.degrees(math.atan2(here[0] - was[0], here[1] - was[1])) % 360
        return speed, turn if speed >= SLOWEST_MPS else None

    def _pace(self, motion: Motion, learned: Learned) -> float | None:
        """Its speed over what is usual there; None where too little is known."""
        point = motion.foot[0] / self._width, motion.foot[1] / self._height
        row, column = cell(point)
        if learned.votes[row, column].sum() < PACED:
            return None
        return math.hypot(motion.vx, motion.vy) / self._width / max(float(learned.speeds[row, column]), 1e-6)

    def _size(self, box: Box, ground: Ground) -> Point | None:
        """Metres across and up, as if all of it stood upright where its foot is."""
        left, top, right, bottom = box
        across = ground.across(foot(box))
        return None if across is None else ((right - left) * across, (bottom - top) * across / self._aspect)


def _kind(size: Point | None, speed: float, pace: float | None, rough: bool) -> Kind:
    """By size on the ground, shape and speed; what could be several people, or a rider who crawls, stays unknown."""
    if size is None:
        return "unknown"
    width, height = size
    if speed > RIDING_MPS or width >= CAR_METRES or (width >= ROLLING_WIDTH and speed > ROLLING_MPS):
        return "vehicle"
    upright = PERSON_WIDTH[0] <= width <= PERSON_WIDTH[1] and PERSON_HEIGHT[0] <= height <= PERSON_HEIGHT[1]
    upright = upright and height >= PERSON_TALLNESS * width
    # rough metres may be wrong by half: who walks is also far slower than those who ride there
    walks = speed <= WALKING_MPS and (pace is None or pace <= WALKING_PACE)
    sure = not rough or pace is not None or (height >= ROUGH_TALLNESS * width and speed <= ROUGH_MPS)
    return "person" if upright and walks and sure else "unknown"


def _majority(votes: Counter[Kind]) -> Kind:
    """What it was taken for most of the time, once that was often enough; who once rode is no walker."""
    told = votes["vehicle"] + votes["person"] + votes["unknown"]
    if votes["vehicle"] >= VOTES and votes["vehicle"] >= 0.3 * told:
        return "vehicle"
    return "person" if votes["person"] >= VOTES and votes["person"] >= 0.6 * told else "unknown"


def _share(value: float, whole: int) -> float:
    return round(min(1.0, max(0.0, value / whole)), 4)
