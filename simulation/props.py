"""What stands beside the road: trees, poles, rails; drawn into the still layers of a picture, far to near."""

import cv2
import numpy as np

from simulation import houses
from simulation.layers import Layers, Prop, upright, wall
from simulation.pinhole import View
from simulation.place import BEHIND, Place, Row

Array = np.ndarray


def stand(place: Place, random: np.random.Generator) -> list[Prop]:
    """Everything that stands there, nearest last."""
    props = [prop for row in place.rows for prop in _along(place, row, random)]
    return sorted(props, key=lambda p: -np.hypot(p.x - place.pose.x, p.y - place.pose.y))


def _along(place: Place, row: Row, random: np.random.Generator) -> list[Prop]:
    road = place.roads[row.road]
    before = BEHIND if row.road == 0 else 0.0
    step = row.spacing or {"houses": 5.4, "hedge": 1.5, "barrier": 4.0, "rail": 4.0, "parapet": 4.0}[row.kind]
    at = np.arange(row.start, row.end, step) + before
    if row.spacing and row.kind in ("trees", "palms"):
        at = at + random.uniform(-0.25, 0.25, len(at)) * step
    points, turns = road.places(at, np.full_like(at, row.lateral))
    side = 1 if row.lateral > 0 else -1
    return [Prop(row.kind, float(x), float(y), float(t), side, step) for (x, y), t in zip(points, turns, strict=True)]


def draw(prop: Prop, layers: Layers, view: View, random: np.random.Generator) -> None:
    """Draws one thing into the layers."""
    _DRAW[prop.kind](prop, layers, view, random)


def _blobs(
    high: int, wide: int, tones: tuple[Array, Array], random: np.random.Generator, count: int
) -> tuple[Array, Array]:
    """A crown of leaves as colour and coverage: dark below, light towards the sun."""
    image, alpha = np.zeros((high, wide, 3), np.float32), np.zeros((high, wide), np.float32)
    angle, reach = random.uniform(0, 2 * np.pi, count), np.sqrt(random.uniform(0, 1, count))
    xs = wide / 2 + np.cos(angle) * reach * wide * 0.38
    ys = high / 2 + np.sin(angle) * reach * high * 0.36
    for i in np.argsort(-ys * 0.4 + random.uniform(0, high * 0.4, count)):
        light = np.clip(1 - ys[i] / high + random.normal(0, 0.16), 0, 1)
        radius = max(1, int(min(high, wide) * random.uniform(0.035, 0.1)))
        colour = tones[0] * (1 - light) + tones[1] * light
        centre = (int(xs[i]), int(ys[i]))
        axes, turn = (radius, max(1, int(radius * 0.7))), float(random.uniform(0, 180))
        cv2.ellipse(image, centre, axes, turn, 0, 360, colour.tolist(), -1)
        cv2.ellipse(alpha, centre, axes, turn, 0, 360, (1.0,), -1)
    return image, alpha


def _paste(layers: Layers, image: Array, alpha: Array, left: int, top: int, depth: float) -> None:
    h, w = alpha.shape
    full_h, full_w = layers.depth.shape
    x0, y0, x1, y1 = max(left, 0), max(top, 0), min(left + w, full_w), min(top + h, full_h)
    if x0 >= x1 or y0 >= y1:
        return
    part, cut = (slice(y0, y1), slice(x0, x1)), (slice(y0 - top, y1 - top), slice(x0 - left, x1 - left))
    a = alpha[cut][..., None]
    layers.colour[part] = (image[cut] * a + layers.colour[part] * (1 - a)).astype(np.uint8)
    layers.glow[part] = (layers.glow[part] * (1 - a)).astype(np.uint8)
    layers.depth[part][alpha[cut] > 0.5] = depth


def _tree(prop: Prop, layers: Layers, view: View, random: np.random.Generator) -> None:
    high, wide = float(random.uniform(5.5, 9.0)), float(random.uniform(4.2, 6.5))
    trunk = high * 0.4
    at, depth = view.project(np.array([(prop.x, prop.y, 0.0), (prop.x, prop.y, trunk), (prop.x, prop.y, high)]))
    if depth[0] < 8:
        return
    scale = view.focal / depth[0]
    _stick(layers, at[0], at[1], max(1, int(0.28 * scale)), (52, 66, 80), float(depth[0]))
    w, h = int(wide * scale), int((high - trunk * 0.75) * scale)
    if w < 3 or h < 3 or w > 900:
        return
    shade = random.uniform(0.85, 1.12)
    tones = np.array((22, 42, 30)) * shade, np.array((66, 132, 106)) * shade
    image, alpha = _blobs(h, w, tones, random, int(np.clip(w * h / 18, 40, 420)))
    _paste(layers, image, alpha, int(at[0][0] - w / 2), int(at[2][1]), float(depth[0]))


def _palm(prop: Prop, layers: Layers, view: View, random: np.random.Generator) -> None:
    high, lean = float(random.uniform(6.5, 9.5)), float(random.uniform(-0.8, 0.8))
    at, depth = view.project(np.array([(prop.x, prop.y, 0.0), (prop.x + lean, prop.y, high)]))
    if depth[0] < 8:
        return
    scale = view.focal / depth[0]
    _stick(layers, at[0], at[1], max(1, int(0.26 * scale)), (92, 112, 126), float(depth[0]))
    for turn in np.linspace(0, 2 * np.pi, 15) + random.uniform(-0.15, 0.15, 15):
        reach = np.linspace(0, 2.9, 9)
        x = at[1][0] + np.cos(turn) * reach * scale
        y = at[1][1] - (np.sin(turn) * 0.35 * reach + 0.55 * reach - 0.24 * reach**2) * scale
        tone = np.array((46, 96, 72)) * random.uniform(0.6, 1.25)
        for i, wide in enumerate(np.linspace(0.34, 0.1, 8)):
            _stick(layers, (x[i], y[i]), (x[i + 1], y[i + 1]), max(1, int(wide * scale)), tuple(tone), float(depth[0]))


