"""Where smoke, dust or fog takes the view from a camera that is itself in order."""

# Smoke and dust lay their own light over everything behind them: the ratios of brightness that are there to be seen
# shrink. A shadow or an exposure changes both sides of a ratio alike, and a vehicle brings outlines of its own.

from datetime import datetime, timedelta

import numpy as np

from vision.background import Mask
from vision.billows import Billows
from vision.health.familiar import Familiar
from vision.health.view import COLUMNS, ROWS, Grid, View
from vision.veil import Veil

LOST = 0.5
BACK = 0.65
CLEAR = 0.8
STRUCTURE = 0.008
GATHERED_SECONDS = 6.0
MOST_SECONDS = 10.0
LONGEST_STEP_SECONDS = 3.0
SUDDEN_SHARE = 0.4
WHOLE = 0.6
HAZY = 0.15
EVERYWHERE = (0.0, 0.0, 1.0, 1.0)


class Visibility:
    """Of one camera; a cell whose contrast goes from one look to the next, with many others, is in another light.

    ``hazy`` is true from the first look at which a good part of the view has lost half of its contrast.
    """

    def __init__(self) -> None:
        self.veil: Veil | None = None
        self.hazy = False
        self._billows = Billows()
        self._haze: Veil | None = None
        self._gathered = np.zeros((ROWS, COLUMNS), np.float32)
        self._veiled = np.zeros((ROWS, COLUMNS), np.bool_)
        self._excused = np.zeros((ROWS, COLUMNS), np.bool_)
        self._before = np.zeros((ROWS, COLUMNS), np.float32)
        self._time: datetime | None = None

    def step(self, view: View, familiar: Familiar, now: datetime) -> Veil | None:
        """What is veiled at this look: most of the view, or else a patch of it."""
        seconds = min((now - self._time).total_seconds(), LONGEST_STEP_SECONDS) if self._time else 0.0
        self._time = now
        patch = self._billows.step(view, now)
        if familiar.known and familiar.contrast.shape == view.contrast.shape:
            self._haze = self._thick(view, familiar, now, seconds)
        self.veil = self._haze or patch
        return self.veil

    def _thick(self, view: View, familiar: Familiar, now: datetime, seconds: float) -> Veil | None:
        left = np.divide(view.contrast, np.maximum(familiar.contrast, 1e-6), dtype=np.float32)
        shows = familiar.contrast > STRUCTURE
        lost = self._lost(left, shows)
        self.hazy = bool(np.count_nonzero(lost) > HAZY * np.count_nonzero(shows))
        self._gathered += np.where(lost, seconds, np.where(left > BACK, -seconds, 0.0)).astype(np.float32)
        np.clip(self._gathered, 0.0, MOST_SECONDS, out=self._gathered)
        self._veiled = (self._gathered >= GATHERED_SECONDS) | (self._veiled & (self._gathered > 0))
        share = np.count_nonzero(self._veiled & shows) / max(np.count_nonzero(shows), 1)
        if share < WHOLE:
            return None
        since = self._haze.since if self._haze else now - timedelta(seconds=GATHERED_SECONDS)
        return Veil(since, EVERYWHERE, float(share), float(np.mean(left[self._veiled])), now)

    def _lost(self, left: Grid, shows: Mask) -> Mask:
        """Cells that lost their contrast by degrees; where it goes at one stroke in many, the light was switched."""
        lost = (left < LOST) & shows
        fresh = lost & (self._before > CLEAR)
        if np.count_nonzero(fresh) > SUDDEN_SHARE * np.count_nonzero(shows):
            self._excused |= fresh
        self._excused &= left < BACK
        self._before = left
        return lost & ~self._excused
