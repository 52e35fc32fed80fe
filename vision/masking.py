"""The masked copy: faces and number plates made unreadable where they are known to be, generously."""

# No model is shipped that finds faces or plates: what is masked is where a tracked person's head, a rider's head and a
# vehicle's plate have to be. What is not tracked (somebody far off, a car parked for hours) is not masked by this, so a
# masked copy is also narrower than the plain one.

from collections.abc import Iterable, Sequence

import cv2
from cv2.typing import MatLike

from store.records import Box
from vision.scene import Track

WIDTH_PX = 640
HEAD = 0.4
PLATE_BAND = 0.5
RIDER_TALLNESS = 0.9
SIDES = 0.2
ABOVE = 0.15
CELLS = 3
PLATE_CELLS = 8


def hidden(tracks: Iterable[Track], aspect: float) -> tuple[Box, ...]:
    """The parts of the picture to be masked, in fractions; ``aspect`` is the picture's width over its height."""
    return tuple(part for track in tracks for part in _parts(track, aspect))


def mask(picture: MatLike, parts: Sequence[Box]) -> MatLike:
    """A copy, WIDTH_PX wide at most, with each part a coarse mosaic: unlike a blur it cannot be computed back."""
    height, width = picture.shape[:2]
    scale = min(1.0, WIDTH_PX / width)
    size = (round(width * scale), max(1, round(height * scale)))
    masked = cv2.resize(picture, size, interpolation=cv2.INTER_AREA) if scale < 1 else picture.copy()
    for part in parts:
        _mosaic(masked, part)
    return masked


def _parts(track: Track, aspect: float) -> list[Box]:
    left, top, right, bottom = track.box
    width, height = right - left, bottom - top
    head = _within(left - SIDES * width, top - ABOVE * height, right + SIDES * width, top + HEAD * height)
    plate = _within(left - SIDES * width, bottom - PLATE_BAND * height, right + SIDES * width, bottom + ABOVE * height)
    if track.kind == "person":
        return [head]
    tall = height > RIDER_TALLNESS * width * aspect  # a motorbike has a rider, and so may what nobody has named
    return [head, plate] if tall or track.kind == "unknown" else [plate]


def _within(left: float, top: float, right: float, bottom: float) -> Box:
    return max(0.0, left), max(0.0, top), min(1.0, right), min(1.0, bottom)


def _mosaic(picture: MatLike, part: Box) -> None:
    """A plate is a fifth of its vehicle's width, so eight cells leave it less than two."""
    height, width = picture.shape[:2]
    left, right = int(part[0] * width), max(int(part[0] * width) + 1, round(part[2] * width))
    top, bottom = int(part[1] * height), max(int(part[1] * height) + 1, round(part[3] * height))
    region = picture[top:bottom, left:right]
    if not region.size:
        return
    across = PLATE_CELLS if right - left > bottom - top else CELLS
    few = cv2.resize(region, (min(across, right - left), min(CELLS, bottom - top)), interpolation=cv2.INTER_AREA)
    picture[top:bottom, left:right] = cv2.resize(few, (right - left, bottom - top), interpolation=cv2.INTER_NEAREST)
