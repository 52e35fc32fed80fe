"""Places where something stands that was not there before: grown out of cells, judged, watched until it leaves."""

# A cell gathers evidence while it differs from the long memory and nothing moves there; while something passes in
# front it keeps what it has. Cells with enough evidence become a place, which owns its cells from then on: the next
# car that stops behind becomes a place of its own.

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

import numpy as np

from store.records import Box
from vision import appearance
from vision.background import Background, Change, Mask
from vision.detections import LEAST_CELLS, Detection, components, gap

STANDS_SECONDS = 1.5
MOST_SECONDS = 3.0
FADES_SECONDS = 1.0
GROWS_SECONDS = 2.5
JUDGED_SECONDS = 3.0
COVERED = 0.25
TOUCHED = 0.08
EMPTY = 0.35
LEFT_SECONDS = 1.5
CHANGED_SECONDS = 3.0
HIDDEN_SECONDS = 12.0
STEADY_SECONDS = 10.0
UNCOVERED = 0.9
PLAIN = 1.8


@dataclass
class Place:
    """Where something stands since ``since``; ``presence`` how much more is there than was.

    ``in_view`` is false while something passes in front, or the place looks different for a moment.
    """

    number: int
    mask: Mask
    box: Box
    born: float
    since: float
    look: appearance.Look | None
    presence: float = 1.0
    steady: float = 1.0
    judged: bool = False
    known_empty: bool = True
    away: float = 0.0
    changed: float = 0.0
    in_view: bool = True
    reported: bool = False


