"""The road as a plane in metres: from four points somebody measured, or roughly from the size of passing vehicles."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from config.city import GroundPoint

Point = tuple[float, float]

LEAST_AREA = 1e-4
FARTHEST_METRES = 500.0
STEP = 1e-3
VEHICLE_METRES = 2.2
FOCAL_WIDTHS = 0.9
HIGHEST_HORIZON = -20.0


@dataclass(frozen=True)
class Ground:
    """Takes fractions of the picture to metres (east, north) and back; ``aspect`` is the picture's width over height.

    ``rough`` is true when nobody measured anything: its metres come from what vehicles usually measure, "north" is
    away from the camera, and a speed may be wrong by half.
    """

    matrix: NDArray[np.float64]
    aspect: float
    rough: bool = False

    @cached_property
    def _rows(self) -> list[list[float]]:
        return self.matrix.tolist()

    def metres(self, point: Point) -> Point | None:
        """Where on the road a point of the picture is; None at the horizon, above it, or too far to be told."""
        # plain numbers: this is asked a hundred times a frame, and numpy takes ten times as long for three
        x, y, depth = (a * point[0] + b * point[1] + c for a, b, c in self._rows)
        if depth <= 1e-9:
            return None
        east, north = x / depth, y / depth
        return (east, north) if max(abs(east), abs(north)) < FARTHEST_METRES else None

    def fraction(self, metres: Point) -> Point | None:
        """Where in the picture a point of the road is; it may lie outside (below 0, over 1); None behind the camera."""
        x, y, depth = (float(value) for value in np.linalg.solve(self.matrix, (*metres, 1.0)))
        return (x / depth, y / depth) if depth > 1e-9 else None

    def distance(self, one: Point, other: Point) -> float | None:
        """Metres between two points of the picture."""
        a, b = self.metres(one), self.metres(other)
        return math.dist(a, b) if a and b else None

    def across(self, point: Point) -> float | None:
        """How many metres a whole picture's width is at this point, measured across the view."""
        metres = self.distance(point, (point[0] + STEP, point[1]))
        return None if metres is None else metres / STEP

    def heading(self, point: Point, degrees: float) -> float | None:
        """A direction in the picture (0 up, clockwise) as one on the road at that point (0 north, clockwise)."""
        turn = math.radians(degrees)
        ahead = point[0] + STEP * math.sin(turn) / self.aspect, point[1] - STEP * math.cos(turn)
        here, there = self.metres(point), self.metres(ahead)
        if here is None or there is None:
            return None
        return math.degrees(math.atan2(there[0] - here[0], there[1] - here[1])) % 360


def calibrated(points: Sequence[GroundPoint], aspect: float) -> Ground:
    """The plane through four measured points; raises ValueError when they do not span one."""
    if len(points) != 4:
        raise ValueError("four ground points are needed")
    seen, road = [(p.x, p.y) for p in points], [(p.east_metres, p.north_metres) for p in points]
    if _spread(seen) < LEAST_AREA or _spread(road) < LEAST_AREA:
        raise ValueError("three of the four ground points lie on one line, or two in one place")
    matrix = _homography(seen, road)
    depths = matrix[2] @ np.array([(*point, 1.0) for point in seen]).T
    if depths.min() <= 0 < depths.max():
        raise ValueError("the four ground points do not go together: is one of them in the wrong order?")
    return Ground(matrix * np.sign(depths[0]), aspect)


def rough(slope: float, horizon: float, aspect: float) -> Ground:
    """The plane of an upright camera over which vehicles grow by ``slope`` picture widths a picture height below
    ``horizon`` (a y in the picture): a guess of its focal length and of VEHICLE_METRES makes metres of it.
    """
    horizon = max(HIGHEST_HORIZON, horizon)
    focal = FOCAL_WIDTHS * aspect
    down = math.atan((0.5 - horizon) / focal)
    height = VEHICLE_METRES * math.cos(down) / (slope * aspect)
    lens = np.array([[aspect, 0.0, -aspect / 2], [0.0, 1.0, -0.5], [0.0, 0.0, focal]])
    east = height * lens[0]
    north = height * (math.cos(down) * lens[2] - math.sin(down) * lens[1])
    depth = math.sin(down) * lens[2] + math.cos(down) * lens[1]
    return Ground(np.array([east, north, depth]), aspect, rough=True)


def _spread(points: Sequence[Point]) -> float:
    """The smallest of the four triangles the points make."""
    areas = []
    for left_out in range(4):
        a, b, c = (point for at, point in enumerate(points) if at != left_out)
        areas.append(abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2)
    return min(areas)


def _homography(seen: Sequence[Point], road: Sequence[Point]) -> NDArray[np.float64]:
    """Eight equations, eight unknowns, the ninth is 1 (Hartley and Zisserman, 2nd edition, 4.1)."""
    rows, values = [], []
    for (x, y), (east, north) in zip(seen, road, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -x * east, -y * east], [0, 0, 0, x, y, 1, -x * north, -y * north]]
        values += [east, north]
    return np.append(np.linalg.solve(np.array(rows, float), np.array(values, float)), 1.0).reshape(3, 3)
