"""Since when each cell has looked as it looks now."""

import cv2
import numpy as np
from cv2.typing import MatLike

from vision.background import Mask

DIFFERENT = 8.0
FOLLOWS = 0.05
MOST = 0.45


class Stillness:
    """A grey picture of what each cell looked like when it came to rest, and the moment at which it did."""

    def __init__(self, shape: tuple[int, int]) -> None:
        self._grey = np.full(shape, -1e3, np.float32)
        self._since = np.zeros(shape, np.float32)

    def step(self, cells: MatLike, now: float) -> None:
        """A cell that looks different from when it came to rest begins anew; light that creeps is followed."""
        grey = cv2.cvtColor(cells, cv2.COLOR_BGR2GRAY)
        changed = cv2.absdiff(grey, self._grey) > DIFFERENT
        self._since[changed] = now
        self._grey[changed] = grey[changed]
        cv2.accumulateWeighted(grey, self._grey, FOLLOWS)

    def rest(self, mask: Mask) -> float:
        """When many of the cells had come to rest: rims do when the thing does, plain parts before, lamps after."""
        return float(np.quantile(self._since[mask], MOST))
