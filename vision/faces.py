"""Faces found by a model, where somebody has put one: masked besides what is masked anyway."""

from functools import cache
from threading import Lock

import cv2
from cv2.typing import MatLike

from store.records import Box
from vision.model import tried

LEAST_SCORE = 0.5  # a face too many costs nothing here
OVERLAP = 0.3
MOST_FACES = 200
GROWN = 0.25
KEY = "vision.face_detector"


class Faces:
    """A YuNet model; one for all cameras of a process, asked by one thread at a time."""

    def __init__(self, path: str) -> None:
        self._lock = Lock()
        self._model = cv2.FaceDetectorYN.create(path, "", (320, 320), LEAST_SCORE, OVERLAP, MOST_FACES)

    def find(self, picture: MatLike) -> tuple[Box, ...]:
        """Where faces are, a little larger than they are, in fractions."""
        height, width = picture.shape[:2]
        with self._lock:
            self._model.setInputSize((width, height))
            _, rows = self._model.detect(picture)
        return tuple(_grown(row[:4], width, height) for row in rows) if rows is not None else ()


@cache
def faces(path: str) -> Faces | None:
    """The model at ``path``, None for ""; raises ConfigError when it cannot find faces in anything."""
    return tried(Faces, path, KEY, "YuNet model")


def _grown(row: MatLike, width: int, height: int) -> Box:
    left, top, wide, high = (float(value) for value in row)
    x, y = GROWN * wide, GROWN * high
    return (
        max(0.0, (left - x) / width),
        max(0.0, (top - y) / height),
        min(1.0, (left + wide + x) / width),
        min(1.0, (top + high + y) / height),
    )
