"""The identity of detections over time: predict, assign, correct, start, drop."""

from collections import deque
from dataclasses import dataclass, field
from itertools import count

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from store.records import Box
from vision.detections import Detection, contains, grown

LOST_SECONDS = 2.5
YOUNG_SECONDS = 0.5
PATH_SECONDS = 0.5
PATH_POINTS = 64
REMEMBERED = 64
ARRIVES_SECONDS = 3.0
REACH = 1.2
POSITION_NOISE = 1.5
ACCELERATION = 30.0
SIZE_MEMORY = 0.3

Costs = NDArray[np.float64]


@dataclass
class Motion:
    """What is known of how one thing moves, in cells: its centre (x, y) and speeds a second (vx, vy).

    Both axes are as uncertain as each other, so three numbers hold the spread of both: place, place with speed, speed.
    ``stood`` is true from when it stands until it is seen moving again: what then appears in its place is not it.
    ``path`` is (seconds, x, y, y of its foot); ``points`` counts what was ever added to it.
    """

    number: int
    x: float
    y: float
    size: tuple[float, float]
    born: float
    time: float
    seen: float
    vx: float = 0.0
    vy: float = 0.0
    spread: tuple[float, float, float] = (POSITION_NOISE**2, 0.0, ACCELERATION**2)
    place: int = 0
    stood: bool = False
    path: list[tuple[float, float, float, float]] = field(default_factory=list)
    points: int = 0

    @property
    def box(self) -> Box:
        width, height = self.size[0] / 2, self.size[1] / 2
        return self.x - width, self.y - height, self.x + width, self.y + height

    @property
    def foot(self) -> tuple[float, float]:
        """Where it touches the ground, about."""
        return self.x, self.y + 0.35 * self.size[1]

    @property
    def travelled(self) -> float:
        """How far it is from where it was first seen, in lengths of its own box."""
        _, x, y, _ = self.path[0]
        return float(np.hypot(self.x - x, self.y - y)) / max(*self.size, 1.0)


class Tracker:
    """All tracks of one camera; times are seconds on the camera's own clock."""

    def __init__(self) -> None:
        self.tracks: list[Motion] = []
        self._lost: deque[Motion] = deque(maxlen=REMEMBERED)
        self._numbers = count(1)

    def step(self, detections: list[Detection], now: float) -> None:
        """Carry every track on to ``now`` and give each detection a track."""
        standing = {detection.place for detection in detections}
        for track in self.tracks:
            _predict(track, now)
            track.place = track.place if track.place in standing else 0
        pairs = _same_place(self.tracks, detections)
        pairs |= _nearest(self.tracks, detections, pairs)
        for at, detection in enumerate(detections):
            if at in pairs:
                _correct(pairs[at], detection)
            else:
                self.start(detection, now)
        self._lost.extend(track for track in self.tracks if _lost(track) and not track.stood)
        self.tracks = [track for track in self.tracks if not _lost(track)]

    def arrived(self, box: Box, since: float, lengths: float) -> bool:
        """Whether something that had travelled so far was last seen moving in this box, just before it came to rest."""
        near = grown(box, 0.25)
        return any(
            abs(track.seen - since) <= ARRIVES_SECONDS
            and contains(near, track.path[-1][1:3])
            and track.travelled >= lengths
            for track in (*self._lost, *self.tracks)
            if not track.stood
        )

    def forget(self) -> None:
        """What moved is nothing to go by any more: the camera shows something else."""
        self.tracks = [track for track in self.tracks if track.stood]
        self._lost.clear()

    def start(self, detection: Detection, now: float) -> Motion:
        """A new track of what was detected."""
        x, y = detection.centre
        track = Motion(next(self._numbers), x, y, detection.size, now, now, now, place=detection.place)
        track.stood = detection.place > 0
        _remember(track)
        self.tracks.append(track)
        return track


def _predict(track: Motion, now: float) -> None:
    """Constant speed; jolts of ACCELERATION make it uncertain."""
    seconds = now - track.time
    jolt = (ACCELERATION * seconds) ** 2
    place, both, speed = track.spread
    track.x += track.vx * seconds
    track.y += track.vy * seconds
    track.spread = (
        place + 2 * seconds * both + seconds**2 * speed + jolt * seconds**2 / 4,
        both + seconds * speed + jolt * seconds / 2,
        speed + jolt,
    )
    track.time = now


