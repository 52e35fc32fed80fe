"""What is usual before one camera: which way and how fast things go where, and how large vehicles look."""

import math
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from config.city import Zone
from vision.ground_plane import HIGHEST_HORIZON, Ground, Point, rough

COLUMNS, ROWS, TURNS, BANDS = 24, 14, 8, 10
HALF_LIFE_HOURS = 24.0
MOST_VOTES = 2000.0
SPEED_MEMORY = 0.1
LARGE_QUANTILE = 0.75
SIZE_STEP = 0.08
LEAST_IN_BAND = 4.0
LEAST_SIZES = 12.0
PROPOSED_VOTES = 6.0
PROPOSED_SHARE = 0.8
PROPOSED_CELLS = 5

Grid = NDArray[np.float32]


@dataclass(frozen=True)
class Usual:
    """The way things go at a place: ``degrees`` in the picture (0 up, clockwise), what ``share`` of them does, and how
    many were counted.
    """

    degrees: float
    share: float
    count: float


class Learned:
    """Bounded, and fading: half of it is forgotten in a day. ``plain`` and ``of`` carry it over a restart."""

    def __init__(self) -> None:
        self.votes: Grid = np.zeros((ROWS, COLUMNS, TURNS), np.float32)
        self.speeds: Grid = np.zeros((ROWS, COLUMNS), np.float32)
        self.sizes: Grid = np.zeros(BANDS, np.float32)
        self.counts: Grid = np.zeros(BANDS, np.float32)

    def passed(self, point: Point, degrees: float, speed: float, weight: float = 1.0) -> None:
        """Something went that way here, at so many picture widths a second."""
        row, column = cell(point)
        turn = degrees % 360 / (360 / TURNS)
        first = int(turn) % TURNS
        # shared between the two nearest directions, so that none is lost at the border between them
        self.votes[row, column, first] += weight * (1 - turn % 1)
        self.votes[row, column, (first + 1) % TURNS] += weight * (turn % 1)
        if (most := self.votes[row, column].sum()) > MOST_VOTES:
            self.votes[row, column] *= MOST_VOTES / most
        known = self.speeds[row, column]
        self.speeds[row, column] = speed if known == 0 else known + SPEED_MEMORY * (speed - known)

    def measured(self, y: float, size: float) -> None:
        """A vehicle whose foot is at this height of the picture looks so large, in picture widths."""
        band = min(BANDS - 1, max(0, int(y * BANDS)))
        known = self.sizes[band]
        step = SIZE_STEP * known * (LARGE_QUANTILE if size > known else LARGE_QUANTILE - 1)
        self.sizes[band] = size if known == 0 else known + step
        self.counts[band] = min(self.counts[band] + 1, MOST_VOTES)

    def fade(self, seconds: float) -> None:
        """Forget a little."""
        part = 0.5 ** (seconds / 3600 / HALF_LIFE_HOURS)
        self.votes *= part
        self.counts *= part

    def usual(self, point: Point) -> Usual | None:
        """The way most things go here and next to here; None where nothing was ever seen to go."""
        row, column = cell(point)
        votes = self.votes[max(0, row - 1) : row + 2, max(0, column - 1) : column + 2].sum(axis=(0, 1))
        count = float(votes.sum())
        if count <= 0:
            return None
        # the two directions that share votes, as one
        pairs = votes + np.roll(votes, -1) + np.roll(votes, 1)
        best = int(np.argmax(pairs))
        near = [(best + step) % TURNS for step in (-1, 0, 1)]
        angles = np.radians((best + np.array([-1, 0, 1])) * 360 / TURNS)
        x, y = float(votes[near] @ np.sin(angles)), float(votes[near] @ np.cos(angles))
        return Usual(math.degrees(math.atan2(x, y)) % 360, float(pairs[best]) / count, count)

    def ground(self, aspect: float) -> Ground | None:
        """A rough plane from the sizes of vehicles; None while too few were seen."""
        enough = self.counts >= LEAST_IN_BAND
        if self.counts[enough].sum() < LEAST_SIZES:
            return None
        y, sizes = (np.flatnonzero(enough) + 0.5) / BANDS, self.sizes[enough].astype(float)
        weights = np.sqrt(self.counts[enough])
        slope, at_zero = np.polyfit(y, sizes, 1, w=weights) if len(y) >= 3 else (0.0, 0.0)
        least = float(sizes.mean()) / (float(y.mean()) - HIGHEST_HORIZON)
        if slope <= least:
            return rough(least, HIGHEST_HORIZON, aspect)
        horizon = min(-at_zero / slope, float(y.min()) - 0.05)
        return rough(float(sizes @ weights / ((y - horizon) @ weights)), horizon, aspect)

    def plain(self) -> dict[str, Any]:
        """All of it as lists of numbers."""
        return {name: np.round(grid, 4).tolist() for name, grid in vars(self).items()}

    @classmethod
    def of(cls, plain: dict[str, Any]) -> "Learned":
        """What ``plain`` gave; whatever is not of its shape is forgotten."""
        learned = cls()
        for name, grid in vars(learned).items():
            try:
                known = np.array(plain.get(name), np.float32)
            except (TypeError, ValueError):
                continue
            if known.shape == grid.shape and np.isfinite(known).all() and (known >= 0).all():
                setattr(learned, name, known)
        return learned


