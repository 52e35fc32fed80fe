"""Since when vehicles stand or crawl close together on a carriageway: a jam does so for longer than a light is red."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from config.city import Purpose, Zone
from vision.detections import joined
from vision.scene import Queue, Scene, Track, contains

EVERY = timedelta(seconds=1)
COLUMNS, ROWS = 32, 18
# Where people may wait, or where nobody looks, there is no jam; a light's queue has a zone of its own.
LEFT_OUT: tuple[Purpose, ...] = ("signal_queue", "ignore")
# 10 km/h: below it traffic is called stop-and-go. Without metres, in lengths of the vehicle's own box.
SLOW_MPS = 2.8
SLOW_LENGTHS = 0.6
WATCHED = timedelta(seconds=4)
# Three vehicles that take up a quarter of the road one can see; a tenth of the picture where no road is drawn.
VEHICLES = 3
SHARE = 0.25
OPEN_SHARE = 0.1
# What flows again for so long has flowed: a car that lets another in has not.
RESUMED = timedelta(seconds=6)

Cells = NDArray[np.bool_]


@dataclass
class _Area:
    """A carriageway, or all of the picture, as cells of a coarse grid."""

    number: int
    polygon: tuple[tuple[float, float], ...]
    cells: Cells
    share: float
    since: datetime | None = None
    dense_at: datetime | None = None


class Queues:
    """Of one camera with these zones; looked at once a second."""

    def __init__(self, zones: Sequence[Zone]) -> None:
        roads = [(number, zone.polygon) for number, zone in enumerate(zones) if zone.purpose == "carriageway"]
        whole = (-1, ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)))
        self._areas = [
            _Area(number, polygon, _cells(polygon), SHARE if roads else OPEN_SHARE)
            for number, polygon in roads or [whole]
        ]
        self._time: datetime | None = None
        self._queues: tuple[Queue, ...] = ()

    def step(self, scene: Scene) -> tuple[Queue, ...]:
        """The queues there are now."""
        if self._time is not None and scene.time - self._time < EVERY:
            return self._queues
        self._time = scene.time
        slow, quick = _by_pace(scene)
        found = (self._follow(area, slow, quick, scene.time) for area in self._areas)
        self._queues = tuple(queue for queue in found if queue)
        return self._queues

    def _follow(self, area: _Area, slow: list[Track], quick: list[Track], now: datetime) -> Queue | None:
        inside = [track for track in slow if contains(area.polygon, track.foot)]
        passing = sum(contains(area.polygon, track.foot) for track in quick)
        share = _covered(area.cells, inside)
        # more that goes than stands: it flows, around whatever stands there
        dense = len(inside) >= VEHICLES and share >= area.share and passing < len(inside)
        if dense:
            area.since, area.dense_at = area.since or now, now
        elif area.dense_at and now - area.dense_at > RESUMED:
            area.since = None
        if not inside or area.since is None:
            return None
        return Queue(area.number, area.since, reduce(joined, (track.box for track in inside)), len(inside), share)


def _by_pace(scene: Scene) -> tuple[list[Track], list[Track]]:
    """Vehicles that stand or crawl, and vehicles that go; what has just come into view is neither yet."""
    slow, quick = [], []
    for track in scene.tracks:
        if track.kind == "person" or scene.inside(track, LEFT_OUT):
            continue
        pace = _slow(track, scene)
        if pace is not None:
            (slow if pace else quick).append(track)
    return slow, quick


def _slow(track: Track, scene: Scene) -> bool | None:
    if track.stop:
        return True
    when, x, y = next((point for point in track.path if scene.time - point[0] <= WATCHED), track.path[-1])
    if scene.time - track.path[0][0] < WATCHED:
        return None
    if track.speed_mps is not None:
        return track.speed_mps < SLOW_MPS
    left, top, right, bottom = track.box
    length = max((right - left) * scene.aspect, bottom - top)
    went = float(np.hypot(((left + right) / 2 - x) * scene.aspect, (top + bottom) / 2 - y))
    return went < SLOW_LENGTHS * length * max((scene.time - when).total_seconds(), 1.0)


def _cells(polygon: tuple[tuple[float, float], ...]) -> Cells:
    middles = [[((column + 0.5) / COLUMNS, (row + 0.5) / ROWS) for column in range(COLUMNS)] for row in range(ROWS)]
    return np.array([[contains(polygon, point) for point in row] for row in middles])


def _covered(cells: Cells, tracks: list[Track]) -> float:
    """The share of these cells that the tracks' boxes cover."""
    taken = np.zeros_like(cells)
    for track in tracks:
        left, top, right, bottom = track.box
        taken[round(top * ROWS) : round(bottom * ROWS), round(left * COLUMNS) : round(right * COLUMNS)] = True
    return float(np.count_nonzero(taken & cells) / max(np.count_nonzero(cells), 1))
