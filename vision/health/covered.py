"""Covered: from one moment to the next, something before the lens hides what the camera is there to see."""

from datetime import datetime, timedelta

import numpy as np

from vision.health.fingerprint import Agreement
from vision.health.view import Grid, View

# Half of all there is to see is gone. A bus before the camera hides a third for some seconds and has outlines itself.
HIDDEN = 0.5
LEFT = 0.45
IN_ALL = 0.65
CLEAR = 0.2
# Smoke, dust and fog thicken while one looks; a bag or a hand does not. What came slowly and stays is told as well.
SUDDEN = timedelta(seconds=4)
SLOW = timedelta(minutes=10)
# Darkness that falls on a bright picture within seconds is a cover, or the sensor's end; at night it is a power cut.
BRIGHT = 60.0
# A picture with less than this in its richest cell shows nothing: empty wet asphalt has seven times as much.
NOTHING = 0.006
AFTER_SECONDS, OVER_SECONDS = 10.0, 5.0


def hidden(view: View, learned: Grid, agreement: Agreement) -> float:
    """The share of what was learned that is neither there nor shows through; 0 while there is as much as ever."""
    if float(view.contrast.sum()) > IN_ALL * float(learned.sum()):
        return 0.0
    gone = (view.contrast < LEFT * learned) & ~agreement.cells
    return float(learned[gone].sum() / max(float(learned.sum()), 1e-6))


def empty(view: View) -> bool:
    """Whether there is nothing at all in the picture."""
    return bool(np.max(view.contrast) < NOTHING)


class Suddenness:
    """When the view was last clear, and how bright: what hides it came suddenly or slowly."""

    def __init__(self) -> None:
        self._clear_at: datetime | None = None
        self._light = 0.0
        self._sudden: bool | None = None

    def step(self, share: float, view: View, now: datetime, blind: bool) -> bool:
        """Whether the camera is covered, when this ``share`` of the view is hidden; ``blind``: it is dark, or burnt."""
        if share < CLEAR:
            self._clear_at, self._light, self._sudden = now, float(view.grey.mean()), None
        if share < HIDDEN or self._clear_at is None:
            return False
        if self._sudden is None:
            self._sudden = now - self._clear_at <= SUDDEN
        if blind:
            return self._sudden and self._light >= BRIGHT and float(view.grey.mean()) < self._light
        return self._sudden or now - self._clear_at >= SLOW
