"""Roads as reference lines with lanes beside them; along a road a place is (s, l): metres on and to the left."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

Array = np.ndarray


@dataclass(frozen=True)
class Lane:
    """``lateral`` is its middle, ``way`` +1 along the reference line or -1, ``flow`` vehicles a second at the peak."""

    lateral: float
    way: int
    flow: float
    speed: float
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class Signal:
    """A traffic light: stop lines of the two ways, and when in its cycle it is green (seconds)."""

    stops: dict[int, float]
    cycle: float
    green: tuple[float, float]

    def red(self, seconds: float) -> bool:
        """Whether it is not green; amber counts as red, for it is there to clear the crossing."""
        return not self.green[0] <= seconds % self.cycle < self.green[1]


@dataclass(frozen=True)
class Road:
    """A carriageway. ``edges`` are where asphalt ends to the left and right; ``lines`` are painted (lateral, kind).

    Scripted breakdowns stand inside ``stop_range``, where the camera sees them well, in lanes of ``stop_ways``.
    """

    points: tuple[tuple[float, float], ...]
    lanes: tuple[Lane, ...]
    edges: tuple[float, float]
    lines: tuple[tuple[float, str], ...] = ()
    median: tuple[float, float] | None = None
    signal: Signal | None = None
    stop_range: tuple[float, float] = (0.0, 0.0)
    stop_ways: tuple[int, ...] = (1, -1)

    @cached_property
    def _path(self) -> tuple[Array, Array]:
        points = np.array(self.points, float)
        return points, np.concatenate([[0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])

    @property
    def length(self) -> float:
        return float(self._path[1][-1])

    def places(self, s: Array, l: Array) -> tuple[Array, Array]:  # noqa: E741
        """(n, 2) points in the world and (n,) directions in radians (0 is ahead, along y) of places on the road."""
        points, at = self._path
        ahead = np.stack(
            [np.interp(s + 1.5, at, points[:, i]) - np.interp(s - 1.5, at, points[:, i]) for i in (0, 1)], -1
        )
        ahead = ahead / np.maximum(np.linalg.norm(ahead, axis=-1, keepdims=True), 1e-9)
        middle = np.stack([np.interp(s, at, points[:, i]) for i in (0, 1)], -1)
        left = np.stack([-ahead[..., 1], ahead[..., 0]], -1)
        return middle + left * np.asarray(l)[..., None], np.arctan2(ahead[..., 0], ahead[..., 1])

    def strip(self, left: float, right: float, start: float = 0.0, end: float | None = None) -> Array:
        """(n, 2) corners of the part of the road between two laterals."""
        end = self.length if end is None else end
        s = np.linspace(start, end, max(2, int((end - start) / 2)))
        one, other = self.places(s, np.full_like(s, left))[0], self.places(s, np.full_like(s, right))[0]
        return np.concatenate([one, other[::-1]])


def curve(*points: tuple[float, float]) -> tuple[tuple[float, float], ...]:
    """A smooth line through the points (Catmull-Rom), as points about 2 m apart."""
    p = np.array([points[0], *points, points[-1]], float)
    rows = []
    for a, b, c, d in zip(p, p[1:], p[2:], p[3:], strict=False):
        n = max(2, int(np.hypot(*(c - b)) / 2))
        t = np.linspace(0, 1, n, endpoint=False)[:, None]
        rows.append(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3))
    line = np.concatenate([*rows, p[-1:]])
    return tuple((float(x), float(y)) for x, y in line)