class Standing:
    """All places of one camera; times are seconds on the camera's own clock."""

    def __init__(self, background: Background, shape: tuple[int, int]) -> None:
        self.places: dict[int, Place] = {}
        self._background = background
        self._evidence = np.zeros(shape, np.float32)
        self._owned = np.zeros(shape, np.bool_)
        self._numbers = count(1)
        self._learnt = 0

    @property
    def owned(self) -> Mask:
        """Cells the long memory must leave alone: they stand, or may turn out to."""
        return self._owned | (self._evidence > 0)

    def restore(self, box: Box, since: float, now: float) -> Place:
        """Take up a place known from before; what is seen there once the background is learnt is what may change."""
        mask = np.zeros_like(self._owned)
        left, top, right, bottom = (round(value) for value in box)
        mask[max(0, top) : max(1, bottom), max(0, left) : max(1, right)] = True
        place = Place(next(self._numbers), mask, box, now, since, None)
        place.judged = place.reported = True
        place.known_empty, place.presence = False, 2.0
        self._own(place)
        return place

    def step(self, change: Change, now: float, seconds: float) -> list[Detection]:
        """Follow every place and find new ones; what stands now, as detections."""
        if change.settled:
            if self._background.learnt != self._learnt:
                self._begin_anew(change)
            self._gather(change, seconds)
            for place in list(self.places.values()):
                self._watch(place, change, seconds)
            for place in list(self.places.values()):
                self._judge(place, change, now)
            self._find(change, now)
        return [Detection(place.box, place.number) for place in self.places.values()]

    def _begin_anew(self, change: Change) -> None:
        """The background was learnt again, with whatever stands in it: only what is known to stand is kept."""
        self._learnt = self._background.learnt
        self._evidence[:] = 0.0
        for place in list(self.places.values()):
            place.known_empty = False
            # infrared may turn light things dark: what counts is that the shapes are the same
            alike = (
                1.0 if place.look is None else abs(appearance.likeness(place.look, self._background.picture, place.box))
            )
            if alike < appearance.ANOTHER_LIGHT or not place.judged:
                self._leave(place)
            else:
                place.look = appearance.look(self._background.picture, place.box)

    def _gather(self, change: Change, seconds: float) -> None:
        still = change.foreground & ~change.moving
        self._evidence[still] += seconds
        self._evidence[~change.foreground] -= 2 * seconds
        np.clip(self._evidence, 0, MOST_SECONDS, out=self._evidence)

    def _find(self, change: Change, now: float) -> None:
        """New pieces of standing cells: part of a place that is just growing, or a place of their own."""
        enough = (self._evidence >= STANDS_SECONDS) & ~self._owned
        for box, piece in components(enough):
            mask = piece & ~self._owned
            if np.count_nonzero(mask) < LEAST_CELLS:
                continue
            young = next(self._growing(box, now), None)
            if young:
                young.mask |= mask
                young.box = _around(young.box, box)
                young.look = appearance.look(change.cells, young.box)
                self._owned |= mask
            else:
                since = now - STANDS_SECONDS - FADES_SECONDS
                self._own(Place(next(self._numbers), mask, box, now, since, appearance.look(change.cells, box)))

    def _growing(self, box: Box, now: float) -> Iterator[Place]:
        return (place for place in self.places.values() if now - place.born < GROWS_SECONDS and _beside(place.box, box))

    def _gather_pieces(self, place: Place) -> None:
        """Neighbours that began to stand with this place are the same thing."""
        for other in list(self.places.values()):
            together = abs(other.since - place.since) <= GROWS_SECONDS and _beside(place.box, other.box)
            if other is not place and together and not other.reported:
                place.mask |= other.mask
                place.box = _around(place.box, other.box)
                del self.places[other.number]

    def _watch(self, place: Place, change: Change, seconds: float) -> None:
        """Count how long the place has looked empty or different; while something passes, nothing is counted."""
        place.in_view = False
        covered = np.mean(change.moving[place.mask])
        if place.look is None or covered > COVERED:
            return
        same = appearance.likeness(place.look, change.cells, place.box)
        place.in_view = bool(same >= appearance.STILL and covered <= TOUCHED)
        place.steady += (place.in_view - place.steady) * min(1.0, seconds / STEADY_SECONDS)
        empty = place.known_empty and np.mean(change.foreground[place.mask]) < EMPTY
        place.away = place.away + seconds if empty else 0.0
        place.changed = place.changed + seconds if same < appearance.SAME else 0.0
        if same >= appearance.SAME:
            place.look = appearance.renewed(place.look, change.cells, place.box, seconds)
        if place.away > LEFT_SECONDS or place.changed > _patience(place):
            self._leave(place)

    def _judge(self, place: Place, change: Change, now: float) -> None:
        """Once its shape is whole: is it a thing, or what a thing that left has uncovered, or light?"""
        if place.judged or place.number not in self.places or now - place.born < JUDGED_SECONDS:
            return
        if np.mean(change.moving[place.mask]) > COVERED:
            return
        place.judged = True
        self._gather_pieces(place)
        empty = self._background.picture
        place.presence = appearance.presence(change.cells, empty, place.mask)
        place.look = appearance.look(change.cells, place.box)
        light = appearance.only_light(change.cells, empty, place.mask)
        if place.presence < UNCOVERED or (light and place.presence < PLAIN):
            self._background.absorb(place.mask, change.cells)
            self._leave(place)
        elif light:
            # as plain as a vehicle, yet the ground shows through: only having come by itself can prove it one
            place.presence = 1.0

    def _own(self, place: Place) -> None:
        self.places[place.number] = place
        self._owned |= place.mask

    def _leave(self, place: Place) -> None:
        """Forget a place; whatever else stands there by now has to gather evidence of its own."""
        del self.places[place.number]
        self._evidence[place.mask] = 0.0
        self._owned = np.zeros_like(self._owned)
        for other in self.places.values():
            self._owned |= other.mask


def _beside(one: Box, other: Box) -> bool:
    """Whether two boxes touch, or nearly, for their size."""
    largest = max(box[side + 2] - box[side] for box in (one, other) for side in (0, 1))
    return gap(one, other) <= 0.25 * largest


def _patience(place: Place) -> float:
    """How long a place may look different: one with an incident may have something else standing in front of it."""
    if not place.reported:
        return LEFT_SECONDS
    return HIDDEN_SECONDS if place.known_empty else CHANGED_SECONDS


def _around(one: Box, other: Box) -> Box:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])
