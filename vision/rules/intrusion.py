"""Somebody, or something that moves, in a restricted zone at an hour at which nobody may be there."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated

import msgspec
from msgspec import Meta

from config.city import Zone
from store.records import Box
from vision.presence import area_of, longest_inside, zone_at
from vision.rule import Sighting
from vision.scene import Scene, Track

Seconds = Annotated[float, Meta(gt=0)]
Share = Annotated[float, Meta(ge=0, le=1)]
Hour = Annotated[float, Meta(ge=0, le=24)]

NAME = "intrusion"


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Thresholds of the rule.

    It needs a restricted zone, and holds from ``from_hour`` to ``until_hour`` of the local day (22 and 5: over
    midnight; 0 and 24: always), whose clock is ``utc_offset_hours`` ahead of UTC. Who is in the zone for 1.5 s has
    walked 2 m into it: leaves, shadows that pass and boxes that reach over the line have not. What stands there since
    before anybody looked is not an intrusion; what came and stays is one for as long as it stays. In each zone it is
    one incident, of whoever has been there longest, until the last has left.
    """

    minimum_seconds: Seconds = 1.5
    minimum_height: Share = 0.03
    minimum_travel: Share = 0.5
    from_hour: Hour = 0.0
    until_hour: Hour = 24.0
    utc_offset_hours: Annotated[float, Meta(ge=-12, le=14)] = 7.0

    def sightings(self, scene: Scene) -> list[Sighting]:
        """One of each restricted zone with somebody in it."""
        if not self._holds(scene.time):
            return []
        ignored = tuple(zone for zone in scene.zones if zone.purpose == "ignore")
        tracks = [track for track in scene.tracks if self._counts(track, scene.aspect)]
        found = []
        for number, zone in enumerate(scene.zones):
            if zone.purpose != "restricted":
                continue
            if there := longest_inside(scene, tracks, (zone,), ignored):
                longest, began = there
                seen = longest.seen or scene.time
                faint = (scene.time - began).total_seconds() < self.minimum_seconds or scene.hazy
                found.append(
                    Sighting(area_of(number), began, longest.box, _confidence(longest), longest.path, seen, faint)
                )
        return found

    def area(self, box: Box, zones: Sequence[Zone]) -> int:
        """The number under which an incident at this box is sighted."""
        return zone_at(box, zones, "restricted")

    def _holds(self, time: datetime) -> bool:
        local = time + timedelta(hours=self.utc_offset_hours)
        hour = local.hour + local.minute / 60 + local.second / 3600
        if self.from_hour <= self.until_hour:
            return self.from_hour <= hour < self.until_hour
        return hour >= self.from_hour or hour < self.until_hour

    def _counts(self, track: Track, aspect: float) -> bool:
        """Large enough, and it came: half of its own length from where it was first seen, at least."""
        left, top, right, bottom = track.box
        if bottom - top < self.minimum_height:
            return False
        if track.stop:
            return track.stop.came
        length = max((right - left) * aspect, bottom - top)
        _, x, y = track.path[0]
        across, down = abs((left + right) / 2 - x) * aspect, abs((top + bottom) / 2 - y)
        return max(across, down) >= self.minimum_travel * length


def _confidence(track: Track) -> float:
    """Less for what nobody can tell a person or a vehicle."""
    return 0.6 if track.kind == "unknown" else 0.8
