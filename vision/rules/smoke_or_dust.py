"""Smoke or dust in part of the picture, or so little visibility in all of it that drivers cannot see either."""

from collections.abc import Sequence
from typing import Annotated

import msgspec
from msgspec import Meta

from config.city import Zone
from store.records import Box
from vision.rule import Sighting
from vision.scene import Scene, Track

Share = Annotated[float, Meta(ge=0, le=1)]
Grey = Annotated[float, Meta(ge=0)]

NAME = "smoke_or_dust"
THE_VEIL = -1


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Thresholds of the rule.

    A veil has to last 8 s (vision/visibility.py): exhaust, steam and the dust of one lorry are gone by then. A patch
    counts from 6 % of what the camera shows, three cells of its grid: less cannot be told from a parked van. It
    must stir, as billows do (0.6 grey levels a second and more; noise makes 0.2), leave half of the contrast at most,
    and not be one thing that stands. From 60 % of the view on it is fog, dust or rain that all drivers have before
    them: then 40 % of the contrast may be left, which over 50 m of road is a visibility of some 160 m (Koschmieder's
    law with a threshold of 5 %).
    """

    minimum_share: Share = 0.06
    whole_share: Share = 0.6
    most_left: Share = 0.5
    whole_most_left: Share = 0.4
    minimum_unrest: Grey = 0.6

    def sightings(self, scene: Scene) -> list[Sighting]:
        """One, while a veil lies over the picture or a part of it."""
        veil = scene.veil
        if veil is None or veil.share < self.minimum_share:
            return []
        if veil.share >= self.whole_share:
            fits = veil.left <= self.whole_most_left
        else:
            stirs = veil.unrest >= self.minimum_unrest
            fits = stirs and veil.left <= self.most_left and not self._is_thing(scene, veil.box)
        if not fits:
            return []
        confidence = round(min(1.0, 0.4 + 0.6 * (1 - veil.left)), 3)
        return [Sighting(THE_VEIL, veil.since, veil.box, confidence, (), scene.time)]

    def area(self, box: Box, zones: Sequence[Zone]) -> int:
        """The number under which an incident at this box is sighted."""
        return THE_VEIL

    def _is_thing(self, scene: Scene, box: Box) -> bool:
        """Whether it is a vehicle that stands there, and looks the same from second to second."""
        return any(track.stop and track.stop.steady > 0.8 and _covers(track, box) for track in scene.tracks)


def _covers(track: Track, box: Box) -> bool:
    width = min(track.box[2], box[2]) - max(track.box[0], box[0])
    height = min(track.box[3], box[3]) - max(track.box[1], box[1])
    whole = (box[2] - box[0]) * (box[3] - box[1])
    return width > 0 and height > 0 and width * height > 0.5 * whole
