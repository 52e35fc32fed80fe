"""The still part of a picture: ground, sky and roadside, built once, then lit for each hour."""

from dataclasses import dataclass

import cv2
import numpy as np

from simulation import ground, props
from simulation.daylight import Light
from simulation.layers import Layers, Prop
from simulation.pinhole import View
from simulation.place import Place

Array = np.ndarray
FINER = 2  # built at twice the size and averaged, so that edges are smooth
SHADE_PIXELS_PER_METRE = 5
LAMP_COLOUR = np.array([0.52, 0.80, 1.0], np.float32)


@dataclass(frozen=True)
class Scenery:
    """``reflects`` is the colour under white light, ``lamps`` the light of street lamps, ``depth`` of what stands."""

    view: View
    reflects: Array
    glow: Array
    lamps: Array
    depth: Array
    sky: Array
    half_x: Array
    half_y: Array
    half_lit: Array
    things: tuple[Prop, ...]
    vignette: Array


def build(place: Place, seed: int, width: int, height: int) -> Scenery:
    """The scenery of a place for pictures of one size."""
    random = np.random.default_rng([seed, 7])
    fine = View(place.pose, width * FINER, height * FINER)
    x, y, depth = fine.ground()
    colour = _ground_colours(place, random, x, y, depth)
    sky = _backdrop(colour, place, fine, random)
    layers = Layers(colour, np.zeros_like(colour), np.full(depth.shape, np.inf, np.float32))
    things = props.stand(place, random)
    for thing in things:
        props.draw(thing, layers, fine, random)
    view = View(place.pose, width, height)
    size = (width, height)
    half_x, half_y, _ = view.ground(2)
    standing = layers.depth[:: FINER * 2, :: FINER * 2] < 1e6
    sky &= ~np.isfinite(layers.depth)
    return Scenery(
        view=view,
        reflects=cv2.resize(layers.colour, size, interpolation=cv2.INTER_AREA),
        glow=cv2.GaussianBlur(cv2.resize(layers.glow, size, interpolation=cv2.INTER_AREA), (0, 0), 0.8),
        lamps=_lamp_light(things, x, y, size),
        depth=layers.depth[::FINER, ::FINER].copy(),
        sky=cv2.resize(sky.astype(np.float32), size, interpolation=cv2.INTER_AREA)[..., None],
        half_x=np.nan_to_num(half_x, nan=1e6).astype(np.float32),
        half_y=np.nan_to_num(half_y, nan=1e6).astype(np.float32),
        half_lit=(standing | np.isnan(half_x) | (np.abs(half_y) > 400)),
        things=tuple(things),
        vignette=_vignette(width, height),
    )


def lit(scenery: Scenery, light: Light, tint: tuple[float, float, float]) -> Array:
    """The picture without vehicles and without shadows of clouds, at this light."""
    white = (light.ambient + light.direct).astype(np.float32)
    air = np.array([0.16, 0.10, 0.08], np.float32) * (1 - light.day) + light.day * np.array(
        [1.0, 0.99, 0.97], np.float32
    )
    factor = white * (1 - scenery.sky) + air * scenery.sky
    factor = factor + scenery.lamps[..., None] * LAMP_COLOUR * (1.1 * light.lamps)
    image = scenery.reflects * factor + scenery.glow * np.float32(light.lamps)
    return np.clip(image * (scenery.vignette * np.array(tint, np.float32)), 0, 255).astype(np.uint8)


def shadows(scenery: Scenery, light: Light, sway: float) -> Array:
    """0..1 at half size: where the sun is hidden by what stands; leaves are moved by ``sway`` metres."""
    shape = tuple(int(n * SHADE_PIXELS_PER_METRE / ground.PIXELS_PER_METRE) for n in ground.blank())
    above = np.zeros(shape, np.uint8)
    throw = -light.sun[:2] / light.sun[2]
    for thing in scenery.things:
        _throw(above, thing, throw, sway)
    above = cv2.GaussianBlur(above, (0, 0), 1.6)
    at_x = (scenery.half_x - ground.WEST) * SHADE_PIXELS_PER_METRE
    at_y = (scenery.half_y - ground.SOUTH) * SHADE_PIXELS_PER_METRE
    seen = cv2.remap(above, at_x, at_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=0)
    return np.where(scenery.half_lit, 0, seen).astype(np.float32) / 255


