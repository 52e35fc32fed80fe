"""What a rule sees: all tracks of one camera now, in fractions of its picture, and the zones drawn on it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from config.city import Purpose, Zone
from store.records import Box

Path = tuple[tuple[datetime, float, float], ...]


@dataclass(frozen=True)
class Stop:
    """A track stands since ``since``.

    ``came`` says whether it was seen moving before; ``presence`` how many times more of a thing there is than was
    before; ``steady`` the share of the last seconds in which it looked the same to the pixel;
    ``seen`` when it was last in view.
    """

    since: datetime
    came: bool
    presence: float
    steady: float
    seen: datetime


@dataclass(frozen=True)
class Track:
    """One thing; ``path`` is where the middle of its box has been.

    ``reported`` names the rules that have an incident open on it.
    """

    number: int
    box: Box
    path: Path
    stop: Stop | None = None
    reported: frozenset[str] = frozenset()

    @property
    def foot(self) -> tuple[float, float]:
        """Where it touches the ground, about: zones are drawn on the ground."""
        left, top, right, bottom = self.box
        return (left + right) / 2, bottom - 0.15 * (bottom - top)


@dataclass(frozen=True)
class Scene:
    """All tracks now; ``aspect`` is the picture's width over its height."""

    time: datetime
    aspect: float
    tracks: tuple[Track, ...]
    zones: tuple[Zone, ...] = ()

    def drawn(self, purposes: Collection[Purpose]) -> bool:
        """Whether any zone with one of these purposes is drawn."""
        return any(zone.purpose in purposes for zone in self.zones)

    def inside(self, track: Track, purposes: Collection[Purpose]) -> bool:
        """Whether the track stands in a zone with one of these purposes."""
        return any(contains(zone.polygon, track.foot) for zone in self.zones if zone.purpose in purposes)


def contains(polygon: tuple[tuple[float, float], ...], point: tuple[float, float]) -> bool:
    """Whether a point lies in a polygon: a ray to the right crosses its sides an odd number of times."""
    x, y = point
    sides = zip(polygon, (*polygon[1:], polygon[0]), strict=True)
    crossed = (((ay > y) != (by > y)) and x < ax + (y - ay) * (bx - ax) / (by - ay) for (ax, ay), (bx, by) in sides)
    return sum(crossed) % 2 == 1
