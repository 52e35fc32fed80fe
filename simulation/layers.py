"""The layers of a still picture, and how a wall is hung in them."""

from dataclasses import dataclass

import cv2
import numpy as np

from simulation.pinhole import View

Array = np.ndarray


@dataclass
class Layers:
    """The still picture: colour, what shines at night, and how far what stands is (infinite: ground or sky)."""

    colour: Array
    glow: Array
    depth: Array


@dataclass(frozen=True)
class Prop:
    """One thing: its row's kind, the place of its foot, and the direction of the road there (radians)."""

    kind: str
    x: float
    y: float
    turn: float
    side: int
    length: float


def wall(layers: Layers, view: View, corners: Array, texture: Array, glow: Array | None = None) -> None:
    """A picture hung on four corners (top left, top right, bottom right, bottom left) in the world."""
    at, depth = view.project(corners)
    if depth.min() < 1.0 or at[:, 0].max() < 0 or at[:, 0].min() > view.width:
        return
    h, w = texture.shape[:2]
    warp = cv2.getPerspectiveTransform(np.array([(0, 0), (w, 0), (w, h), (0, h)], np.float32), at.astype(np.float32))
    size = (view.width, view.height)
    mask = np.zeros(layers.depth.shape, np.uint8)
    cv2.fillConvexPoly(mask, np.round(at * 16).astype(np.int32), (255,), cv2.LINE_8, 4)
    x0, y0 = np.clip(at.min(axis=0).astype(int) - 1, 0, size)
    x1, y1 = np.clip(at.max(axis=0).astype(int) + 2, 0, size)
    if x1 <= x0 or y1 <= y0:
        return
    shift = np.array([[1, 0, -x0], [0, 1, -y0], [0, 0, 1]], float) @ warp
    part, inside = (slice(y0, y1), slice(x0, x1)), mask[y0:y1, x0:x1] > 0
    extent = (int(x1 - x0), int(y1 - y0))
    shown = cv2.warpPerspective(texture, shift, extent, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE)
    layers.colour[part][inside] = shown[inside]
    lit = cv2.warpPerspective(glow, shift, extent) if glow is not None else np.zeros_like(shown)
    layers.glow[part][inside] = lit[inside]
    layers.depth[part][inside] = depth.mean()


def upright(prop: Prop, along: float, out: float, z: float) -> tuple[float, float, float]:
    """The point ``along`` the road from the foot, ``out`` away from the road, and up."""
    ahead, away = (
        (np.sin(prop.turn), np.cos(prop.turn)),
        (-np.cos(prop.turn) * prop.side, np.sin(prop.turn) * prop.side),
    )
    return (prop.x + ahead[0] * along + away[0] * out, prop.y + ahead[1] * along + away[1] * out, z)
