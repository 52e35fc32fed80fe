"""The identity of detections over time: predict, assign, correct, start, drop."""

from collections import deque
from dataclasses import dataclass, field
from itertools import count

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from store.records import Box
from vision.detections import Detection, contains, grown, overlap

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

Vector = NDArray[np.float64]
OBSERVED = np.eye(2, 4)


@dataclass
class Motion:
    """What is known of how one thing moves, in cells; ``state`` is x and y of its centre and their speeds a second.

    ``stood`` is true from when it stands until it is seen moving again: what then appears in its place is not it.
    """

    number: int
    state: Vector
    spread: Vector
    size: tuple[float, float]
    born: float
    time: float
    seen: float
    place: int = 0
    stood: bool = False
    path: list[tuple[float, float, float]] = field(default_factory=list)

    @property
    def box(self) -> Box:
        x, y = (float(value) for value in self.state[:2])
        return x - self.size[0] / 2, y - self.size[1] / 2, x + self.size[0] / 2, y + self.size[1] / 2

    @property
    def travelled(self) -> float:
        """How far it is from where it was first seen, in lengths of its own box."""
        _, x, y = self.path[0]
        return float(np.hypot(self.state[0] - x, self.state[1] - y)) / max(*self.size, 1.0)


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
            and contains(near, track.path[-1][1:])
            and track.travelled >= lengths
            for track in (*self._lost, *self.tracks)
            if not track.stood
        )

    def start(self, detection: Detection, now: float) -> Motion:
        """A new track of what was detected."""
        self.tracks.append(_started(next(self._numbers), detection, now))
        return self.tracks[-1]


def _predict(track: Motion, now: float) -> None:
    seconds = now - track.time
    move = np.eye(4)
    move[0, 2] = move[1, 3] = seconds
    jolt = np.array([[seconds**4 / 4, seconds**3 / 2], [seconds**3 / 2, seconds**2]]) * ACCELERATION**2
    track.state = move @ track.state
    track.spread = move @ track.spread @ move.T + np.kron(jolt, np.eye(2))
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
    costs = np.array([[_cost(track, detections[at]) for at in ours] for track in free])
    rows, columns = linear_sum_assignment(costs)
    return {ours[c]: free[r] for r, c in zip(rows, columns, strict=True) if costs[r, c] < REACH}


def _cost(track: Motion, detection: Detection) -> float:
    """Distance of the centres in box lengths, less where boxes overlap; REACH and more is too far."""
    if track.stood and detection.place:
        return REACH
    x, y = detection.centre
    uncertain = min(2.0 * float(np.sqrt(track.spread[0, 0])), 2.0 * max(track.size))
    length = (max(track.size) + max(detection.size)) / 2 + uncertain
    return float(np.hypot(x - track.state[0], y - track.state[1])) / length + 0.3 * (
        1 - overlap(track.box, detection.box)
    )


def _correct(track: Motion, detection: Detection) -> None:
    innovation = np.array(detection.centre) - OBSERVED @ track.state
    noise = np.eye(2) * POSITION_NOISE**2
    gain = track.spread @ OBSERVED.T @ np.linalg.inv(OBSERVED @ track.spread @ OBSERVED.T + noise)
    track.state = track.state + gain @ innovation
    track.spread = (np.eye(4) - gain @ OBSERVED) @ track.spread
    track.place, track.seen, track.stood = detection.place, track.time, detection.place > 0
    width, height = (
        (1 - SIZE_MEMORY) * was + SIZE_MEMORY * now for was, now in zip(track.size, detection.size, strict=True)
    )
    track.size = (width, height)
    if detection.place:
        track.state[:2], track.state[2:], track.size = detection.centre, 0.0, detection.size
    _remember(track)


def _started(number: int, detection: Detection, now: float) -> Motion:
    state = np.array([*detection.centre, 0.0, 0.0])
    spread = np.diag([POSITION_NOISE**2, POSITION_NOISE**2, ACCELERATION**2, ACCELERATION**2]).astype(float)
    track = Motion(number, state, spread, detection.size, born=now, time=now, seen=now, place=detection.place)
    track.stood = detection.place > 0
    _remember(track)
    return track


def _remember(track: Motion) -> None:
    """A point of the path now and then; half of the older ones are forgotten when there are too many."""
    if track.path and track.time - track.path[-1][0] < PATH_SECONDS:
        return
    if len(track.path) >= PATH_POINTS:
        track.path = [track.path[0], *track.path[1:-1:2], track.path[-1]]
    track.path.append((track.time, float(track.state[0]), float(track.state[1])))


def _lost(track: Motion) -> bool:
    missed = track.time - track.seen
    return missed > (LOST_SECONDS if track.seen - track.born > YOUNG_SECONDS else YOUNG_SECONDS)
