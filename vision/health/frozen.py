"""Frozen: the same picture again and again, though noise alone makes any two pictures of a camera differ."""

import cv2
import numpy as np
from cv2.typing import MatLike

from vision.health.view import View

# Between two looks of a living camera at least a hundredth of the pixels differ by more than this many grey levels.
DIFFERENT = 2
GRID = (32, 18)
# The camera's own clock may run on over a frozen picture: then only its digits change, always the same few cells.
CLOCK_CELLS = 0.04
CLOCK_SECONDS = 120.0
AFTER_SECONDS, OVER_SECONDS = 20.0, 3.0
LATE_STEP_SECONDS = 3.0


class Frozen:
    """Remembers the look before, and where anything changed since something else than a clock did."""

    def __init__(self) -> None:
        self._before: MatLike | None = None
        self._changed = np.zeros(GRID[::-1], np.bool_)
        self._clock_only = 0.0

    def seen(self, view: View, seconds: float) -> bool:
        """Whether this look, ``seconds`` after the one before, shows the same picture."""
        before, self._before = self._before, view.pixels
        if before is None or before.shape != view.pixels.shape:
            return False
        differs = (cv2.absdiff(before, view.pixels) > DIFFERENT).view(np.uint8)
        if not differs.any():
            return True
        self._changed |= cv2.resize(differs * 255.0, GRID, interpolation=cv2.INTER_AREA) > 0
        self._clock_only += min(seconds, LATE_STEP_SECONDS)
        if np.mean(self._changed) > CLOCK_CELLS:
            self._changed[:], self._clock_only = False, 0.0
        return self._clock_only >= CLOCK_SECONDS
