"""Vehicles and people told apart by a model, where somebody has put one: it refines the kind of tracks, no more."""

from dataclasses import dataclass
from functools import cache
from threading import Lock

import cv2
import numpy as np
from cv2.typing import MatLike

from store.records import Box
from vision.model import tried
from vision.scene import Kind

# The classes of COCO by number, as networks of the YOLOv8 family answer them.
KINDS: dict[int, Kind] = {0: "person", 1: "vehicle", 2: "vehicle", 3: "vehicle", 5: "vehicle", 7: "vehicle"}
INPUT_PX = 640
LEAST_SCORE = 0.4
OVERLAP = 0.5
MOST_FOUND = 100
KEY = "vision.detector"


@dataclass(frozen=True)
class Found:
    """A thing in fractions of the picture, and what it is."""

    box: Box
    kind: Kind


class Detector:
    """A network that takes 1 x 3 x 640 x 640 (red, green, blue, 0 to 1) and answers 1 x (4 + classes) x boxes."""

    def __init__(self, path: str) -> None:
        self._lock = Lock()
        self._net = cv2.dnn.readNetFromONNX(path)

    def find(self, picture: MatLike) -> tuple[Found, ...]:
        """Vehicles and people in it, the surest first."""
        blob = cv2.dnn.blobFromImage(picture, 1 / 255, (INPUT_PX, INPUT_PX), swapRB=True)
        with self._lock:
            self._net.setInput(blob)
            answer = np.asarray(self._net.forward())
        if answer.ndim != 3 or answer.shape[0] != 1 or answer.shape[1] < 4 + max(KINDS) + 1:
            raise ValueError(f"it answers {answer.shape}, not 1 x (4 + classes) x boxes with the classes of COCO")
        return _kept(answer[0].T.astype(np.float32))


@cache
def detector(path: str) -> Detector | None:
    """The model at ``path``, None for ""; raises ConfigError when it cannot be asked."""
    return tried(Detector, path, KEY, "detector")


def _kept(rows: MatLike) -> tuple[Found, ...]:
    """Rows of centre, size and one score a class, without those that say the same again."""
    scores, classes = rows[:, 4:].max(axis=1), rows[:, 4:].argmax(axis=1)
    sure = (scores >= LEAST_SCORE) & np.isin(classes, list(KINDS)) & np.isfinite(rows[:, :4]).all(axis=1)
    rows, scores, classes = rows[sure], scores[sure], classes[sure]
    boxes = np.hstack([rows[:, :2] - rows[:, 2:4] / 2, rows[:, 2:4]]) / INPUT_PX
    kept = cv2.dnn.NMSBoxes(boxes.tolist(), scores.tolist(), LEAST_SCORE, OVERLAP, top_k=MOST_FOUND)
    return tuple(_found(boxes[at], int(classes[at])) for at in np.asarray(kept, int).flatten())


def _found(box: MatLike, number: int) -> Found:
    left, top, width, height = (float(value) for value in box)
    return Found((max(0.0, left), max(0.0, top), min(1.0, left + width), min(1.0, top + height)), KINDS[number])
