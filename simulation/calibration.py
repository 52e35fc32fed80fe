"""What a rendered camera knows of itself: how far it sees its road, its zones, and four ground points."""

from itertools import product

import numpy as np

from config.city import GroundPoint, Purpose, Zone
from simulation.pinhole import View
from simulation.place import BEHIND, Place
from simulation.roads import Road

Array = np.ndarray
FARTHEST_METRES, NEAREST_METRES, MARGIN = 46.0, 6.0, 0.03
LEAST_METRES = 14.0


def reach(place: Place, view: View, lateral: float) -> tuple[float, float]:
    """Metres along the main road between which the ground at ``lateral`` is in the picture, at most 46 m ahead."""
    s = BEHIND + np.arange(NEAREST_METRES, FARTHEST_METRES, 0.5)
    ground, _ = place.roads[0].places(s, np.full_like(s, lateral))
    pixels, _ = view.project(np.column_stack([ground, np.zeros(len(s))]))
    x, y = pixels[:, 0] / view.width, pixels[:, 1] / view.height
    inside = (x > MARGIN) & (x < 1 - MARGIN) & (y > MARGIN) & (y < 1 - MARGIN)
    return (float(s[inside].min()), float(s[inside].max())) if inside.any() else (0.0, 0.0)


def zones(place: Place, view: View) -> tuple[Zone, ...]:
    """One carriageway for each way with its direction, and where the queues of a light stand."""
    road, found = place.roads[0], []
    for way in (1, -1):
        outer = road.edges[0] if way < 0 else road.edges[1]
        inner = (road.median[0] if way < 0 else road.median[1]) if road.median else 0.0
        low, high = reach(place, view, (outer + inner) / 2)
        if road.signal is not None:
            high = min(high, road.signal.stops[1])  # nobody has a way of its own within the crossing
        polygon = _polygon(road, view, (inner, outer), (low - 4, high))
        found.append(
            _zone(
                f"way {way:+d}", "carriageway", polygon, _direction(road, view, (inner + outer) / 2, (low, high), way)
            )
        )
        if road.signal is not None:
            stop = road.signal.stops[way]
            span = (stop - 60, stop + 2) if way > 0 else (stop - 2, stop + 60)
            span = max(span[0], low - 4), min(span[1], BEHIND + 110)
            found.append(_zone(f"light {way:+d}", "signal_queue", _polygon(road, view, (inner, outer), span)))
    return tuple(found)


def area(place: Place, view: View, laterals: tuple[float, float], span: tuple[float, float], purpose: Purpose) -> Zone:
    """A zone beside or on the main road, between two laterals and two places along it."""
    return _zone(purpose, purpose, _polygon(place.roads[0], view, laterals, span))


def ground_points(place: Place, view: View) -> tuple[GroundPoint, ...]:
    """Four corners of a part of the road, as somebody with a tape would measure them."""
    road = place.roads[0]
    for width in (1.0, 0.7, 0.45):
        spans = [reach(place, view, edge * width) for edge in road.edges]
        low, high = max(span[0] for span in spans), min(span[1] for span in spans)
        if high - low > LEAST_METRES:
            break
    corners = list(product((low, high), (road.edges[0] * width, road.edges[1] * width)))
    ground, _ = road.places(*(np.array(column) for column in zip(*corners, strict=True)))
    pixels, _ = view.project(np.column_stack([ground, np.zeros(4)]))
    x, y = np.clip(pixels / (view.width, view.height), 0, 1).T
    rows = zip(x, y, ground, strict=True)
    return tuple(
        GroundPoint(x=float(u), y=float(v), east_metres=float(g[0]), north_metres=float(g[1])) for u, v, g in rows
    )


def _polygon(road: Road, view: View, laterals: tuple[float, float], span: tuple[float, float]) -> Array:
    """The part of the road as the picture shows it, cut at the picture's edges."""
    strip = road.strip(*laterals, *span)
    pixels, _ = view.project(np.column_stack([strip, np.zeros(len(strip))]))
    return np.clip(pixels / (view.width, view.height), 0, 1)


def _direction(road: Road, view: View, lateral: float, span: tuple[float, float], way: int) -> float:
    middle = span[0] + 0.35 * (span[1] - span[0])
    ground, _ = road.places(np.array([middle, middle + way * 3.0]), np.array([lateral, lateral]))
    (one, other), _ = view.project(np.column_stack([ground, np.zeros(2)]))
    return float(np.degrees(np.arctan2(other[0] - one[0], one[1] - other[1])) % 360)


def _zone(name: str, purpose: Purpose, polygon: Array, direction: float | None = None) -> Zone:
    points = [(round(float(x), 4), round(float(y), 4)) for x, y in polygon]
    kept = tuple(p for i, p in enumerate(points) if p != points[i - 1])
    return Zone(name=name, purpose=purpose, polygon=kept, direction_degrees=direction)
