"""Places where something stands that was not there before: grown out of cells, judged, watched until it leaves."""

# A cell gathers evidence while it differs from the long memory and nothing moves there; while something passes in
# front it keeps what it has. Cells with enough evidence become a place, which owns its cells from then on: the next
# car that stops behind becomes a place of its own.

from collections.abc import Iterator
from itertools import count

import numpy as np

from store.records import Box
from vision import appearance
from vision.background import Background, Change, Mask
from vision.detections import LEAST_CELLS, Detection, around, components, grown, joined, within
from vision.place import LEFT_SECONDS, Place, beside, covered, patience
from vision.stillness import Stillness

STANDS_SECONDS = 1.5
MOST_SECONDS = 3.0
GROWS_SECONDS = 2.5
TOGETHER_SECONDS = 1.2
JUDGED_SECONDS = 3.0
COVERED = 0.25
TOUCHED = 0.08
EMPTY = 0.35
STEADY_SECONDS = 10.0
LATE_PIECE = 0.6
WITHIN = 0.15
INSIDE = 0.9
LARGEST_LAMPS = 0.3
UNCOVERED = 0.9
PLAIN = 1.8


class Standing:
    """All places of one camera; times are seconds on the camera's own clock."""

    def __init__(self, background: Background, shape: tuple[int, int]) -> None:
        self.places: dict[int, Place] = {}
        self._background = background
        self._evidence = np.zeros(shape, np.float32)
        self._owned = np.zeros(shape, np.bool_)
        self._numbers = count(1)
        self._learnt = 0
        self._doubt = False
        self._stillness = Stillness(shape)

    @property
    def owned(self) -> Mask:
        """Cells the long memory must leave alone: they stand, or may turn out to."""
        return self._owned | (self._evidence > 0)

    def restore(self, box: Box, since: float, now: float) -> Place:
        """Take up a place known from before; what is seen there once the background is learnt is what may change."""
        mask = np.zeros_like(self._owned)
        left, top, right, bottom = (round(value) for value in box)
        mask[max(0, top) : max(1, bottom), max(0, left) : max(1, right)] = True
        place = Place(next(self._numbers), mask, box, now, since, None, np.zeros_like(mask), now)
        place.judged = place.reported = True
        place.known_empty, place.presence = False, 2.0
        self._own(place)
        return place

    def doubt(self) -> None:
        """Pictures were missed, or are another film's: what stands must look as it did to be the same."""
        self._doubt = True

    def lamps(self, box: Box) -> bool:
        """Whether what moves in this box is but a part of something that stands, such as lamps that flash."""
        return any(
            within(box, place.box) >= INSIDE and within(place.box, box) <= LARGEST_LAMPS
            for place in self.places.values()
        )

    def step(self, change: Change, now: float, seconds: float) -> list[Detection]:
        """Follow every place and find new ones; what stands now, as detections."""
        self._stillness.step(change.cells, now)
        if change.settled:
            if self._background.learnt != self._learnt:
                self._begin_anew()
            self._gather(change, seconds)
            for place in list(self.places.values()):
                self._watch(place, change, now, seconds)
            for place in list(self.places.values()):
                self._judge(place, change, now)
            self._find(change, now)
        return [Detection(place.box, place.number) for place in self.places.values()]

    def _begin_anew(self) -> None:
        """The background was learnt again, with whatever stands in it: only what is known to stand is kept."""
        self._learnt = self._background.learnt
        self._evidence[:] = 0.0
        same_view = self._background.before is None or appearance.same_view(
            self._background.before, self._background.picture
        )
        doubt, self._doubt = self._doubt or not same_view, False
        for place in list(self.places.values()):
            place.known_empty = False
            alike = 1.0 if place.look is None else appearance.likeness(place.look, self._background.picture, place.box)
            # infrared may turn light things dark: what counts is that the shapes are the same
            alike = alike if doubt else abs(alike)
            if alike < _least(place, doubt) or not place.judged:
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
            young = next(self._growing(mask, box, now), None)
            if host := self._host(mask, box):
                host.halo |= mask
                self._owned |= mask
            elif young:
                young.mask |= mask
                young.box = joined(young.box, box)
                young.look = appearance.look(change.cells, young.box)
                self._owned |= mask
            else:
                self._begin(mask, now, change)

    def _begin(self, mask: Mask, born: float, change: Change) -> None:
        box = around(mask)
        look, since = appearance.look(change.cells, box), self._stillness.rest(mask)
        self._own(Place(next(self._numbers), mask, box, born, since, look, np.zeros_like(mask), born))

    def _growing(self, mask: Mask, box: Box, now: float) -> Iterator[Place]:
        """Places so young that they may not be whole, and that the new piece came to rest with."""
        rest = self._stillness.rest(mask)
        for place in self.places.values():
            young = not place.judged and now - place.born < GROWS_SECONDS
            if young and beside(place.box, box) and rest - self._rest(place) <= TOGETHER_SECONDS:
                yield place

    def _host(self, mask: Mask, box: Box) -> Place | None:
        """The place whose thing a late, small piece belongs to: one within its outline, or nearly."""
        cells = np.count_nonzero(mask)
        for place in self.places.values():
            small = cells < LATE_PIECE * np.count_nonzero(place.mask)
            if place.judged and small and within(box, grown(place.box, WITHIN)) >= 0.5:
                return place
        return None

    def _gather_pieces(self, place: Place) -> None:
        """Neighbours that began to stand with this place are the same thing."""
        for other in list(self.places.values()):
            together = abs(self._rest(other) - place.since) <= TOGETHER_SECONDS and beside(place.box, other.box)
            if other is not place and together and not other.reported:
                place.mask |= other.mask
                place.halo |= other.halo
                place.box = joined(place.box, other.box)
                del self.places[other.number]

    def _watch(self, place: Place, change: Change, now: float, seconds: float) -> None:
        """Count how long the place has looked empty or different; while something passes, nothing is counted."""
        place.in_view = False
        hidden = covered(place, change.moving)
        if place.look is None or hidden > COVERED:
            return
        same = appearance.likeness(place.look, change.cells, place.box)
        place.in_view = bool(same >= appearance.STILL and hidden <= TOUCHED)
        place.seen = now if place.in_view else place.seen
        place.steady += (place.in_view - place.steady) * min(1.0, seconds / STEADY_SECONDS)
        empty = place.known_empty and np.mean(change.foreground[place.mask]) < EMPTY
        # a thing in the dark may differ from the ground by its lamps alone, until they go out
        empty = empty and self._like_ground(place, change) >= same
        place.away = place.away + seconds if empty else 0.0
        place.changed = place.changed + seconds if same < appearance.SAME else 0.0
        if same >= appearance.SAME:
            place.look = appearance.renewed(place.look, change.cells, place.box, seconds)
        if place.away > LEFT_SECONDS or place.changed > patience(place):
            self._leave(place)

    def _like_ground(self, place: Place, change: Change) -> float:
        ground = appearance.look(self._background.picture, place.box)
        return appearance.likeness(ground, change.cells, place.box)

    def _judge(self, place: Place, change: Change, now: float) -> None:
        """Once its shape is whole: is it a thing, or what a thing that left has uncovered, or light?"""
        if place.judged or place.number not in self.places or now - place.born < JUDGED_SECONDS:
            return
        if covered(place, change.moving) > COVERED or now - self._stillness.rest(place.mask) < STANDS_SECONDS:
            return
        if not self._part(place, change):
            self._background.absorb(place.mask, change.cells)
            self._leave(place)
            return
        place.judged = True
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

    def _part(self, place: Place, change: Change) -> bool:
        """Tell the thing from the light around it, and from others that stand beside it; false if it is light alone."""
        place.since = self._stillness.rest(place.mask)
        self._gather_pieces(place)
        things = appearance.things(change.cells, self._background.picture, place.mask)
        if not things:
            return False
        place.halo |= place.mask
        place.mask = things[0]
        place.since, place.box = self._stillness.rest(place.mask), around(place.mask)
        for other in things[1:]:
            if abs(self._stillness.rest(other) - place.since) > TOGETHER_SECONDS:
                place.halo &= ~other
                self._begin(other, place.born, change)
            elif beside(around(other), place.box):
                place.mask |= other
                place.box = joined(place.box, around(other))
        return True

    def _rest(self, place: Place) -> float:
        return place.since if place.judged else self._stillness.rest(place.mask)

    def _own(self, place: Place) -> None:
        self.places[place.number] = place
        self._owned |= place.mask | place.halo

    def _leave(self, place: Place) -> None:
        """Forget a place; whatever else stands there by now has to gather evidence of its own."""
        del self.places[place.number]
        self._evidence[place.mask | place.halo] = 0.0
        self._owned = np.zeros_like(self._owned)
        for other in self.places.values():
            self._owned |= other.mask | other.halo


def _least(place: Place, doubt: bool) -> float:
    """How alike a place must look when all is learnt again; what nobody has reported must be the surer."""
    if place.reported:
        return appearance.SAME if doubt else appearance.ANOTHER_LIGHT
    return appearance.STILL if doubt else appearance.SAME