def cell(point: Point) -> tuple[int, int]:
    """The row and column of the grid in which a point of the picture lies."""
    return min(ROWS - 1, max(0, int(point[1] * ROWS))), min(COLUMNS - 1, max(0, int(point[0] * COLUMNS)))


def propose_zones(learned: Learned) -> list[Zone]:
    """A carriageway for every connected part of the picture in which nearly all goes one way, the largest first."""
    ways = np.full((ROWS, COLUMNS), -1, int)
    for row, column in np.ndindex(ROWS, COLUMNS):
        usual = learned.usual(((column + 0.5) / COLUMNS, (row + 0.5) / ROWS))
        passed = float(learned.votes[row, column].sum())
        if usual and passed >= PROPOSED_VOTES and usual.share >= PROPOSED_SHARE:
            ways[row, column] = round(usual.degrees / (360 / TURNS)) % TURNS
    found = [(len(cells), zone) for turn in range(0, TURNS, 2) for cells, zone in _parts(ways, learned, turn)]
    zones = [zone for _, zone in sorted(found, key=lambda part: part[0], reverse=True)]
    return [
        Zone(str(number), zone.purpose, zone.polygon, zone.direction_degrees) for number, zone in enumerate(zones, 1)
    ]


def _parts(ways: NDArray[np.int_], learned: Learned, turn: int) -> list[tuple[list[Point], Zone]]:
    """Zones of the cells that go this way or one step to its right."""
    ours = ((ways == turn) | (ways == (turn + 1) % TURNS)).astype(np.uint8)
    number, labels = cv2.connectedComponents(ours, connectivity=8)
    parts = []
    for label in range(1, number):
        cells = [(float(row), float(column)) for row, column in np.argwhere(labels == label)]
        if len(cells) >= PROPOSED_CELLS:
            parts.append((cells, _zone(cells, learned)))
    return parts


def _zone(cells: list[Point], learned: Learned) -> Zone:
    corners = [(column + x, row + y) for row, column in cells for x in (0, 1) for y in (0, 1)]
    hull = cv2.approxPolyDP(cv2.convexHull(np.array(corners, np.float32)), 0.4, True).reshape(-1, 2)
    votes = sum(learned.votes[int(row), int(column)] for row, column in cells)
    angles = np.radians(np.arange(TURNS) * 360 / TURNS)
    degrees = math.degrees(math.atan2(float(votes @ np.sin(angles)), float(votes @ np.cos(angles)))) % 360
    polygon = tuple((round(float(x) / COLUMNS, 3), round(float(y) / ROWS, 3)) for x, y in hull)
    return Zone("", "carriageway", polygon, round(degrees, 1))
