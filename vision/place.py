"""A place where something stands: what it covers, since when, and what passes in front of it."""

from dataclasses import dataclass

import numpy as np

from store.records import Box
from vision.appearance import Look
from vision.background import Mask
from vision.detections import gap, grown

RIM = 3
OWN_LAMPS = 0.2
LEFT_SECONDS = 1.5
CHANGED_SECONDS = 3.0
HIDDEN_SECONDS = 12.0
NEAR = 0.25


@dataclass
class Place:
    """Where something stands since ``since``; ``presence`` how much more is there than was.

    ``halo`` is what else changed by its being there: its lamps' light, its shadow, what shows through its windows.
    ``came`` says whether it was seen to come;
    ``seen`` is when it was last in view; ``in_view`` is false while something passes in front, or the place looks
    different for a moment.
    """

    number: int
    mask: Mask
    box: Box
    born: float
    since: float
    look: Look | None
    halo: Mask
    seen: float
    presence: float = 1.0
    steady: float = 1.0
    judged: bool = False
    came: bool = False
    known_empty: bool = True
    away: float = 0.0
    changed: float = 0.0
    in_view: bool = True
    reported: bool = False


def covered(place: Place, moving: Mask) -> float:
    """The share of the place before which something moves; what moves in the midst of it are its own lamps."""
    left, top, right, bottom = (round(value) for value in grown(place.box, 0.0, RIM))
    height, width = moving.shape
    view = moving[max(0, top) : min(height, bottom), max(0, left) : min(width, right)]
    inside = moving[max(0, top + RIM) : min(height, bottom - RIM), max(0, left + RIM) : min(width, right - RIM)]
    within_it = np.count_nonzero(inside)
    if np.count_nonzero(view) - within_it < OWN_LAMPS * within_it:
        return 0.0
    return float(np.mean(moving[place.mask]))


def beside(one: Box, other: Box) -> bool:
    """Whether two boxes touch, or nearly, for their size."""
    largest = max(box[side + 2] - box[side] for box in (one, other) for side in (0, 1))
    return gap(one, other) <= NEAR * largest


def patience(place: Place) -> float:
    """How long a place may look different: one with an incident may have something else standing in front of it."""
    if not place.reported:
        return LEFT_SECONDS
    return HIDDEN_SECONDS if place.known_empty else CHANGED_SECONDS
