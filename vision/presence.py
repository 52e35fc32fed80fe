"""Which zone something is in, and for how long it has been there, by where its foot is."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from config.city import Purpose, Zone
from store.records import Box
from vision.detections import foot
from vision.scene import Scene, Track, contains

NOWHERE = -1


def inside_since(scene: Scene, track: Track, zones: Sequence[Zone], spared: Sequence[Zone] = ()) -> datetime | None:
    """Since when the track has been in one of the zones and in none of the ``spared`` ones; None when it is not now."""
    # a path is told of the middle of the box: its foot was as far below it as it is now
    below = track.foot[1] - (track.box[1] + track.box[3]) / 2
    places = [*((when, (x, y + below)) for when, x, y in track.path), (scene.time, track.foot)]
    since = None
    for when, point in reversed(places):
        if not _in_any(zones, point) or _in_any(spared, point):
            return since
        since = when
    return since


def longest_inside(
    scene: Scene, tracks: Iterable[Track], zones: Sequence[Zone], spared: Sequence[Zone] = ()
) -> tuple[Track, datetime] | None:
    """Who of these has been in the zones longest, and since when; None when nobody is."""
    since = [(began, track) for track in tracks if (began := inside_since(scene, track, zones, spared))]
    began, track = min(since, key=lambda pair: (pair[0], pair[1].number), default=(None, None))
    return (track, began) if track and began else None


def _in_any(zones: Sequence[Zone], point: tuple[float, float]) -> bool:
    return any(contains(zone.polygon, point) for zone in zones)


def zone_at(box: Box, zones: Sequence[Zone], purpose: Purpose) -> int:
    """The area of the zone with this purpose that a box stands in, or of none."""
    at = foot(box)
    fits = (number for number, zone in enumerate(zones) if zone.purpose == purpose and contains(zone.polygon, at))
    return area_of(next(fits, NOWHERE))


def area_of(number: int) -> int:
    """What incidents in the zone with this number are sighted under: below 0, since the numbers of tracks are above."""
    return -2 - number
