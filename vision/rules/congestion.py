"""Traffic that stands or crawls close together for longer than a light is red."""

from collections.abc import Sequence
from typing import Annotated

import msgspec
from msgspec import Meta

from config.city import Zone
from store.records import Box
from vision.presence import area_of, zone_at
from vision.rule import Sighting
from vision.scene import Queue, Scene

Seconds = Annotated[float, Meta(gt=0)]

NAME = "congestion"


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Thresholds of the rule.

    What a queue is stands in vision/queueing.py: three vehicles and more below 10 km/h that take up a quarter of a
    carriageway, and fewer that go. It is congestion once it has not dissolved for 90 s, longer than most red lights
    last; where a light holds longer, a signal_queue zone is drawn, and what waits there does not count. Where no
    carriageway is drawn the camera may look at a light's queue that nobody told of, and 150 s are waited: one red light
    of 120 s, and the time in which its queue dissolves.
    """

    minimum_seconds: Seconds = 90.0
    open_seconds: Seconds = 150.0

    def sightings(self, scene: Scene) -> list[Sighting]:
        """One of each carriageway that is jammed."""
        return [
            Sighting(area_of(queue.area), queue.since, queue.box, self._confidence(queue), (), scene.time)
            for queue in scene.queues
            if (scene.time - queue.since).total_seconds() >= self._least(scene)
        ]

    def area(self, box: Box, zones: Sequence[Zone]) -> int:
        """The number under which an incident at this box is sighted."""
        return zone_at(box, zones, "carriageway")

    def _least(self, scene: Scene) -> float:
        return self.minimum_seconds if scene.drawn(("carriageway",)) else self.open_seconds

    def _confidence(self, queue: Queue) -> float:
        """0.5, and up to 0.25 each for how full the road is and for how many stand there."""
        return round(0.5 + 0.25 * min(1.0, queue.share) + 0.25 * min(1.0, queue.vehicles / 8), 3)
