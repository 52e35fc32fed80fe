"""What a camera is there to see: its outlines, contrast and crispness, learned in seconds and followed for ever."""

import base64
import binascii
import zlib
from typing import Any

import cv2
import numpy as np
from cv2.typing import MatLike

from vision.health.view import Grid, View

LEARNING_LOOKS = 8
# Passing cars must not become part of the view, and dusk must: it takes half an hour.
MEMORY_SECONDS = 120.0
# What has lost this much of its contrast is hidden or in haze: that is learned only when it stays.
CLEAR = 0.7
STUBBORN_SECONDS = 1800.0
LONGEST_STEP_SECONDS = 5.0
STEPS = 32.0  # of an outline's strength, for writing it down
LARGEST = 512


class Familiar:
    """``known`` once LEARNING_LOOKS have been taken; until then there is nothing to compare with.

    Outlines of ``before`` a restart are taken up again; how much there is to see depends on the hour, and is not.
    """

    def __init__(self, before: MatLike | None = None) -> None:
        self._before = before
        self.known = False
        self.edges: MatLike = np.zeros((0, 0), np.float32)
        self.contrast: Grid = np.zeros((0, 0), np.float32)
        self.crispness = (1.0, 1.0)
        self._looks: list[View] = []

    def take(self, view: View) -> None:
        """Learn from one of the first looks; those of another shape are no use any more."""
        self._looks = [look for look in self._looks if look.edges.shape == view.edges.shape] + [view]
        if len(self._looks) < LEARNING_LOOKS:
            return
        self.edges = np.median([look.edges for look in self._looks], axis=0).astype(np.float32)
        if self._before is not None and self._before.shape == self.edges.shape:
            self.edges = self._before
        self.contrast = np.median([look.contrast for look in self._looks], axis=0).astype(np.float32)
        fine, coarse = np.median([look.crispness for look in self._looks], axis=0)
        self.crispness = float(fine), float(coarse)
        self.known, self._looks = True, []

    def follow(self, view: View, seconds: float) -> None:
        """Go along with the light and the seasons."""
        if self.edges.shape != view.edges.shape:
            return
        seconds = min(seconds, LONGEST_STEP_SECONDS)
        quick, slow = (float(1 - np.exp(-seconds / memory)) for memory in (MEMORY_SECONDS, STUBBORN_SECONDS))
        cv2.accumulateWeighted(view.edges, self.edges, quick)
        share = np.where(view.contrast >= CLEAR * self.contrast, quick, slow).astype(np.float32)
        self.contrast += (view.contrast - self.contrast) * share
        fine, coarse = (old + (new - old) * quick for old, new in zip(self.crispness, view.crispness, strict=True))
        self.crispness = fine, coarse

    def plain(self) -> dict[str, Any]:
        """The outlines, as text."""
        small = np.clip(self.edges * STEPS, 0, 255).astype(np.uint8)
        return {"shape": list(small.shape), "edges": base64.b85encode(zlib.compress(small.tobytes())).decode()}

    @classmethod
    def of(cls, plain: Any) -> "Familiar":  # noqa: ANN401 (whatever the store holds)
        """What ``plain`` gave, still to be filled by the first looks; whatever is not of its form is forgotten."""
        try:
            height, width = (int(side) for side in plain["shape"])
            if not (0 < height <= LARGEST and 0 < width <= LARGEST):
                return cls()
            taken = zlib.decompressobj().decompress(base64.b85decode(plain["edges"]), height * width)
            small = np.frombuffer(taken, np.uint8).reshape(height, width)
        except (KeyError, TypeError, ValueError, binascii.Error, zlib.error):
            return cls()
        return cls(small.astype(np.float32) / np.float32(STEPS))
