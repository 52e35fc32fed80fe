"""What shines on vehicles: the beams of headlights on the road, and lamps that face the camera."""

from datetime import datetime
from functools import lru_cache

import cv2
import numpy as np

from simulation.motion import Vehicle
from simulation.pinhole import View
from simulation.scenery import Scenery
from simulation.seen import Seen

Array = np.ndarray
AMBER, WHITE, RED = (40, 150, 255), (236, 248, 255), (36, 30, 255)


def beams(view: View, seen: list[Seen]) -> Array:
    """Where headlights reach, 0..255 in three channels."""
    pool = np.zeros((view.height // 2, view.width // 2), np.uint8)
    for one in seen:
        if not _on(one.vehicle):
            continue
        front, half = one.vehicle.kind.length / 2, one.vehicle.kind.width / 2
        for reach, wide, tone in ((15.0, 2.2, 50.0), (9.0, 1.4, 100.0), (5.0, 0.9, 150.0)):
            cone = np.array(
                [
                    (front, half, 0),
                    (front + reach, half + wide, 0),
                    (front + reach, -half - wide, 0),
                    (front, -half, 0),
                ]
            )
            pixels, depth = view.project(cone @ one.turn + (one.foot[0], one.foot[1], 0.0))
            if depth.min() > 2:
                spot = np.zeros_like(pool)
                cv2.fillConvexPoly(spot, np.round(pixels * 8).astype(np.int32), (tone,), cv2.LINE_AA, 4)
                pool = cv2.max(pool, spot)
    pool = cv2.GaussianBlur(pool, (0, 0), 2.5)
    return cv2.merge([cv2.resize(pool, (view.width, view.height))] * 3)


def shine(image: Array, still: Scenery, seen: list[Seen], time: datetime, night: bool) -> None:
    """Lights every lamp of every vehicle that is on and faces the camera."""
    blink = (time.timestamp() % 0.8) < 0.4
    for one in seen:
        vehicle = one.vehicle
        if not _on(vehicle):
            continue
        wide = 0.0 if vehicle.kind.length < 2.5 else vehicle.kind.width / 2 - 0.28
        ends = (
            (vehicle.kind.length / 2, WHITE, 0.34 if night else 0.0),
            (-vehicle.kind.length / 2, RED, 0.2 if night else 0.1),
        )
        for x, colour, size in ends:
            if vehicle.hazard and blink:
                _lamp(image, still, one, x, wide + 0.12, AMBER, 0.42 if night else 0.26)
            elif night or (colour is RED and vehicle.braking):
                _lamp(image, still, one, x, wide, colour, size * (1.5 if vehicle.braking and colour is RED else 1.0))


def _on(vehicle: Vehicle) -> bool:
    """Whoever walks has no lamps, and who has parked puts them out."""
    return vehicle.kind.length > 1 and not (vehicle.kerb is not None and vehicle.halted)


def _lamp(
    image: Array, still: Scenery, one: Seen, x: float, wide: float, colour: tuple[int, int, int], size: float
) -> None:
    view = still.view
    outward = one.turn[0] * np.sign(x)
    toward = view.eye[:2] - one.foot[:2]
    faced = float(outward[:2] @ toward / max(np.hypot(*toward), 1e-6))
    if faced <= 0.05:
        return
    for y in {wide, -wide}:
        spot = np.array([[x * 1.01, y, 0.68]]) @ one.turn + (one.foot[0], one.foot[1], 0.0)
        (u, v), depth = view.project(spot)[0][0], one.depth
        row, column = int(v), int(u)
        inside = 0 <= row < view.height and 0 <= column < view.width
        if inside and still.depth[row, column] > depth - 1:
            _glow(image, u, v, size * faced**0.5 * view.focal / depth, colour)


def _glow(image: Array, u: float, v: float, radius: float, colour: tuple[int, int, int]) -> None:
    reach = int(np.clip(radius * 3.2, 2, 26))
    sprite = _sprite(reach, colour)
    x0, y0 = round(u) - reach, round(v) - reach
    h, w = image.shape[:2]
    left, top, right, bottom = max(x0, 0), max(y0, 0), min(x0 + 2 * reach + 1, w), min(y0 + 2 * reach + 1, h)
    if left < right and top < bottom:
        part = image[top:bottom, left:right]
        part[:] = cv2.add(part, sprite[top - y0 : bottom - y0, left - x0 : right - x0])


@lru_cache(maxsize=256)
def _sprite(reach: int, colour: tuple[int, int, int]) -> Array:
    at = np.arange(-reach, reach + 1) / reach
    apart = np.hypot(*np.meshgrid(at, at))
    core, halo = np.clip(1.25 - apart * 3.4, 0, 1), np.clip(1 - apart, 0, 1) ** 2.6 * 0.55
    return np.clip(halo[..., None] * np.array(colour) + core[..., None] * 255, 0, 255).astype(np.uint8)
