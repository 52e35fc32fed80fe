"""Patches where something soft and grey has spread over the view within seconds and stays: smoke, or dust."""

# What stands has outlines of its own, and all of it came to rest at once; light and shadow leave the ratios of
# brightness behind them as they were; clouds lie flat along the horizon. Smoke spreads, and hides. A vehicle that stood
# there while the view was learnt, and drives off, uncovers ground that fits what lies around it better than it did.

from datetime import datetime, timedelta

import cv2
import numpy as np
from cv2.typing import MatLike

from vision.background import Mask
from vision.health.view import View, logarithm
from vision.veil import Veil

LEARNING_LOOKS = 8
MEMORY_SECONDS, STUBBORN_SECONDS = 60.0, 600.0
LONGEST_STEP_SECONDS = 3.0
# As a ratio of brightness: a fifth brighter or darker than it was, for most of six seconds.
DIFFERENT = 0.18
GATHERED_SECONDS, MOST_SECONDS = 6.0, 12.0
LOSES = 2.0
SMALLEST, WIDEST, LOWEST = 0.015, 0.9, 0.1
FLATTEST = 2.5
LEAST_CELLS = 30
PLAIN = 0.25
# Of the contrast that was there; grey is what has less than a quarter of its brightness as colour.
LEFT, KEPT = 0.95, 1.1
GREY = 0.25
SPREAD_SECONDS = 2.0
OPENING = np.ones((3, 3), np.uint8)
SOFT = 2.0
# Of the step in brightness along a patch's rim: what was known, and the change, which smoke spreads over its width; and
# what is left around the patch, for dust in all of the view takes that as well.
FITS, CLEAR_AROUND = 0.8, 0.75
SHARPEST = 0.95
SURE_LOOKS = 3
HELD_SECONDS = 10.0


