"""What a rule sees: all tracks of one camera now, in fractions of its picture, and the zones drawn on it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from cv2.typing import MatLike

from config.city import Purpose, Zone
from store.records import Box
from vision.detections import foot
from vision.ground_plane import Ground
from vision.learned import Learned
from vision.veil import Veil

Path = tuple[tuple[datetime, float, float], ...]
Kind = Literal["vehicle", "person", "unknown"]
Profile = Literal["day", "night"]


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

    ``reported`` names the rules that have an incident open on it; ``born`` is when it was first seen and ``seen`` when
    last. ``path_m`` is where its foot has been on the road (at the times of as many of the last points of ``path``),
    ``heading_degrees`` is clockwise from the road's north; all three are None where the scene has no ground,
    ``heading_degrees`` also while it hardly moves.
    """

    number: int
    box: Box
    path: Path
    stop: Stop | None = None
    reported: frozenset[str] = frozenset()
    kind: Kind = "unknown"
    speed_mps: float | None = None
    heading_degrees: float | None = None
    path_m: tuple[tuple[float, float], ...] | None = None
    born: datetime | None = None
    seen: datetime | None = None

    @property
    def foot(self) -> tuple[float, float]:
        """Where it touches the ground, about."""
        return foot(self.box)


@dataclass(frozen=True)
class Flow:
    """What moves which way where tracks fail: a coarse grid over the picture, ``motion[row, column]`` = (dx, dy), in
    fractions of the picture's width and height a second, (0, 0) where nothing does.
    """

    motion: MatLike


@dataclass(frozen=True)
class Queue:
    """Vehicles that have stood or crawled close together since ``since``, how many, and the ``share`` of the road they
    take; ``area`` is the number of their carriageway among the zones, -1 where none is drawn.
    """

    area: int
    since: datetime
    box: Box
    vehicles: int
    share: float


@dataclass(frozen=True)
class Scene:
    """All tracks now; ``aspect`` is the picture's width over its height.

    ``change`` is true while the whole picture changes (exposure, infrared, lightning, a cut): what begins then is not
    to be believed. ``cells`` is the picture at a quarter of its pixels (B, G, R, float), ``empty`` the same as it looks
    when nothing stands or moves there; both None in a scene written by hand, ``empty`` also while that is being learnt.
    ``before`` is what ``cells`` was a frame ago. ``ground`` may be rough, see there; ``learned`` is what is usual here.
    ``flow`` is None but where tracks fail. ``veil`` is smoke, dust or fog;
    ``hazy``: something like it is coming up, and what moves may be its billows.
    """

    time: datetime
    aspect: float
    tracks: tuple[Track, ...]
    zones: tuple[Zone, ...] = ()
    ground: Ground | None = None
    change: bool = False
    profile: Profile = "day"
    flow: Flow | None = None
    cells: MatLike | None = None
    empty: MatLike | None = None
    veil: Veil | None = None
    queues: tuple[Queue, ...] = ()
    hazy: bool = False
    learned: Learned | None = None
    before: MatLike | None = None

    def drawn(self, purposes: Collection[Purpose]) -> bool:
        """Whether any zone with one of these purposes is drawn."""
        return any(zone.purpose in purposes for zone in self.zones)

    def inside(self, track: Track, purposes: Collection[Purpose]) -> bool:
        """Whether the track stands in a zone with one of these purposes."""
        return any(contains(zone.polygon, track.foot) for zone in self.zones if zone.purpose in purposes)

    def drawn_way(self, point: tuple[float, float]) -> float | None:
        """Which way the carriageway goes at this point, see ``heading``; where two overlap nobody can say."""
        roads = [zone for zone in self.zones if zone.purpose == "carriageway" and contains(zone.polygon, point)]
        ways = {zone.direction_degrees for zone in roads}
        return self.heading(point, ways.pop() if len(ways) == 1 else None)

    def heading(self, point: tuple[float, float], degrees: float | None) -> float | None:
        """A direction in the picture as one on the ground, where there is one (0 north, or up, clockwise)."""
        return degrees if degrees is None or self.ground is None else self.ground.heading(point, degrees)


def contains(polygon: tuple[tuple[float, float], ...], point: tuple[float, float]) -> bool:
    """Whether a point lies in a polygon: a ray to the right crosses its sides an odd number of times."""
    x, y = point
    sides = zip(polygon, (*polygon[1:], polygon[0]), strict=True)
    crossed = (((ay > y) != (by > y)) and x < ax + (y - ay) * (bx - ax) / (by - ay) for (ax, ay), (bx, by) in sides)
    return sum(crossed) % 2 == 1