def _same_place(tracks: list[Motion], detections: list[Detection]) -> dict[int, Motion]:
    """Whatever stands keeps its track without asking how near it is: a place does not move."""
    owners = {track.place: track for track in tracks if track.place}
    return {at: owners[detection.place] for at, detection in enumerate(detections) if detection.place in owners}


def _nearest(tracks: list[Motion], detections: list[Detection], pairs: dict[int, Motion]) -> dict[int, Motion]:
    """The assignment of free tracks to free detections that costs least; a track that stands is not free."""
    free = [track for track in tracks if not track.place]
    ours = [at for at in range(len(detections)) if at not in pairs]
    if not free or not ours:
        return {}
    costs = _costs(free, [detections[at] for at in ours])
    rows, columns = linear_sum_assignment(costs)
    return {ours[c]: free[r] for r, c in zip(rows, columns, strict=True) if costs[r, c] < REACH}


def _costs(tracks: list[Motion], detections: list[Detection]) -> Costs:
    """Distances of the centres in box lengths, less where boxes overlap; REACH and more is too far."""
    ours, theirs = np.array([track.box for track in tracks]), np.array([one.box for one in detections], float)
    sides, others = ours[:, 2:] - ours[:, :2], theirs[:, 2:] - theirs[:, :2]
    apart = (ours[:, None, :2] + ours[:, None, 2:] - theirs[:, :2] - theirs[:, 2:]) / 2
    longest = sides.max(axis=1)
    unsure = np.minimum(2 * np.sqrt([track.spread[0] for track in tracks]), 2 * longest)
    length = (longest[:, None] + others.max(axis=1)) / 2 + unsure[:, None]
    shared = np.minimum(ours[:, None, 2:], theirs[:, 2:]) - np.maximum(ours[:, None, :2], theirs[:, :2])
    shared = np.maximum(shared, 0).prod(axis=2)
    union = sides.prod(axis=1)[:, None] + others.prod(axis=1) - shared
    costs = np.hypot(apart[..., 0], apart[..., 1]) / np.maximum(length, 1e-6)
    costs += 0.3 * (1 - shared / np.maximum(union, 1e-6))
    stood, places = [track.stood for track in tracks], [one.place > 0 for one in detections]
    costs[np.logical_and.outer(stood, places)] = REACH
    return costs


def _correct(track: Motion, detection: Detection) -> None:
    x, y = detection.centre
    place, both, speed = track.spread
    gain, drift = (value / (place + POSITION_NOISE**2) for value in (place, both))
    track.vx, track.vy = track.vx + drift * (x - track.x), track.vy + drift * (y - track.y)
    track.x, track.y = track.x + gain * (x - track.x), track.y + gain * (y - track.y)
    track.spread = (1 - gain) * place, (1 - gain) * both, speed - drift * both
    track.place, track.seen, track.stood = detection.place, track.time, detection.place > 0
    width, height = (
        (1 - SIZE_MEMORY) * was + SIZE_MEMORY * now for was, now in zip(track.size, detection.size, strict=True)
    )
    track.size = (width, height)
    if detection.place:
        (track.x, track.y), track.vx, track.vy, track.size = detection.centre, 0.0, 0.0, detection.size
    _remember(track)


def _remember(track: Motion) -> None:
    """A point of the path now and then; half of the older ones are forgotten when there are too many."""
    if track.path and track.time - track.path[-1][0] < PATH_SECONDS - 0.01:
        return
    if len(track.path) >= PATH_POINTS:
        track.path = [track.path[0], *track.path[1:-1:2], track.path[-1]]
    track.path.append((track.time, track.x, track.y, track.foot[1]))
    track.points += 1


def _lost(track: Motion) -> bool:
    missed = track.time - track.seen
    return missed > (LOST_SECONDS if track.seen - track.born > YOUNG_SECONDS else YOUNG_SECONDS)