class Billows:
    """Of one camera, one look a second."""

    def __init__(self) -> None:
        self._looks: list[MatLike] = []
        self._known: MatLike | None = None
        self._began: datetime | None = None
        self._time: datetime | None = None
        self._veil: Veil | None = None
        self._likely = 0

    def step(self, view: View, now: datetime) -> Veil | None:
        """The largest such patch, if there is one."""
        seconds = min((now - self._time).total_seconds(), LONGEST_STEP_SECONDS) if self._time else 0.0
        self._time = now
        seen = logarithm(view.grey)
        if self._known is None or self._known.shape != seen.shape:
            self._learn(seen, now)
            return None
        difference = seen - self._known
        difference -= float(np.median(difference))
        changed = np.abs(difference) > DIFFERENT
        self._gather(changed, now, seconds)
        found = self._largest(view, seen, difference, changed, now)
        self._likely = self._likely + 1 if found else 0
        self._veil = self._held(found, now)
        memory = np.where(changed, STUBBORN_SECONDS, MEMORY_SECONDS)
        self._known += (seen - self._known) * (1 - np.exp(-seconds / memory)).astype(np.float32)
        return self._veil

    def _held(self, found: Veil | None, now: datetime) -> Veil | None:
        """A patch is one veil until it has been away for a while; it is none before it has lasted some looks."""
        known = self._veil
        if found:
            return found if known or self._likely >= SURE_LOOKS else None
        return known if known and (now - known.seen).total_seconds() <= HELD_SECONDS else None

    def _learn(self, seen: MatLike, now: datetime) -> None:
        self._looks = [look for look in self._looks if look.shape == seen.shape] + [seen]
        if len(self._looks) >= LEARNING_LOOKS:
            self._known = np.median(self._looks, axis=0).astype(np.float32)
            self._looks, self._began = [], now
            self._gathered = np.zeros_like(self._known)
            self._since = np.full_like(self._known, -1.0)

    def _gather(self, changed: Mask, now: datetime, seconds: float) -> None:
        """For how long each point has looked different, and since when."""
        self._gathered += np.where(changed, seconds, -LOSES * seconds).astype(np.float32)
        np.clip(self._gathered, 0.0, MOST_SECONDS, out=self._gathered)
        clock = (now - (self._began or now)).total_seconds()
        self._since = np.where(self._gathered <= 0, -1.0, np.where(self._since < 0, clock, self._since))

    def _largest(self, view: View, seen: MatLike, difference: MatLike, changed: Mask, now: datetime) -> Veil | None:
        settled = ((self._gathered >= GATHERED_SECONDS) & changed).astype(np.uint8)
        settled = cv2.morphologyEx(settled, cv2.MORPH_OPEN, OPENING)
        count, labels, stats, _ = cv2.connectedComponentsWithStats(settled, connectivity=8)
        for number in sorted(range(1, count), key=lambda at: -int(stats[at, cv2.CC_STAT_AREA])):
            if stats[number, cv2.CC_STAT_AREA] < SMALLEST * settled.size:
                return None
            patch = labels == number
            veil = self._judged(patch, stats[number], view, seen, difference, now)
            if veil and self._veil is None and self._fits(patch, seen, difference):
                self._know(patch, seen)
            elif veil and (self._veil or not _is_sharp(patch, difference)):
                return veil
        return None

    def _judged(
        self, patch: Mask, stats: MatLike, view: View, seen: MatLike, difference: MatLike, now: datetime
    ) -> Veil | None:
        """The patch as a veil, when it is soft, grey, plain to see, of its shape, and came by degrees."""
        height, width = patch.shape
        inner = cv2.erode(patch.astype(np.uint8), OPENING) > 0
        x, y, wide, high = (float(value) for value in stats[:4])
        shaped = wide / width <= WIDEST and high / height >= LOWEST and wide <= FLATTEST * high
        if self._known is None or np.count_nonzero(inner) < LEAST_CELLS or not shaped:
            return None
        left = float(_detail(seen)[inner].mean() / max(float(_detail(self._known)[inner].mean()), 1e-4))
        plain = float(np.abs(difference[patch]).mean())
        late, early = np.percentile(self._since[patch], (90, 10))
        known = self._veil is not None
        if left > (KEPT if known else LEFT) or plain < (DIFFERENT if known else PLAIN):
            return None
        if float(np.median(view.chroma[patch])) > GREY:
            return None
        if late - early < SPREAD_SECONDS and not known:
            return None
        since = self._veil.since if self._veil else (self._began or now) + timedelta(seconds=float(early))
        box = (x / width, y / height, (x + wide) / width, (y + high) / height)
        return Veil(since, box, float(np.mean(patch)), left, now)

    def _fits(self, patch: Mask, seen: MatLike, difference: MatLike) -> bool:
        """Whether a thing left and this is its ground: it goes with what lies around it better than what was known."""
        if self._known is None:
            return False
        around = np.abs(difference) <= DIFFERENT
        clear = float(_detail(seen)[around].mean()) >= CLEAR_AROUND * float(_detail(self._known)[around].mean())
        return clear and _step(seen, patch) < FITS * _step(self._known, patch)

    def _know(self, patch: Mask, seen: MatLike) -> None:
        """From now on the patch looks as it should."""
        if self._known is not None:
            self._known[patch] = seen[patch]
            self._gathered[patch], self._since[patch] = 0.0, -1.0


def _is_sharp(patch: Mask, difference: MatLike) -> bool:
    """Whether it is a thing that came: all of the change stands at its rim, where smoke's spreads over its width."""
    return _step(difference, patch) > SHARPEST * float(np.abs(difference[patch]).mean())


def _detail(picture: MatLike) -> MatLike:
    """What is finer than smoke is: outlines and texture, without the slope from thin to thick."""
    return cv2.absdiff(picture, cv2.GaussianBlur(picture, (0, 0), SOFT))


def _step(picture: MatLike, patch: Mask) -> float:
    """How much the brightness changes across the rim of the patch, the mean of all of it."""
    (across, down), (x, y) = (_slope(one) for one in (patch.astype(np.float32), picture))
    return float(np.abs(x * across + y * down).sum() / max(float((across * across + down * down).sum()), 1e-6))


def _slope(picture: MatLike) -> tuple[MatLike, MatLike]:
    soft = cv2.GaussianBlur(picture, (0, 0), SOFT)
    return cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1)