def _stick(layers: Layers, a: object, b: object, wide: int, colour: tuple[float, ...], depth: float) -> None:
    one, other = (np.round(np.asarray(p, float)).astype(int).clip(-4000, 4000).tolist() for p in (a, b))
    cv2.line(layers.colour, one, other, tuple(map(float, colour)), wide, cv2.LINE_AA)
    cv2.line(layers.glow, one, other, (0, 0, 0), wide, cv2.LINE_8)
    cv2.line(layers.depth, one, other, (depth,), wide, cv2.LINE_8)


def _pole(prop: Prop, layers: Layers, view: View, random: np.random.Generator) -> None:
    """A concrete pole with cross-arms and the sagging cables to the next one."""
    tops = [(8.6, 0.0), (8.2, 0.5), (7.0, 0.0), (6.7, 0.1)]
    foot = np.array(
        [(prop.x, prop.y, 0.0), (prop.x, prop.y, 9.0), upright(prop, 0, -0.8, 8.4), upright(prop, 0, 0.8, 8.4)]
    )
    at, depth = view.project(foot)
    scale = view.focal / depth[0]
    for z, out in tops:
        along = np.linspace(0, prop.length, 12)
        sag = 0.7 * ((along / prop.length - 0.5) ** 2 * 4 - 1)
        wire, _ = view.project(np.array([upright(prop, s, out, z + d) for s, d in zip(along, sag, strict=True)]))
        cv2.polylines(layers.colour, [np.round(wire * 16).astype(np.int32)], False, (48, 48, 48), 1, cv2.LINE_AA, 4)
    _stick(layers, at[0], at[1], max(1, int(0.28 * scale)), (140, 144, 146), float(depth[0]))
    _stick(layers, at[2], at[3], max(1, int(0.12 * scale)), (96, 96, 98), float(depth[0]))


def _lamp(prop: Prop, layers: Layers, view: View, random: np.random.Generator) -> None:
    """A street lamp whose arm reaches over the road; one on a median has two arms."""
    arms = (-2.0, 2.0) if abs(prop.x) < 1 and prop.side < 0 else (-2.0,)
    tips = [upright(prop, 0, arm, 9.3) for arm in arms]
    at, depth = view.project(np.array([(prop.x, prop.y, 0.0), (prop.x, prop.y, 8.9), *tips]))
    scale = view.focal / depth[0]
    _stick(layers, at[0], at[1], max(1, int(0.2 * scale)), (128, 132, 134), float(depth[0]))
    for tip in at[2:]:
        _stick(layers, at[1], tip, max(1, int(0.12 * scale)), (120, 124, 126), float(depth[0]))
        spot = np.round(tip).astype(int).tolist()
        cv2.ellipse(
            layers.colour,
            spot,
            (max(1, int(0.4 * scale)), max(1, int(0.14 * scale))),
            0,
            0,
            360,
            (196, 204, 206),
            -1,
            cv2.LINE_AA,
        )
        cv2.ellipse(
            layers.glow, spot, (max(2, int(0.4 * scale)), max(1, int(0.2 * scale))), 0, 0, 360, (190, 236, 255), -1
        )


def _fence(high: float, colour: tuple[int, int, int], low: float) -> object:
    def draw_fence(prop: Prop, layers: Layers, view: View, random: np.random.Generator) -> None:
        half, tone = prop.length / 2, np.array(colour, float)
        texture = np.clip(tone * (1 + random.normal(0, 0.04, (16, 24, 1))), 0, 255).astype(np.uint8)
        texture[:2] = np.minimum(tone * 1.15, 255)
        corners = [
            upright(prop, -half, 0, high),
            upright(prop, half, 0, high),
            upright(prop, half, 0, low),
            upright(prop, -half, 0, low),
        ]
        wall(layers, view, np.array(corners), texture)
        at, depth = view.project(np.array([upright(prop, -half, 0, 0), upright(prop, -half, 0, high)]))
        _stick(layers, at[0], at[1], max(1, int(0.12 * view.focal / depth[0])), tuple(tone * 0.8), float(depth[0]))

    return draw_fence


def _hedge(prop: Prop, layers: Layers, view: View, random: np.random.Generator) -> None:
    at, depth = view.project(np.array([(prop.x, prop.y, 0.15), (prop.x, prop.y, 1.05)]))
    scale = view.focal / depth[0]
    w, h = int(1.9 * scale), int(max(3, at[0][1] - at[1][1]))
    if w < 3 or depth[0] < 8:
        return
    image, alpha = _blobs(
        h, w, (np.array((24, 50, 34)), np.array((62, 128, 96))), random, int(np.clip(w * h / 14, 30, 160))
    )
    _paste(layers, image, alpha, int(at[0][0] - w / 2), int(at[1][1]), float(depth[0]))


_DRAW = {
    "houses": houses.draw, "trees": _tree, "palms": _palm, "poles": _pole, "lamps": _lamp, "hedge": _hedge,
    "barrier": _fence(0.85, (170, 174, 176), 0.0), "rail": _fence(0.78, (176, 178, 180), 0.46),
    "parapet": _fence(1.15, (158, 170, 176), 0.0),
}  # fmt: skip
