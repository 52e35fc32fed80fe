"""The annotated still: the picture with the incident's box, rule, camera and time drawn on it."""

from datetime import datetime, tzinfo

import cv2
from cv2.typing import MatLike

from store.records import Box

BOX_COLOUR = (0, 215, 255)
TEXT_COLOUR = (255, 255, 255)
SHADE = (0, 0, 0)
FONT = cv2.FONT_HERSHEY_SIMPLEX


def annotate(picture: MatLike, box: Box, rule: str, camera_id: str, time: datetime, zone: tzinfo) -> MatLike:
    """A copy of the picture with the box framed and two lines of text; ``zone`` is where the time is told."""
    drawn = picture.copy()
    height, width = drawn.shape[:2]
    left, right = (round(value * (width - 1)) for value in (box[0], box[2]))
    top, bottom = (round(value * (height - 1)) for value in (box[1], box[3]))
    thick = max(1, round(width / 320))
    cv2.rectangle(drawn, (left, top), (right, bottom), SHADE, thick + 2)
    cv2.rectangle(drawn, (left, top), (right, bottom), BOX_COLOUR, thick)
    scale = max(0.4, width / 1100)
    line = round(30 * scale)
    _text(drawn, rule.replace("_", " "), (left, top - 6 if top > 2 * line else bottom + line), scale)
    _text(drawn, f"{camera_id}  {time.astimezone(zone):%Y-%m-%d %H:%M:%S %z}", (6, height - 8), scale)
    return drawn


def _text(picture: MatLike, text: str, origin: tuple[int, int], scale: float) -> None:
    """Text on a dark ground; OpenCV's font knows ASCII only, anything else becomes a question mark."""
    text = text.encode("ascii", "replace").decode()
    (width, height), below = cv2.getTextSize(text, FONT, scale, 1)
    x = max(2, min(origin[0], picture.shape[1] - width - 2))
    y = max(height + 2, min(origin[1], picture.shape[0] - below - 2))
    cv2.rectangle(picture, (x - 3, y - height - 3), (x + width + 3, y + below), SHADE, cv2.FILLED)
    cv2.putText(picture, text, (x, y), FONT, scale, TEXT_COLOUR, 1, cv2.LINE_AA)
