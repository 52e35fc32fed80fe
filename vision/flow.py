"""What moves which way where outlines run into each other: coarse optical flow between two pictures."""

# Only when it is needed: in dense traffic a background model sees one large moving piece, and at night light that is
# thrown ahead. Dense inverse search (Kroeger 2016), its quickest preset, on a small grey picture.

import cv2
import numpy as np
from cv2.typing import MatLike

from store.records import Box
from vision.background import Mask
from vision.scene import Flow, Scene

WIDTH = 160
COLUMNS, ROWS = 24, 14
EVERY_SECONDS = 0.19
LONGEST_SECONDS = 0.6
DENSE = 0.2
LARGE = 0.12
NEEDED_SECONDS = 3.0
LEAST_PIXELS = 0.4
LEAST_COVERED = 0.25
AROUND, SMALLEST, LEAST_MOVING = 6.0, 12, 8
LEAST_DIFFERENCE, ALIKE_DEGREES = 14.0, 75.0


def goes(scene: Scene, box: Box, degrees: float) -> float | None:
    """The share of what moves in the box (fractions) that goes that way in the picture (0 up, clockwise), within 75
    degrees; None where too little moves to be told. It sees two vehicles where their outlines have become one.
    """
    if scene.before is None or scene.cells is None or scene.empty is None:
        return None
    height, width = scene.cells.shape[:2]
    wide, high = (box[2] - box[0]) * width * 0.3 + AROUND, (box[3] - box[1]) * height * 0.3 + AROUND
    left, right = max(0, int(box[0] * width - wide)), min(width, int(box[2] * width + wide))
    top, bottom = max(0, int(box[1] * height - high)), min(height, int(box[3] * height + high))
    crops = (picture[top:bottom, left:right] for picture in (scene.before, scene.cells, scene.empty))
    before, now, empty = (cv2.cvtColor(np.ascontiguousarray(crop), cv2.COLOR_BGR2GRAY) for crop in crops)
    if min(now.shape) < SMALLEST:
        return None
    search = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_FAST)
    moved = np.asarray(
        search.calc(before.astype(np.uint8), now.astype(np.uint8), np.zeros((*now.shape, 2), np.float32))
    )
    moving = (np.hypot(moved[..., 0], moved[..., 1]) > LEAST_PIXELS) & (np.abs(before - empty) > LEAST_DIFFERENCE)
    if np.count_nonzero(moving) < LEAST_MOVING:
        return None
    ways = np.degrees(np.arctan2(moved[..., 0], -moved[..., 1]))[moving]
    return float(np.mean(np.abs((ways - degrees + 180) % 360 - 180) <= ALIKE_DEGREES))


class CoarseFlow:
    """Of one camera; None while it is not needed, or the two pictures are too far apart in time."""

    def __init__(self) -> None:
        self._search = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_ULTRAFAST)
        self._grey: MatLike | None = None
        self._since = 0.0
        self._needed = 0.0
        self._flow: Flow | None = None

    def step(self, cells: MatLike, moving: Mask, largest: float, seconds: float, night: bool) -> Flow | None:
        """``largest`` is the share of the picture that the largest moving box takes."""
        dense = float(np.mean(moving)) > DENSE or largest > LARGE or (night and moving.any())
        self._needed = NEEDED_SECONDS if dense else max(0.0, self._needed - seconds)
        self._since += seconds
        if not self._needed:
            self._grey = self._flow = None
        elif self._grey is None or self._since >= EVERY_SECONDS:
            self._advance(cells, moving)
        return self._flow

    def _advance(self, cells: MatLike, moving: Mask) -> None:
        height = round(WIDTH * cells.shape[0] / cells.shape[1])
        grey = cv2.cvtColor(cv2.resize(cells, (WIDTH, height)).astype(np.uint8), cv2.COLOR_BGR2GRAY)
        known, self._grey = self._grey, grey
        seconds, self._since = self._since, 0.0
        if known is None or seconds > LONGEST_SECONDS:
            self._flow = None
            return
        pixels = np.asarray(self._search.calc(known, grey, np.zeros((height, WIDTH, 2), np.float32)))
        share = cv2.resize(moving.astype(np.float32), (WIDTH, height), interpolation=cv2.INTER_AREA)
        pixels[(share < LEAST_PIXELS) | (np.hypot(pixels[..., 0], pixels[..., 1]) < LEAST_PIXELS)] = 0.0
        goes = (pixels != 0).any(axis=2).astype(np.float32)
        covered = cv2.resize(goes, (COLUMNS, ROWS), interpolation=cv2.INTER_AREA)
        mean = cv2.resize(pixels, (COLUMNS, ROWS), interpolation=cv2.INTER_AREA)
        mean = mean / np.maximum(covered, 1e-6)[..., None]
        mean[covered < LEAST_COVERED] = 0.0
        self._flow = Flow(mean / (np.array((WIDTH, height), np.float32) * seconds))
