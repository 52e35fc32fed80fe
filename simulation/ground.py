"""Paints the ground of a place from above: verges, kerbs, asphalt, its wear, and what is marked on it."""

import cv2
import numpy as np

from simulation.place import Place
from simulation.roads import Road

Array = np.ndarray
PIXELS_PER_METRE = 11
WEST, EAST, SOUTH, NORTH = -90.0, 130.0, -15.0, 205.0
VERGES = {
    "paving": (150, 158, 166), "grass": (58, 104, 88), "beach": (142, 178, 200), "paddy": (56, 128, 104),
    "water": (134, 142, 128), "forest": (44, 78, 60),
}  # fmt: skip
ASPHALT, PAINT, YELLOW, KERB = (104, 104, 102), (214, 218, 216), (70, 176, 216), (168, 174, 176)


def pixels(points: Array) -> Array:
    """Points in metres as integer pixels of the painting with 4 bits of fraction."""
    moved = (np.asarray(points, float) - (WEST, SOUTH)) * PIXELS_PER_METRE
    return np.round(moved * 16).astype(np.int32)


def fill(image: Array, points: Array, colour: tuple[float, ...] | float) -> None:
    """A polygon in metres, painted with smooth edges."""
    cv2.fillPoly(image, [pixels(points)], colour if isinstance(colour, tuple) else (colour,), cv2.LINE_AA, 4)