def _ground_colours(place: Place, random: np.random.Generator, x: Array, y: Array, depth: Array) -> Array:
    """Samples the painted ground, coarser the farther away, with fine grain laid over it near by."""
    level = ground.paint(place, random)
    scale = float(ground.PIXELS_PER_METRE)
    footprint = depth**1.5 / (place.pose.height**0.5 * depth.shape[1]) * scale
    out = np.zeros((*depth.shape, 3), np.uint8)
    for number in range(6):
        at = [
            np.nan_to_num((v - low) * scale - 0.5, nan=-1).astype(np.float32)
            for v, low in ((x, ground.WEST), (y, ground.SOUTH))
        ]
        sample = cv2.remap(level, at[0], at[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        use = footprint >= 2.0**number if number else ~np.isnan(depth)
        out[use] = sample[use]
        level, scale = cv2.pyrDown(level), scale / 2
    grain = random.normal(1, 0.07, (512, 512)).astype(np.float32)
    fade = np.clip(1.4 - depth / 40, 0, 1)
    wrap = [np.nan_to_num(v * 40, nan=0).astype(np.float32) % 511 for v in (x, y)]
    near = cv2.remap(grain, wrap[0], wrap[1], cv2.INTER_LINEAR)
    return np.clip(out * np.nan_to_num(1 + (near - 1) * fade, nan=1)[..., None], 0, 255).astype(np.uint8)


def _backdrop(colour: Array, place: Place, view: View, random: np.random.Generator) -> Array:
    """Sky, then what stands on the horizon, then haze over the far ground; returns where the sky is."""
    h, w = colour.shape[:2]
    horizon = int(np.clip(view.horizon, 2, h - 1))
    rise = np.linspace(1, 0, horizon + 6)[:, None, None]
    sky = np.array((236.0, 226.0, 216.0)) * (1 - rise) + np.array((222.0, 196.0, 168.0)) * rise
    wisps = ground.cloudy(random, (horizon + 6, w), 60, 0.03) * ground.cloudy(random, (horizon + 6, w), 17, 0.012)
    colour[: horizon + 6] = np.clip(sky * wisps[..., None], 0, 255)
    is_sky = np.zeros((h, w), bool)
    is_sky[: horizon + 6] = True
    for tone, tall, rough, base in _silhouettes(place.horizon):
        top = horizon + base - tall * view.focal / 1100 * (0.6 + np.abs(_ridge(random, w, rough)))
        below = (np.arange(h)[:, None] >= top) & (np.arange(h)[:, None] < horizon + 14)
        shade = np.clip(random.normal(1, 0.05, (h, w, 1)), 0.8, 1.2)
        colour[below] = np.clip(np.array(tone) * shade[below], 0, 255)
        is_sky &= ~below
    rows = np.arange(h)[:, None, None]
    haze = np.clip(1 - np.abs(rows - horizon) / (0.16 * h), 0, 1) ** 2 * 0.42
    colour[:] = (colour * (1 - haze) + np.array((214, 210, 204)) * haze).astype(np.uint8)
    return is_sky


def _silhouettes(kind: str) -> list[tuple[tuple[float, float, float], float, int, int]]:
    """(tone, height, how long its bumps are, offset) of each line on the horizon, far to near."""
    bushes = ((84.0, 116.0, 98.0), 26.0, 22, 6)
    return {
        "city": [
            ((186.0, 186.0, 182.0), 46.0, 60, 4),
            ((150.0, 158.0, 160.0), 30.0, 34, 5),
            ((92.0, 122.0, 106.0), 16.0, 18, 6),
        ],
        "hills": [((178.0, 168.0, 150.0), 58.0, 300, 4), ((140.0, 146.0, 128.0), 30.0, 190, 5), bushes],
        "mountains": [
            ((176.0, 168.0, 150.0), 104.0, 320, 4),
            ((126.0, 138.0, 116.0), 84.0, 210, 5),
            ((76.0, 104.0, 84.0), 50.0, 60, 8),
        ],
        "sea": [((186.0, 168.0, 138.0), 7.0, 4000, 8)],
        "trees": [((128.0, 142.0, 128.0), 26.0, 90, 4), bushes],
    }[kind]


def _ridge(random: np.random.Generator, width: int, bump: int) -> Array:
    knots = random.normal(0.3, 0.45, max(4, width // bump + 4)).astype(np.float32)
    smooth = cv2.resize(knots[None], (width, 1), interpolation=cv2.INTER_CUBIC)[0]
    detail = cv2.resize(random.normal(0, 0.05, (1, width // 5)).astype(np.float32), (width, 1))[0]
    return smooth + detail


def _lamp_light(things: list[Prop], x: Array, y: Array, size: tuple[int, int]) -> Array:
    """0..1: the pools under the lamps, on the ground and, blurred, on what stands near them."""
    pools = np.full(x.shape, 0.05, np.float32)
    for lamp in (thing for thing in things if thing.kind in ("lamps", "poles")):
        reach = 3.0 if lamp.kind == "lamps" else 2.0
        out = reach * lamp.side if abs(lamp.x) > 1 else 0.0
        apart = np.hypot((x - lamp.x - out) / 1.15, y - lamp.y)
        pools += np.nan_to_num(0.9 / (1 + (apart / 10.0) ** 2) ** 1.4, nan=0).astype(np.float32)
    return cv2.GaussianBlur(cv2.resize(np.minimum(pools, 1.1), size, interpolation=cv2.INTER_AREA), (0, 0), 3)


def _throw(above: Array, thing: Prop, throw: Array, sway: float) -> None:
    foot = np.array([thing.x, thing.y])
    tall, wide = {"trees": (5.6, 2.5), "palms": (8.0, 1.9), "hedge": (0.6, 0.9)}.get(thing.kind, (0.0, 0.0))
    if wide:
        for number in range(7):
            angle = number * 2.4
            spot = (
                foot
                + throw * tall
                + np.array([np.cos(angle), np.sin(angle)]) * wide * (0.25 + 0.1 * number)
                + sway * (number % 3 - 1)
            )
            cv2.circle(above, _spot(spot), int(wide * 0.45 * SHADE_PIXELS_PER_METRE), (215,), -1)
    tall = {"poles": 8.5, "lamps": 9.0, "trees": 4.0, "palms": 8.0}.get(thing.kind, 0.0)
    if tall:
        cv2.line(above, _spot(foot), _spot(foot + throw * tall), (190,), 1)
    if thing.kind == "houses":
        along, out = (
            np.array([np.sin(thing.turn), np.cos(thing.turn)]),
            np.array([-np.cos(thing.turn), np.sin(thing.turn)]) * thing.side,
        )
        base = [foot + along * a + out * b for a, b in ((2.7, 0.5), (-2.7, 0.5), (-2.7, 12.0), (2.7, 12.0))]
        corners = np.array([_spot(p) for p in base] + [_spot(p + throw * 8.0) for p in base], np.int32)
        cv2.fillConvexPoly(above, cv2.convexHull(corners), (225,))


def _spot(place: Array) -> tuple[int, int]:
    east, north = (place - (ground.WEST, ground.SOUTH)) * SHADE_PIXELS_PER_METRE
    return int(np.clip(east, -9999, 9999)), int(np.clip(north, -9999, 9999))


def _vignette(width: int, height: int) -> Array:
    u, v = np.meshgrid(np.linspace(-1, 1, width), np.linspace(-1, 1, height))
    return (1 - 0.16 * (u**2 + v**2) ** 1.2 / 2)[..., None].astype(np.float32)
