"""Smoke or dust in part of the picture, or so little visibility in all of it that drivers cannot see either."""

from collections.abc import Sequence
from typing import Annotated

import msgspec
from msgspec import Meta

from config.city import Zone
from store.records import Box
from vision.detections import within
from vision.rule import Sighting
from vision.scene import Scene

Share = Annotated[float, Meta(ge=0, le=1)]

NAME = "smoke_or_dust"
THE_VEIL = -1


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Thresholds of the rule.

    A patch (vision/billows.py) is soft and grey, has spread for 2 s and stayed for 6, and brings no outlines of its
    own; from 1.5 % of the picture on, since what is smaller may be exhaust or a parked van.
    It is not smoke when it is things that stand and look the same to the pixel. From 60 % of the view on
    (vision/visibility.py) it is fog, dust or rain that all drivers have before them: then 45 % of the contrast may be
    left, which over 50 m of road is a visibility of some 190 m (Koschmieder's law with a threshold of 5 %).
    """

    minimum_share: Share = 0.015
    whole_share: Share = 0.6
    whole_most_left: Share = 0.45

    def sightings(self, scene: Scene) -> list[Sighting]:
        """One, while a veil lies over the picture or a part of it."""
        veil = scene.veil
        if veil is None or veil.share < self.minimum_share:
            return []
        whole = veil.share >= self.whole_share
        faint = veil.left > self.whole_most_left if whole else self._is_thing(scene, veil.box)
        confidence = round(min(1.0, 0.4 + 0.6 * max(0.0, 1 - veil.left)), 3)
        return [Sighting(THE_VEIL, veil.since, veil.box, confidence, (), veil.seen, faint)]

    def area(self, box: Box, zones: Sequence[Zone]) -> int:
        """The number under which an incident at this box is sighted."""
        return THE_VEIL

    def _is_thing(self, scene: Scene, box: Box) -> bool:
        """Whether it is vehicles that stand there, and look the same from second to second."""
        still = (track.box for track in scene.tracks if track.stop and track.stop.steady > 0.8)
        return sum(within(box, one) for one in still) > 0.5
