"""Kinds of vehicles: their size, how they drive, and their shape in metres as convex faces."""

from dataclasses import dataclass, field
from functools import cache

import numpy as np

Array = np.ndarray
Profile = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Kind:
    """``share`` is how often it is met among its lane's kinds; speeds are relative to the lane's."""

    name: str
    length: float
    width: float
    share: float
    pace: float
    acceleration: float
    paints: tuple[tuple[int, int, int], ...]


@dataclass
class Part:
    """One convex piece: vertices, and faces as (vertex numbers, material). Higher layers hide lower ones."""

    layer: int
    vertices: Array
    faces: list[tuple[list[int], str]] = field(default_factory=list)


# Paints are B, G, R: mostly white, silver, black and grey, as on any road, with taxis and a few reds and blues.
CAR_PAINTS = (
    (238, 238, 236), (226, 228, 228), (176, 178, 178), (120, 122, 124), (38, 36, 36), (28, 30, 34), (40, 40, 148),
    (118, 62, 30), (234, 236, 236), (70, 130, 60), (60, 190, 226), (150, 154, 158), (44, 60, 96),
)  # fmt: skip
BIKE_PAINTS = ((40, 38, 150), (36, 34, 34), (120, 70, 36), (190, 190, 192), (60, 60, 64), (30, 90, 160))
TRUCK_PAINTS = ((150, 84, 32), (228, 230, 230), (52, 110, 56), (40, 52, 150), (60, 170, 210), (120, 124, 122))
KINDS = {
    kind.name: kind
    for kind in (
        Kind("car", 4.4, 1.78, 6, 1.0, 1.6, CAR_PAINTS),
        Kind("suv", 4.75, 1.9, 4, 1.0, 1.6, CAR_PAINTS),
        Kind("van", 5.3, 2.0, 1.2, 0.95, 1.2, CAR_PAINTS[:5]),
        Kind("truck", 6.8, 2.2, 1.8, 0.85, 0.9, TRUCK_PAINTS),
        Kind("lorry", 11.2, 2.5, 0.9, 0.8, 0.7, TRUCK_PAINTS),
        Kind("bus", 10.4, 2.5, 0.7, 0.82, 0.8, ((60, 170, 226), (226, 226, 222), (70, 140, 60))),
        Kind("motorbike", 1.95, 0.74, 9, 1.0, 1.9, BIKE_PAINTS),
        Kind("pair", 1.95, 0.78, 4, 0.92, 1.7, BIKE_PAINTS),
        Kind("bicycle", 1.75, 0.6, 0.8, 0.4, 0.7, BIKE_PAINTS),
        Kind("walker", 0.5, 0.56, 0, 0.1, 1.0, BIKE_PAINTS),
        Kind("strider", 0.5, 0.56, 0, 0.1, 1.0, BIKE_PAINTS),
    )
}
BODIES: dict[str, tuple[Profile, Profile]] = {
    "car": (
        ((2.2, 0.3), (2.2, 0.62), (2.0, 0.74), (0.9, 0.9), (-1.7, 0.94), (-2.16, 0.86), (-2.2, 0.32)),
        ((1.0, 0.89), (0.25, 1.42), (-1.1, 1.44), (-1.85, 0.92)),
    ),
    "suv": (
        ((2.36, 0.34), (2.36, 0.8), (2.2, 0.92), (1.1, 1.06), (-2.3, 1.06), (-2.37, 0.9), (-2.37, 0.36)),
        ((1.15, 1.05), (0.5, 1.68), (-1.9, 1.7), (-2.3, 1.05)),
    ),
    "van": (
        ((2.65, 0.34), (2.65, 0.95), (2.1, 1.2), (-2.62, 1.2), (-2.65, 0.36)),
        ((2.15, 1.19), (1.5, 1.98), (-2.45, 2.02), (-2.62, 1.19)),
    ),
}


@cache
def shape(name: str) -> tuple[Part, ...]:
    """The parts of a kind; x is ahead, y to the left, z up, the origin on the ground under the middle."""
    kind = KINDS[name]
    if name in BODIES:
        return _car(kind, *BODIES[name])
    if name in ("truck", "lorry"):
        return _truck(kind)
    if name == "bus":
        return _bus(kind)
    return _walker(name) if kind.length < 1 else _two_wheeler(name)


@cache
def outline(name: str) -> Array:
    """(n, 3) what its size shows in: the corners of its body, and where its wheels touch the ground."""
    kind = KINDS[name]
    half = 0.08 if kind.length < 2.5 else kind.width / 2
    reach = kind.length / 2 - 0.2
    wheels = [(x, y, 0.0) for x in (-reach, reach) for y in (-half, half)]
    return np.concatenate([*(part.vertices for part in shape(name) if part.layer in (1, 3, 4)), np.array(wheels)])


