"""The central noun of a frame: boxes where something is, each with the place it stands in when it stands."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from cv2.typing import MatLike

from store.records import Box
from vision.appearance import LEAST_CELLS
from vision.background import Mask

CLOSING = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5))
OPENING = cv2.getStructuringElement(cv2.MORPH_RECT, (2, 2))


@dataclass(frozen=True)
class Detection:
    """A box (left, top, right, bottom) in cells; ``place`` is the number of the standing place it is, 0 if it moves."""

    box: Box
    place: int = 0

    @property
    def centre(self) -> tuple[float, float]:
        left, top, right, bottom = self.box
        return (left + right) / 2, (top + bottom) / 2

    @property
    def size(self) -> tuple[float, float]:
        left, top, right, bottom = self.box
        return right - left, bottom - top


def moving(mask: Mask) -> list[Detection]:
    """What moves, as boxes."""
    _, stats = _connected(mask)
    return [Detection(_box(row)) for row in stats[1:] if row[4] >= LEAST_CELLS]


def components(mask: Mask) -> list[tuple[Box, Mask]]:
    """Connected pieces of a mask, crumbs left out: each with its box and its own mask."""
    labels, stats = _connected(mask)
    return [_piece(labels, row, number) for number, row in enumerate(stats) if number and row[4] >= LEAST_CELLS]


def _connected(mask: Mask) -> tuple[MatLike, MatLike]:
    """The number of each cell's piece, and left, top, width, height and cells of each piece; the first is none."""
    solid = cv2.morphologyEx(mask.view(np.uint8), cv2.MORPH_OPEN, OPENING)
    if not solid.any():
        return solid, np.zeros((1, 5), np.int32)
    solid = cv2.morphologyEx(solid, cv2.MORPH_CLOSE, CLOSING)
    # numbers of 16 bits take half of the time, and opened cells make fewer pieces than they can count
    return cv2.connectedComponentsWithStatsWithAlgorithm(solid, 8, cv2.CV_16U, cv2.CCL_BOLELLI)[1:3]


def _box(row: MatLike) -> Box:
    left, top, width, height = (int(value) for value in row[:4])
    return left, top, left + width, top + height


def _piece(labels: MatLike, row: MatLike, number: int) -> tuple[Box, Mask]:
    left, top, width, height = (int(value) for value in row[:4])
    own = np.zeros(labels.shape, np.bool_)
    own[top : top + height, left : left + width] = labels[top : top + height, left : left + width] == number
    return (left, top, left + width, top + height), own


def around(mask: Mask) -> Box:
    """The box of all that is in the mask."""
    left, top, width, height = cv2.boundingRect(mask.view(np.uint8))
    return left, top, left + width, top + height


def area(box: Box) -> float:
    """Of a box, in the square of whatever it is measured in."""
    return (box[2] - box[0]) * (box[3] - box[1])


def shared(one: Box, other: Box) -> float:
    """The area that two boxes have in common."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    return max(0.0, width) * max(0.0, height)


def overlap(one: Box, other: Box) -> float:
    """Intersection of two boxes over their union."""
    both = shared(one, other)
    return both / (area(one) + area(other) - both) if both else 0.0


def within(one: Box, other: Box) -> float:
    """The share of one box that lies in the other."""
    return shared(one, other) / max(area(one), 1e-9)


def joined(one: Box, other: Box) -> Box:
    """The box around two."""
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def foot(box: Box) -> tuple[float, float]:
    """Where what is in the box touches the ground, about: zones are drawn on the ground."""
    left, top, right, bottom = box
    return (left + right) / 2, bottom - 0.15 * (bottom - top)


def grown(box: Box, share: float, more: float = 0.0) -> Box:
    """The box with its share of width and height, and so much more, on every side."""
    width, height = (box[2] - box[0]) * share + more, (box[3] - box[1]) * share + more
    return box[0] - width, box[1] - height, box[2] + width, box[3] + height


def contains(box: Box, point: Sequence[float]) -> bool:
    """Whether the point lies in the box."""
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


def gap(one: Box, other: Box) -> float:
    """How far two boxes are apart, along the axis where they are further apart; 0 when they touch."""
    return max(0.0, one[0] - other[2], other[0] - one[2], one[1] - other[3], other[1] - one[3])
