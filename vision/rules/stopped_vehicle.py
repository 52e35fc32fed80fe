"""A vehicle that came and stands longer than it may, where it may not."""

from itertools import combinations
from typing import Annotated

import msgspec
from msgspec import Meta

from config.city import Purpose
from store.records import Box
from vision.detections import area, grown, within
from vision.rule import Sighting
from vision.scene import Scene, Stop, Track

Seconds = Annotated[float, Meta(gt=0)]
Share = Annotated[float, Meta(ge=0, le=1)]

NAME = "stopped_vehicle"
ALLOWED: tuple[Purpose, ...] = ("ignore", "signal_queue")
PIECE_NEAR, PIECE_AREA = 0.35, 0.6
FORBIDDEN: tuple[Purpose, ...] = ("no_stopping", "carriageway")


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Thresholds of the rule.

    Where a no_stopping or carriageway zone is drawn, 8 s: the field asks for a median of 10 s from the stop to the
    alert. Where nobody has said that stopping is forbidden, 20 s: to give way, or to let somebody in or out, takes up
    to 15 s, and 20 s is the longest the field allows. Several vehicles in a row are a queue and wait 90 s, longer than
    most red lights last; where a light holds them longer, a signal_queue zone is drawn.
    """

    minimum_stop_seconds: Seconds = 20.0
    forbidden_stop_seconds: Seconds = 8.0
    queue_vehicles: Annotated[float, Meta(ge=2)] = 3.0
    queue_stop_seconds: Seconds = 90.0
    minimum_width: Share = 0.03
    minimum_height: Share = 0.03
    maximum_width: Share = 0.6
    maximum_tallness: Annotated[float, Meta(gt=0)] = 2.4
    minimum_presence: Annotated[float, Meta(gt=0)] = 1.5
    minimum_steady: Share = 0.6
    plain_presence: Annotated[float, Meta(gt=0)] = 1.15
    faint_steady: Share = 0.85

    def sightings(self, scene: Scene) -> list[Sighting]:
        """Of each vehicle that has stood long enough."""
        vehicles = [track for track in scene.tracks if track.stop and self._is_vehicle(track, scene.aspect)]
        vehicles = [track for track in vehicles if not _belongs(track, vehicles)]
        queued = self._queued(vehicles)
        return [
            Sighting(track.number, stop.since, track.box, self._confidence(stop), track.path, stop.seen)
            for track in vehicles
            if (stop := track.stop)
            and self._is_forbidden(scene, track)
            # what is reported stays so until it leaves, whoever queues behind it
            and (NAME in track.reported or self._stood(scene, track, stop, track.number in queued))
        ]

    def _is_vehicle(self, track: Track, aspect: float) -> bool:
        left, top, right, bottom = track.box
        width, height = right - left, bottom - top
        fits = self.minimum_width <= width <= self.maximum_width and height >= self.minimum_height
        return fits and height <= self.maximum_tallness * width * aspect

    def _is_forbidden(self, scene: Scene, track: Track) -> bool:
        if scene.inside(track, ALLOWED):
            return False
        return not scene.drawn(FORBIDDEN) or scene.inside(track, FORBIDDEN)

    def _stood(self, scene: Scene, track: Track, stop: Stop, queued: bool) -> bool:
        """Long enough and still; seen moving before, or else plainly something where there was nothing."""
        least = self.minimum_stop_seconds
        if scene.inside(track, FORBIDDEN):
            least = min(least, self.forbidden_stop_seconds)
        if queued:
            least = max(least, self.queue_stop_seconds)
        came = stop.came or stop.presence >= self.minimum_presence
        # what is hardly more than was there before has to keep the stiller
        steady = self.minimum_steady if stop.presence >= self.plain_presence else self.faint_steady
        return came and stop.steady >= steady and (scene.time - stop.since).total_seconds() >= least

    def _queued(self, tracks: list[Track]) -> set[int]:
        """Tracks in a row of ``queue_vehicles`` and more, each less than half a length from the next."""
        rows = {track.number: {track.number} for track in tracks}
        for one, other in combinations(tracks, 2):
            if _near(one.box, other.box):
                joined = rows[one.number] | rows[other.number]
                rows.update(dict.fromkeys(joined, joined))
        return {number for number, row in rows.items() if len(row) >= self.queue_vehicles}

    def _confidence(self, stop: Stop) -> float:
        """0.4, and up to 0.2 each for having been seen to come, for being plain to see and for keeping still."""
        plain = min(1.0, max(0.0, stop.presence - 1))
        return round(0.4 + 0.2 * stop.came + 0.2 * plain + 0.2 * stop.steady, 3)


def _belongs(track: Track, tracks: list[Track]) -> bool:
    """Whether it is a smaller piece of something already reported, such as its lamps' light on the road."""
    if NAME in track.reported:
        return False
    return any(
        NAME in other.reported
        and within(track.box, grown(other.box, PIECE_NEAR)) >= 0.5
        and area(track.box) < PIECE_AREA * area(other.box)
        for other in tracks
    )


def _near(one: Box, other: Box) -> bool:
    """Whether two boxes are less than half the larger one apart."""
    gaps = max(one[0] - other[2], other[0] - one[2]), max(one[1] - other[3], other[1] - one[3])
    sizes = (max(box[2] - box[0] for box in (one, other)), max(box[3] - box[1] for box in (one, other)))
    return gaps[0] < sizes[0] / 2 and gaps[1] < sizes[1] / 2