def _car(kind: Kind, lower: Profile, upper: Profile) -> tuple[Part, ...]:
    half, nose, tail = kind.width / 2, lower[1][0], lower[-2][0]
    body = _extrude(1, lower, (half,) * len(lower), "body", {len(lower) - 1: "dark"})
    top = _extrude(3, upper, (half * 0.95, half * 0.78, half * 0.78, half * 0.95), "glass", {1: "body"}, "glass")
    decals = Part(2, np.zeros((0, 3)))
    for y in (-1, 1):
        for x in (nose - 0.78, tail + 0.82):
            _wheel(decals, x, y * (half + 0.01), 0.33)
        _front(decals, nose + 0.01, y * (half - 0.3), 0.22, lower[1][1] - 0.06, 0.08, "lamp")
        _front(decals, lower[-1][0] - 0.02, y * (half - 0.22), 0.16, lower[-2][1] - 0.1, 0.1, "tail")
    _front(decals, nose + 0.01, 0, 0.55, lower[0][1] + 0.1, 0.1, "dark")
    _front(decals, lower[-1][0] - 0.02, 0, 0.24, 0.55, 0.06, "plate")
    return (body, decals, top)


def _truck(kind: Kind) -> tuple[Part, ...]:
    half, front, back = kind.width / 2, kind.length / 2, -kind.length / 2
    cab_back, high = front - 1.75, 3.1 if kind.name == "truck" else 3.7
    frame = _box(0, back + 0.1, front - 0.2, half - 0.15, 0.45, 0.95, "dark")
    cab = _extrude(
        1,
        ((front, 0.45), (front, 1.25), (front - 0.25, 2.35), (cab_back, 2.4), (cab_back, 0.5)),
        (half - 0.06,) * 5, "body", {1: "glass"},
    )  # fmt: skip
    cargo = _box(1, back, cab_back - 0.15, half, 0.95, high, "cargo")
    decals = Part(2, np.zeros((0, 3)))
    for y in (-1, 1):
        for x in (front - 0.95, back + 1.2, *((back + 2.4,) if kind.name == "lorry" else ())):
            _wheel(decals, x, y * (half + 0.01), 0.46)
        _side(decals, (cab_back + 0.45, front - 0.35), y * (half - 0.05), (1.4, 2.15), "glass")
        _front(decals, front + 0.01, y * (half - 0.35), 0.2, 0.8, 0.1, "lamp")
        _front(decals, back - 0.01, y * (half - 0.25), 0.16, 0.85, 0.1, "tail")
    _front(decals, back - 0.01, 0, half - 0.1, (0.95 + high) / 2, (high - 0.95) / 2 - 0.12, "door")
    return (frame, cab, cargo, decals)


def _bus(kind: Kind) -> tuple[Part, ...]:
    half, front = kind.width / 2, kind.length / 2
    body = _box(1, -front, front, half, 0.4, 3.15, "body")
    decals = Part(2, np.zeros((0, 3)))
    for y in (-1, 1):
        _side(decals, (-front + 0.3, front - 0.5), y * (half + 0.01), (1.45, 2.55), "glass")
        for x in (front - 2.2, -front + 2.6):
            _wheel(decals, x, y * (half + 0.02), 0.48)
        _front(decals, front + 0.02, y * (half - 0.35), 0.2, 0.8, 0.1, "lamp")
        _front(decals, -front - 0.02, y * (half - 0.25), 0.14, 1.0, 0.16, "tail")
    _front(decals, front + 0.01, 0, half - 0.12, 2.0, 0.7, "glass")
    _front(decals, -front - 0.01, 0, half - 0.35, 2.2, 0.4, "glass")
    return (body, decals)


