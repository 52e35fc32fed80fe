"""Day or night, by the picture: how bright most of it is and how much colour it has."""

import cv2
import numpy as np
from cv2.typing import MatLike

from vision.scene import Profile

DARK, LIGHT = 62.0, 80.0
COLOURLESS = 6.0
SURE_SECONDS = 10.0
LOOK_SECONDS = 1.0


class DayOrNight:
    """Of one camera: what is seen for SURE_SECONDS counts, so that a flash or a lorry close by changes nothing."""

    def __init__(self) -> None:
        self.profile: Profile = "day"
        self._against = 0.0
        self._due = 0.0
        self._looked = False

    def step(self, cells: MatLike, seconds: float) -> Profile:
        """What it is, so many seconds after the step before."""
        self._due -= seconds
        if self._due > 0:
            return self.profile
        self._due = LOOK_SECONDS
        seen = self._seen(np.ascontiguousarray(cells[::4, ::4]))
        self._against = 0.0 if seen == self.profile else self._against + max(seconds, LOOK_SECONDS)
        if self._against >= SURE_SECONDS or not self._looked:
            self.profile, self._against = seen, 0.0
        self._looked = True
        return self.profile

    def _seen(self, cells: MatLike) -> Profile:
        """Between DARK and LIGHT it stays what it was, unless all colour is gone, as it is in infrared light."""
        middle = float(np.median(cv2.cvtColor(cells, cv2.COLOR_BGR2GRAY)))
        if middle < DARK:
            return "night"
        colour = float(np.median(cells.max(axis=2) - cells.min(axis=2)))
        if middle < LIGHT and colour < COLOURLESS:
            return "night"
        return "day" if middle > LIGHT else self.profile
