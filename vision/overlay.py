"""What is drawn on evidence: the incident's box and path, the camera and the time, in no language at all."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

import cv2
import numpy as np
from cv2.typing import MatLike

from store.records import Box

BOX_COLOUR = (0, 215, 255)
PATH_COLOUR = (255, 210, 60)
TEXT_COLOUR = (255, 255, 255)
SHADE = (0, 0, 0)
FONT = cv2.FONT_HERSHEY_SIMPLEX
Path = Sequence[tuple[float, float, float]]


def annotate(picture: MatLike, box: Box, path: Path, camera_id: str, time: datetime, zone: tzinfo) -> MatLike:
    """A copy of the picture with the box framed, the way of its middle as (seconds, x, y) drawn, and a caption."""
    drawn = picture.copy()
    height, width = drawn.shape[:2]
    thick = max(1, round(width / 320))
    _way(drawn, path, thick)
    left, right = (round(value * (width - 1)) for value in (box[0], box[2]))
    top, bottom = (round(value * (height - 1)) for value in (box[1], box[3]))
    cv2.rectangle(drawn, (left, top), (right, bottom), SHADE, thick + 2)
    cv2.rectangle(drawn, (left, top), (right, bottom), BOX_COLOUR, thick)
    caption(drawn, camera_id, time, zone)
    return drawn


def caption(picture: MatLike, camera_id: str, time: datetime, zone: tzinfo) -> None:
    """The camera and the time in ``zone`` with its distance from UTC, on the picture's lower edge."""
    height, width = picture.shape[:2]
    scale = max(0.3, width / 1100)
    _text(picture, f"{camera_id}  {time.astimezone(zone):%Y-%m-%d %H:%M:%S %z}", (6, height - 8), scale)


def _way(picture: MatLike, path: Path, thick: int) -> None:
    """A line that begins with a dot, and with an arrow head on its way."""
    height, width = picture.shape[:2]
    points = [(round(x * (width - 1)), round(y * (height - 1))) for _, x, y in path]
    if len(points) < 2:
        return
    line = [np.array(points, np.int32)]
    cv2.polylines(picture, line, False, SHADE, thick + 2, cv2.LINE_AA)
    cv2.polylines(picture, line, False, PATH_COLOUR, thick, cv2.LINE_AA)
    cv2.circle(picture, points[0], 2 * thick, PATH_COLOUR, cv2.FILLED, cv2.LINE_AA)
    _arrow_head(picture, line[0], thick)


def _arrow_head(picture: MatLike, line: MatLike, thick: int) -> None:
    """Half way, where it hides nothing; of a way too short for one there is none."""
    steps = np.hypot(*np.diff(line, axis=0).T)
    at = int(np.searchsorted(np.cumsum(steps), steps.sum() / 2))
    if steps.sum() < 20 * thick:
        return
    forward = (line[at + 1] - line[at]) / steps[at]
    middle = (line[at] + line[at + 1]) / 2
    side = np.array([-forward[1], forward[0]])
    head = np.array([middle + 5 * thick * forward, middle + 4 * thick * side, middle - 4 * thick * side])
    cv2.fillConvexPoly(picture, head.round().astype(np.int32), PATH_COLOUR, cv2.LINE_AA)


def _text(picture: MatLike, text: str, origin: tuple[int, int], scale: float) -> None:
    """Text on a dark ground; OpenCV's font knows ASCII only, and ids of cameras are ASCII."""
    (width, height), below = cv2.getTextSize(text, FONT, scale, 1)
    x = max(2, min(origin[0], picture.shape[1] - width - 2))
    y = max(height + 2, min(origin[1], picture.shape[0] - below - 2))
    cv2.rectangle(picture, (x - 3, y - height - 3), (x + width + 3, y + below), SHADE, cv2.FILLED)
    cv2.putText(picture, text, (x, y), FONT, scale, TEXT_COLOUR, 1, cv2.LINE_AA)