def cloudy(random: np.random.Generator, shape: tuple[int, int], cell: int, amount: float) -> Array:
    """Smooth noise around 1 whose patches are about ``cell`` pixels wide."""
    coarse = random.normal(0, 1, (shape[0] // cell + 3, shape[1] // cell + 3)).astype(np.float32)
    return 1 + amount * cv2.resize(coarse, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC)


def blank() -> tuple[int, int]:
    """Rows and columns of the painting."""
    return int((NORTH - SOUTH) * PIXELS_PER_METRE), int((EAST - WEST) * PIXELS_PER_METRE)


def paint(place: Place, random: np.random.Generator) -> Array:
    """The ground from above, B, G, R, first row in the south."""
    shape = blank()
    image = np.zeros((*shape, 3), np.uint8)
    _verges(image, place)
    rough = cloudy(random, shape, 5, 0.05) * cloudy(random, shape, 40, 0.05) * cloudy(random, shape, 220, 0.06)
    _rows_of_rice(image, place)
    if place.kerb:
        for road in place.roads:
            fill(image, road.strip(road.edges[0] + 0.3, road.edges[1] - 0.3), KERB)
    for road in place.roads:
        fill(image, road.strip(*road.edges), ASPHALT)
    for road in place.roads:
        _wear(image, road, random)
    _marks(image, place, random)
    smooth = 1 + (rough - 1) * 0.8
    return cv2.multiply(image, cv2.merge([smooth] * 3), dtype=cv2.CV_8U)


def _verges(image: Array, place: Place) -> None:
    main = place.roads[0]
    image[:] = VERGES[place.ground[0]]
    fill(image, main.strip(0.0, -400.0), tuple(map(float, VERGES[place.ground[1]])))
    for left, kind in ((True, place.ground[0]), (False, place.ground[1])):
        edge, side = (main.edges[0], 1) if left else (main.edges[1], -1)
        if place.kerb and kind != "water":
            _slabs(image, main, edge, edge + side * 4.2)
        elif kind != "water":
            fill(image, main.strip(edge + side * 1.1, edge), (104.0, 124.0, 134.0))
            fill(image, main.strip(edge + side * 2.6, edge + side * 1.1), (62.0, 106.0, 96.0))
        else:
            fill(image, main.strip(edge + side * 2.0, edge), (150.0, 154.0, 154.0))


def _slabs(image: Array, road: Road, inner: float, outer: float) -> None:
    fill(image, road.strip(inner, outer), (140.0, 148.0, 170.0))
    for at in np.arange(0, road.length, 1.2):
        fill(image, road.strip(inner, outer, at, at + 0.08), (118.0, 126.0, 146.0))
    for lateral in np.linspace(inner, outer, 5):
        fill(image, road.strip(lateral, lateral + 0.07), (118.0, 126.0, 146.0))


def _rows_of_rice(image: Array, place: Place) -> None:
    for side, kind in zip((1, -1), place.ground, strict=True):
        if kind != "paddy":
            continue
        edge = place.roads[0].edges[0] if side > 0 else -place.roads[0].edges[1]
        for number, at in enumerate(range(-14, 205, 26)):
            tone = ((58.0, 140.0, 112.0), (66.0, 150.0, 138.0), (60.0, 126.0, 92.0))[number % 3]
            fill(image, place.roads[0].strip(side * (edge + 4.5), side * (edge + 85), at, at + 24.6), tone)
            fill(
                image,
                place.roads[0].strip(side * (edge + 4.5), side * (edge + 85), at + 24.6, at + 26),
                (70.0, 100.0, 110.0),
            )


def _wear(image: Array, road: Road, random: np.random.Generator) -> None:
    """Wheels darken their two tracks; utilities leave patches; joints crack."""
    layer = np.ones(image.shape[:2], np.float32)
    for lane in road.lanes:
        car = "car" in lane.kinds
        for offset in (-0.8, 0.8) if car else (0.0,):
            fill(layer, road.strip(lane.lateral + offset - 0.3, lane.lateral + offset + 0.3), 0.9)
        if car:
            fill(layer, road.strip(lane.lateral - 0.18, lane.lateral + 0.18), 0.93)
    layer = cv2.GaussianBlur(layer, (0, 0), 3.2)
    for _ in range(16):
        s, lateral = (
            float(random.uniform(5, road.length - 20)),
            float(random.uniform(road.edges[1], road.edges[0] - 2.2)),
        )
        tall, tone = float(random.uniform(1.5, 14)), float(random.choice([0.82, 0.88, 1.1]))
        fill(layer, road.strip(lateral, lateral + float(random.uniform(0.7, 2.2)), s, s + tall), tone)
    for _ in range(26):
        s, lateral = float(random.uniform(5, road.length - 10)), float(random.uniform(road.edges[1], road.edges[0]))
        along = s + np.cumsum(random.uniform(-0.1, 0.5, 14))
        line, _ = road.places(along, lateral + np.cumsum(random.normal(0, 0.28, 14)))
        cv2.polylines(layer, [pixels(line)], False, (0.72,), 1, cv2.LINE_AA, 4)
    image[:] = cv2.multiply(image, cv2.merge([layer] * 3), dtype=cv2.CV_8U)


def _marks(image: Array, place: Place, random: np.random.Generator) -> None:
    fresh = image.copy()
    for road in place.roads:
        for lateral, kind in road.lines:
            _line(fresh, road, lateral, kind)
        if road.signal is not None:
            for way, at in road.signal.stops.items():
                _crossing(fresh, road, way, at)
    if len(place.roads) > 1:
        _clear_box(fresh, image, place)
    for road in place.roads[:1]:
        if road.median is not None:
            fill(fresh, road.strip(*road.median), KERB)
            inner = (road.median[0] - 0.25, road.median[1] + 0.25)
            fill(fresh, road.strip(*inner), VERGES["grass"] if road.median[0] > 0.8 else (150, 152, 152))
    worn = np.clip(cloudy(random, image.shape[:2], 9, 0.16) - 0.12, 0, 1)[..., None]
    image[:] = (fresh * worn + image * (1 - worn)).astype(np.uint8)


def _line(image: Array, road: Road, lateral: float, kind: str) -> None:
    colour, half = (YELLOW if kind.startswith("centre") else PAINT), 0.08
    if not kind.endswith("dashed"):
        fill(image, road.strip(lateral + half, lateral - half), colour)
        return
    for at in np.arange(0, road.length - 3, 7.5 if kind.startswith("centre") else 6.0):
        fill(image, road.strip(lateral + half, lateral - half, at, at + 2.6), colour)


def _crossing(image: Array, road: Road, way: int, at: float) -> None:
    edge = road.edges[0] if way < 0 else road.edges[1]
    fill(
        image, road.strip(0.0, edge, min(at + way * 0.3, at + way * 0.75), max(at + way * 0.3, at + way * 0.75)), PAINT
    )
    near, far = sorted((at + way * 1.6, at + way * 4.6))
    for lateral in np.arange(road.edges[1] + 0.4, road.edges[0] - 0.4, 1.05):
        fill(image, road.strip(lateral, lateral + 0.5, near, far), PAINT)


def _clear_box(fresh: Array, plain: Array, place: Place) -> None:
    """No lane lines inside the crossing, nor between stop line and crossing."""
    _, other = place.roads
    middle = float(other.points[0][1])
    mask = np.zeros(fresh.shape[:2], np.uint8)
    fill(mask, np.array([(-6.4, middle - 6.4), (6.4, middle - 6.4), (6.4, middle + 6.4), (-6.4, middle + 6.4)]), 255.0)
    np.copyto(fresh, plain, where=(mask > 0)[..., None])
