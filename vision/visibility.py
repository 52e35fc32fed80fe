"""Where smoke, dust or fog takes the view from a camera that is itself in order."""

# Smoke and dust lay their own light over everything behind them: the ratios of brightness that are there to be seen
# shrink. A shadow or an exposure changes both sides of a ratio alike, and a vehicle brings outlines of its own.

from dataclasses import dataclass
from datetime import datetime, timedelta

import cv2
import numpy as np

from store.records import Box
from vision.background import Mask
from vision.health.familiar import Familiar
from vision.health.view import COLUMNS, ROWS, Grid, View

LOST = 0.5
BACK = 0.65
STRUCTURE = 0.008
GATHERED_SECONDS = 8.0
MOST_SECONDS = 12.0
LONGEST_STEP_SECONDS = 3.0
SUDDEN_SHARE = 0.4
UNREST_SECONDS = 6.0
WHOLE = 0.6


@dataclass(frozen=True)
class Veil:
    """Part of the picture in which little is left to see.

    ``share`` is that of all cells that show something else; ``left`` how much of their contrast is left; ``unrest`` how
    much their light changes from second to second, in grey levels, as that of billows does and that of a wall does not.
    """

    since: datetime
    box: Box
    share: float
    left: float
    unrest: float


class Visibility:
    """Of one camera; a cell whose contrast goes from one look to the next, with many others, is in another light."""

    def __init__(self) -> None:
        self._gathered = np.zeros((ROWS, COLUMNS), np.float32)
        self._veiled = np.zeros((ROWS, COLUMNS), np.bool_)
        self._excused = np.zeros((ROWS, COLUMNS), np.bool_)
        self._was_lost = np.zeros((ROWS, COLUMNS), np.bool_)
        self._unrest = np.zeros((ROWS, COLUMNS), np.float32)
        self._light: Grid | None = None
        self._time: datetime | None = None
        self.veil: Veil | None = None

    def step(self, view: View, familiar: Familiar, now: datetime) -> Veil | None:
        """What is veiled at this look."""
        seconds = min((now - self._time).total_seconds(), LONGEST_STEP_SECONDS) if self._time else 0.0
        self._time = now
        if not familiar.known or familiar.contrast.shape != view.contrast.shape:
            return None
        left = np.divide(view.contrast, np.maximum(familiar.contrast, 1e-6), dtype=np.float32)
        shows = familiar.contrast > STRUCTURE
        self._stir(view, seconds)
        lost = self._lost(left, shows)
        self._gathered += np.where(lost, seconds, np.where(left > BACK, -seconds, 0.0)).astype(np.float32)
        np.clip(self._gathered, 0.0, MOST_SECONDS, out=self._gathered)
        self._veiled = (self._gathered >= GATHERED_SECONDS) | (self._veiled & (self._gathered > 0))
        self.veil = self._told(left, shows, now)
        return self.veil

    def _stir(self, view: View, seconds: float) -> None:
        """How much each cell's light changes, but for what the whole picture does."""
        light = np.asarray(cv2.resize(view.grey, (COLUMNS, ROWS), interpolation=cv2.INTER_AREA), np.float32)
        if self._light is not None and seconds > 0:
            change = light - self._light
            change = np.abs(change - np.median(change)) / seconds
            self._unrest += (change - self._unrest) * float(1 - np.exp(-seconds / UNREST_SECONDS))
        self._light = light

    def _lost(self, left: Grid, shows: Mask) -> Mask:
        """Cells that lost their contrast by degrees; where it goes at one stroke in many, the light was switched."""
        lost = (left < LOST) & shows
        fresh = lost & ~self._was_lost
        if np.count_nonzero(fresh) > SUDDEN_SHARE * np.count_nonzero(shows):
            self._excused |= fresh
        self._excused &= left < BACK
        self._was_lost = lost
        return lost & ~self._excused

    def _told(self, left: Grid, shows: Mask, now: datetime) -> Veil | None:
        """The largest patch of veiled cells, or the whole picture."""
        patch = self._largest()
        if not patch.any():
            return None
        share = np.count_nonzero(patch & shows) / max(np.count_nonzero(shows), 1)
        rows, columns = np.nonzero(patch)
        box = (
            float(columns.min() / COLUMNS),
            float(rows.min() / ROWS),
            float((columns.max() + 1) / COLUMNS),
            float((rows.max() + 1) / ROWS),
        )
        if share >= WHOLE:
            box = (0.0, 0.0, 1.0, 1.0)
        since = self.veil.since if self.veil else now - timedelta(seconds=GATHERED_SECONDS)
        return Veil(since, box, float(share), float(np.mean(left[patch])), float(np.median(self._unrest[patch])))

    def _largest(self) -> Mask:
        count, labels, stats, _ = cv2.connectedComponentsWithStats(self._veiled.astype(np.uint8), connectivity=8)
        if count < 2:
            return np.zeros_like(self._veiled)
        return labels == 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))