def _two_wheeler(name: str) -> tuple[Part, ...]:
    wheels = Part(0, np.zeros((0, 3)))
    for x in (0.62, -0.62):
        for y in (-0.05, 0.05):
            _wheel(wheels, x, y, 0.3)
    light = name == "bicycle"
    body = _box(1, -0.75, 0.5, 0.07 if light else 0.17, 0.4, 0.62 if light else 0.78, "body")
    shield = _box(1, 0.42, 0.62, 0.1 if light else 0.22, 0.45, 1.02, "body")
    legs = _box(2, -0.25, 0.2, 0.27, 0.35, 0.85, "trousers")
    torso = _extrude(
        3, ((0.12, 0.8), (0.2, 1.3), (-0.05, 1.42), (-0.22, 1.3), (-0.3, 0.8)), (0.2, 0.25, 0.2, 0.25, 0.2), "shirt", {}
    )
    arms = _box(3, 0.05, 0.5, 0.3, 0.98, 1.14, "shirt")
    head = _extrude(
        4,
        ((0.16, 1.45), (0.16, 1.6), (0.04, 1.7), (-0.1, 1.66), (-0.12, 1.42)),
        (0.1, 0.13, 0.09, 0.12, 0.1),
        "helmet",
        {},
    )
    lamps = Part(2, np.zeros((0, 3)))
    _front(lamps, 0.64, 0, 0.07, 0.9, 0.06, "lamp")
    _front(lamps, -0.77, 0, 0.08, 0.7, 0.06, "tail")
    parts = [wheels, body, shield, legs, arms, torso, head, lamps]
    if name == "pair":
        for part, paint in ((torso, "shirt2"), (head, "helmet2"), (legs, "trousers")):
            behind = Part(part.layer, part.vertices - (0.42, 0, -0.04), [(f, paint) for f, _ in part.faces])
            parts.insert(3, behind)
    return tuple(parts)


def _walker(name: str) -> tuple[Part, ...]:
    """Somebody on foot: legs together, or in mid-stride."""
    stride = 0.26 if name == "strider" else 0.05
    legs = [
        _extrude(
            1, ((0.08, 0.8), (x + 0.07, 0.0), (x - 0.08, 0.0), (-0.1, 0.8)), (0.15, 0.12, 0.12, 0.15), "trousers", {}
        )
        for x in (stride, -stride)
    ]
    torso = _extrude(
        3, ((0.1, 0.75), (0.13, 1.25), (0.03, 1.44), (-0.1, 1.42), (-0.14, 0.75)), (0.16, 0.22, 0.17, 0.18, 0.17),
        "shirt", {},
    )  # fmt: skip
    arms = _extrude(
        3,
        ((0.06, 1.3), (stride * 0.9, 0.72), (-stride * 0.9, 0.72), (-0.06, 1.3)),
        (0.24, 0.28, 0.28, 0.24),
        "shirt",
        {},
    )
    head = _extrude(
        4, ((0.1, 1.47), (0.11, 1.62), (0.02, 1.7), (-0.1, 1.64), (-0.09, 1.46)), (0.07, 0.09, 0.06, 0.09, 0.07),
        "hair", {},
    )  # fmt: skip
    return (*legs, arms, torso, head)


def _extrude(
    layer: int, profile: Profile, halves: tuple[float, ...], paint: str, edges: dict[int, str], side: str | None = None
) -> Part:
    n = len(profile)
    rows = [(x, w, z) for (x, z), w in zip(profile, halves, strict=True)]
    vertices = np.array(rows + [(x, -w, z) for x, w, z in rows])
    faces = [([i, (i + 1) % n, n + (i + 1) % n, n + i], edges.get(i, paint)) for i in range(n)]
    faces += [(list(range(n)), side or paint), (list(range(n, 2 * n)), side or paint)]
    return Part(layer, vertices, faces)


def _box(layer: int, back: float, front: float, half: float, low: float, high: float, paint: str) -> Part:
    return _extrude(layer, ((front, low), (front, high), (back, high), (back, low)), (half,) * 4, paint, {})


def _add(part: Part, corners: list[tuple[float, float, float]], paint: str) -> None:
    first = len(part.vertices)
    part.vertices = np.concatenate([part.vertices, np.array(corners)])
    part.faces.append((list(range(first, first + len(corners))), paint))


def _wheel(part: Part, x: float, y: float, radius: float) -> None:
    turns = np.linspace(0, 2 * np.pi, 10, endpoint=False)
    _add(part, [(x + radius * np.cos(t), y, radius + radius * np.sin(t)) for t in turns], "tyre")
    turns = turns[::2]
    _add(part, [(x + radius * 0.5 * np.cos(t), y * 1.002, radius + radius * 0.5 * np.sin(t)) for t in turns], "hub")


def _front(part: Part, x: float, y: float, half: float, z: float, tall: float, paint: str) -> None:
    _add(
        part,
        [(x, y - half, z - tall), (x, y + half, z - tall), (x, y + half, z + tall), (x, y - half, z + tall)],
        paint,
    )


def _side(part: Part, along: tuple[float, float], y: float, up: tuple[float, float], paint: str) -> None:
    (a, b), (low, high) = along, up
    _add(part, [(a, y, low), (b, y, low), (b, y, high), (a, y, high)], paint)
