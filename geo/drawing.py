"""Whether what a person drew over a picture makes sense: polygons that are one area each, points that span a plane."""

from collections.abc import Sequence
from itertools import combinations
from typing import Literal, NamedTuple

from shapely import LinearRing, Polygon

from config.city import GroundPoint, Zone

Point = tuple[float, float]
Reason = Literal[
    "few_points", "outside", "crosses", "small", "no_name", "same_name", "four_points", "one_line", "road_one_line",
    "not_convex", "order", "far",
]  # fmt: skip

LEAST_SHARE = 2e-4  # of the picture: a zone of 9 × 9 pixels of 640 × 360
LEAST_TRIANGLE = 1e-3  # of the picture: below this a pixel's error of the hand is metres on the road
LEAST_SQUARE_METRES = 0.5
FARTHEST_METRES = 500.0


class Fault(NamedTuple):
    """What is wrong with zone number ``zone``, or with the calibration (None)."""

    zone: int | None
    reason: Reason


def faults(zones: Sequence[Zone], calibration: Sequence[GroundPoint]) -> list[Fault]:
    """Everything that is wrong; nothing: vision can work with it."""
    names = [zone.name.strip().casefold() for zone in zones]
    found = [Fault(at, reason) for at, zone in enumerate(zones) for reason in _of_zone(zone)]
    found += [Fault(at, "same_name") for at, name in enumerate(names) if name and name in names[:at]]
    return found + [Fault(None, reason) for reason in _of_calibration(calibration)]


def _of_zone(zone: Zone) -> list[Reason]:
    reasons: list[Reason] = [] if zone.name.strip() else ["no_name"]
    if len(set(zone.polygon)) < 3:
        return [*reasons, "few_points"]
    if _outside(zone.polygon):
        reasons.append("outside")
    if Polygon(zone.polygon).convex_hull.area < LEAST_SHARE:
        reasons.append("small")
    elif not LinearRing(zone.polygon).is_simple:
        reasons.append("crosses")
    elif Polygon(zone.polygon).area < LEAST_SHARE:
        reasons.append("small")
    return reasons


def _of_calibration(points: Sequence[GroundPoint]) -> list[Reason]:
    """Nothing is in order too: without calibration there are rough metres only."""
    if not points:
        return []
    if len(points) != 4:
        return ["four_points"]
    seen, road = [(p.x, p.y) for p in points], [(p.east_metres, p.north_metres) for p in points]
    if _outside(seen):
        return ["outside"]
    if max(abs(value) for point in road for value in point) > FARTHEST_METRES:
        return ["far"]
    if _least_triangle(seen) < LEAST_TRIANGLE:
        return ["one_line"]
    if _least_triangle(road) < LEAST_SQUARE_METRES:
        return ["road_one_line"]
    if not (_convex(seen) and _convex(road)):
        return ["not_convex"]
    # pictures count downwards, maps upwards: what goes round one way in one goes round the other way in the other
    return ["order"] if LinearRing(seen).is_ccw == LinearRing(road).is_ccw else []


def _outside(points: Sequence[Point]) -> bool:
    return not all(0 <= value <= 1 for point in points for value in point)


def _least_triangle(points: Sequence[Point]) -> float:
    return min(Polygon(three).area for three in combinations(points, 3))


def _convex(points: Sequence[Point]) -> bool:
    ring = LinearRing(points)
    return ring.is_simple and abs(Polygon(points).area - ring.convex_hull.area) < 1e-9 * max(1.0, ring.convex_hull.area)
