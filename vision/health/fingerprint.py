"""The scene's fingerprint: where its outlines are, learned over minutes, and how well a picture agrees with it."""

from dataclasses import dataclass

import cv2
import numpy as np
from cv2.typing import MatLike

from vision.background import Mask
from vision.health.view import by_cell

REACH = 0.2
ALIKE = 0.5


@dataclass(frozen=True)
class Agreement:
    """How a picture agrees with what was learned: as it lies, and at the shift where it agrees best.

    ``here`` and ``best`` are correlations; ``shift`` is (right, down) in fractions of the longer side; ``cells`` is
    true where a cell agrees by itself.
    """

    here: float
    best: float
    shift: tuple[float, float]
    cells: Mask


def agreement(known: MatLike, seen: MatLike) -> Agreement:
    """Compare two pictures of edges."""
    if known.shape != seen.shape:
        return Agreement(0.0, 0.0, (1.0, 1.0), by_cell(seen) < 0)
    best, shift = _best(known, seen)
    return Agreement(correlation(known, seen), best, shift, _by_cell(known, seen))


def _best(known: MatLike, seen: MatLike) -> tuple[float, tuple[float, float]]:
    """Where the middle of the picture lies in what was learned."""
    height, width = seen.shape
    right, down = round(width * REACH), round(height * REACH)
    surface = cv2.matchTemplate(known, seen[down : height - down, right : width - right], cv2.TM_CCOEFF_NORMED)
    _, best, _, (x, y) = cv2.minMaxLoc(surface)
    return best, ((right - x) / max(width, height), (down - y) / max(width, height))


def _by_cell(known: MatLike, seen: MatLike) -> Mask:
    both, one, other = by_cell(known * seen), by_cell(known), by_cell(seen)
    spread = np.maximum((by_cell(known * known) - one * one) * (by_cell(seen * seen) - other * other), 1e-6)
    return (both - one * other) / np.sqrt(spread) > ALIKE


def correlation(one: MatLike, other: MatLike) -> float:
    """How well two pictures of edges agree as they lie, 1 at most."""
    if one.shape != other.shape:
        return 0.0
    return float(cv2.matchTemplate(one, other, cv2.TM_CCOEFF_NORMED)[0, 0])
