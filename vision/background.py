"""What the camera sees when nothing happens, remembered for a second and for as long as nobody says otherwise."""

# The short memory (a mixture of Gaussians) shows what moves; a car that stops melts into it within a second. The long
# memory is a plain picture that follows exposure and slow change; it is never fed where something stands, so that a
# standing car does not melt into it before it is judged.

from dataclasses import dataclass

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

CELL = 2
SHORT_SECONDS = 10.0
LONG_SECONDS = 20.0
STUBBORN_SECONDS = 120.0
LEARNING_SECONDS = 3.0
SAMPLE_SECONDS = 0.3
UPDATE_SECONDS = 0.4
LEAST_DIFFERENCE = 14.0
FULL_LIGHT = 70.0
DARKEST = 0.4
DEVIATIONS = 3.0
WHOLE_PICTURE = 0.5
MOVING_PICTURE = 0.6
CALM, SUDDEN = 0.1, 0.35
REMAINS = 0.1
CHANGED_SECONDS = 1.5

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Change:
    """What differs, by cell of CELL x CELL pixels. ``settled`` is false while the two memories cannot be trusted."""

    moving: Mask
    foreground: Mask
    cells: MatLike
    settled: bool


class Background:
    """Both memories of one camera, for pictures of one size.

    ``picture`` is the long one, by cell; ``learnt`` counts how often it began anew, ``before`` is what it was then.
    """

    def __init__(self, shape: tuple[int, ...]) -> None:
        self._cells = (shape[1] // CELL, shape[0] // CELL)
        self.learnt = 0
        self.before: MatLike | None = None
        self.picture = np.zeros((*self._cells[::-1], 3), np.float32)
        self._short = cv2.createBackgroundSubtractorMOG2(varThreshold=20, detectShadows=False)
        self._short.setNMixtures(3)
        self.learn()

    def learn(self) -> None:
        """Forget the long memory and build it from the coming seconds."""
        self._samples: list[MatLike] = []
        self._learnt_seconds = 0.0
        self._sample_due = 0.0
        self._update_seconds = 0.0
        self._changed_seconds = 0.0
        self._moved = 1.0
        self._known = False

    def step(self, picture: MatLike, seconds: float, standing: Mask) -> Change:
        """What changed, ``seconds`` after the picture before; nothing is learnt in the cells where something stands."""
        small = cv2.resize(picture, self._cells, interpolation=cv2.INTER_AREA)
        cells = small.astype(np.float32)
        moving = self._moving(small, seconds)
        if not self._known:
            self._take_sample(cells, seconds)
            return Change(moving, np.zeros_like(moving), cells, settled=False)
        self._follow_exposure(cells, standing)
        difference = _largest(cv2.absdiff(cells, self.picture))
        foreground = difference > self._limit
        if self._whole_picture_changed(moving, foreground, standing, seconds):
            return Change(moving, np.zeros_like(moving), cells, settled=False)
        self._update(cells, difference, foreground, standing, seconds)
        return Change(moving, foreground, cells, settled=True)

    def absorb(self, where: Mask, cells: MatLike) -> None:
        """Take what is there now for background: somebody has judged it."""
        self.picture[where] = cells[where]

    def _moving(self, cells: MatLike, seconds: float) -> Mask:
        return self._short.apply(cells, learningRate=float(1 - np.exp(-seconds / SHORT_SECONDS))) > 127

    def _take_sample(self, cells: MatLike, seconds: float) -> None:
        self._learnt_seconds += seconds
        if self._learnt_seconds >= self._sample_due:
            self._samples.append(cells)
            self._sample_due = self._learnt_seconds + SAMPLE_SECONDS
        if self._learnt_seconds >= LEARNING_SECONDS and len(self._samples) >= 3:
            self.before = self.picture if self.learnt else None
            self.picture = np.median(np.stack(self._samples), axis=0).astype(np.float32)
            self._deviation = np.full(self._cells[::-1], 2.0, np.float32)
            self._samples, self._known = [], True
            self._set_limit()
            self.learnt += 1

    def _follow_exposure(self, cells: MatLike, standing: Mask) -> None:
        """Scale the long memory by how much brighter most of the picture became, colour by colour."""
        seen, known = cells[::6, ::6], self.picture[::6, ::6]
        fair = (known.min(axis=2) > 8) & (seen.max(axis=2) < 250) & ~standing[::6, ::6]
        if np.count_nonzero(fair) < 50:
            return
        gain = np.median(seen[fair] / known[fair], axis=0)
        if np.abs(gain - 1).max() > 0.01:
            self.picture = np.minimum(self.picture * gain.astype(np.float32), 255)

    def _whole_picture_changed(self, moving: Mask, foreground: Mask, standing: Mask, seconds: float) -> bool:
        """True while more differs than traffic can cover; what that leaves behind is learnt and not judged."""
        moved, self._moved = self._moved, float(np.mean(moving))
        changed = bool(np.mean(foreground) > WHOLE_PICTURE or self._moved > MOVING_PICTURE)
        over = self._changed_seconds > 0 and not changed
        self._changed_seconds = self._changed_seconds + seconds if changed else 0.0
        if self._changed_seconds > CHANGED_SECONDS or (over and np.mean(foreground & ~standing) > REMAINS):
            self.learn()
            return True
        # from little to much in one picture: a flash, a beam or a cut, of which the long memory need not learn
        return changed or (moved < CALM and self._moved > SUDDEN)

    def _update(self, cells: MatLike, difference: MatLike, foreground: Mask, standing: Mask, seconds: float) -> None:
        self._update_seconds += seconds
        if self._update_seconds < UPDATE_SECONDS:
            return
        quick, slow = (1 - np.exp(-self._update_seconds / memory) for memory in (LONG_SECONDS, STUBBORN_SECONDS))
        quiet = (~foreground & ~standing).view(np.uint8)
        cv2.accumulateWeighted(cells, self.picture, quick, quiet)
        cv2.accumulateWeighted(difference, self._deviation, quick, quiet)
        # leaves and flicker that nobody calls standing are background too, in the end
        stubborn = (foreground & ~standing).view(np.uint8)
        cv2.accumulateWeighted(cells, self.picture, slow, stubborn)
        cv2.accumulateWeighted(np.minimum(difference, 40.0), self._deviation, slow, stubborn)
        self._update_seconds = 0.0
        self._set_limit()

    def _set_limit(self) -> None:
        """How much a cell must differ: in the dark, things stand out from the ground by less, and noise is less too."""
        light = np.clip(_largest(self.picture) / FULL_LIGHT, DARKEST, 1.0)
        self._limit = LEAST_DIFFERENCE * light + DEVIATIONS * self._deviation


def _largest(difference: MatLike) -> MatLike:
    blue, green, red = cv2.split(difference)
    return cv2.max(cv2.max(blue, green), red)
