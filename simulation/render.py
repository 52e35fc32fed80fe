"""One camera's pictures: the lit scenery, shadows that move, vehicles and their lamps, noise, the caption."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

import cv2
import numpy as np

from simulation import bodies, noise, scenery
from simulation.caption import Caption
from simulation.daylight import light_at, local_hour
from simulation.place import Place
from simulation.traffic import Vehicle
from simulation.vehicles import outline

Array = np.ndarray
LIGHT_MINUTES = 0.5
FAR_METRES = 95.0
AMBER, WHITE, RED = (40, 150, 255), (236, 248, 255), (36, 30, 255)


@dataclass(frozen=True)
class Seen:
    """A vehicle where it stands in the world, ready to be drawn; ``box`` is in pixels and not cut at the edges."""

    vehicle: Vehicle
    vertices: Array  # of its outline, in the world
    turn: Array
    foot: Array
    depth: float
    box: tuple[float, float, float, float]


def placed(vehicle: Vehicle, foot: Array, turn: float) -> tuple[Array, Array]:
    """The outline's vertices in the world, and the turn that brought them there."""
    angle = turn + (np.pi if vehicle.lane.way < 0 else 0.0) - vehicle.lane.way * vehicle.drift
    ahead, left = (np.sin(angle), np.cos(angle), 0.0), (-np.cos(angle), np.sin(angle), 0.0)
    matrix = np.array([ahead, left, (0.0, 0.0, 1.0)])
    return outline(vehicle.kind.name) @ matrix + (foot[0], foot[1], 0.0), matrix


class Painter:
    """Paints one camera; the scenery is built at once, the light is renewed every half minute of the clock."""

    def __init__(self, place: Place, name: str, bearing: float, zone: str, seed: int, size: tuple[int, int]) -> None:
        self.place, self.name, self.bearing, self.zone, self.seed = place, name, bearing, zone, seed
        self.still = scenery.build(place, seed, *size)
        self.view = self.still.view
        random = np.random.default_rng([seed, 11])
        self.clouds = noise.clouds(random)
        self.noise = [noise.grain(random, size, sigma) for sigma in (place.noise, place.noise * 1.7)]
        self.caption = Caption(name, size)
        self._cloud_x = np.clip(self.still.half_x * 0.5 + 100, 0, 500)
        self._cloud_y = np.clip(self.still.half_y * 0.5 + 20, 0, 500)
        self._moment = -1
        self._relight(12.0)

    def picture(self, time: datetime, seen: list[Seen]) -> Array:
        """The picture at ``time`` with these vehicles; the same arguments give the same bytes."""
        hour = local_hour(time, self.zone)
        if int(hour * 60 / LIGHT_MINUTES) != self._moment:
            self._relight(hour)
        seen = sorted((s for s in seen if self._visible(s)), key=lambda s: -s.depth)
        base = cv2.multiply(self.lit, self._shade(time, seen), scale=1 / 255)
        if self.light.lamps > 0.05:
            base = cv2.add(base, cv2.multiply(self.reflects, self._beams(seen), scale=0.85 * self.light.lamps / 255))
        image = base.copy()
        for one in seen:
            self._vehicle(image, base, one)
        self._lamps(image, seen, time)
        image = cv2.GaussianBlur(image, (3, 3), self.place.softness)
        image = self._grain(image, time)
        self.caption.write(image, time.astimezone(ZoneInfo(self.zone)))
        return image

    def _relight(self, hour: float) -> None:
        self._moment = int(hour * 60 / LIGHT_MINUTES)
        self.light = light = light_at(self._moment * LIGHT_MINUTES / 60, self.bearing)
        self.lit = scenery.lit(self.still, light, self.place.tint)
        self.reflects = np.clip(self.still.reflects * np.array([0.86, 0.95, 1.0]), 0, 255).astype(np.uint8)
        self.shadows = [_fill_factor(scenery.shadows(self.still, light, sway), light.shadow) for sway in (-0.22, 0.22)]

    def _visible(self, one: Seen) -> bool:
        left, top, right, bottom = one.box
        return one.depth > 5 and right > 0 and bottom > 0 and left < self.view.width and top < self.view.height

    def _shade(self, time: datetime, seen: list[Seen]) -> Array:
        """0..255 in three channels: what clouds, leaves and vehicles leave of the light on the ground."""
        seconds = time.timestamp()
        lean = float(0.5 + 0.5 * np.sin(seconds * 0.9) * np.sin(seconds * 0.23 + self.seed))
        mask = cv2.addWeighted(self.shadows[0], lean, self.shadows[1], 1 - lean, 0)
        if self.light.shadow > 0.05:
            mask = cv2.multiply(mask, self._cloud_mask(seconds), scale=1 / 255)
        dark = float(255 * (1 - 0.92 * self.light.shadow))
        spots = np.full_like(mask, 255)
        self._vehicle_shadows(spots, [one for one in seen if one.depth < FAR_METRES], dark)
        spots = cv2.GaussianBlur(spots, (3, 3), 0.9)
        mask = cv2.multiply(mask, spots, scale=1 / 255)
        return cv2.merge([cv2.resize(mask, (self.view.width, self.view.height), interpolation=cv2.INTER_LINEAR)] * 3)

    def _cloud_mask(self, seconds: float) -> Array:
        drift = int(seconds * 5.0 * 0.5 * 4) / 4  # half a pixel a metre, 5 m/s
        shift = np.float32(drift % 512)
        deep = 0.32 * self.light.shadow
        cover = cv2.remap(
            self.clouds, self._cloud_x + shift, self._cloud_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        return cv2.convertScaleAbs(cover, alpha=-deep, beta=255)

    def _vehicle_shadows(self, mask: Array, seen: list[Seen], dark: float) -> None:
        """The sun's shadow of each, and the dark underneath that is there without any sun."""
        if not seen:
            return
        points = np.concatenate([one.vertices for one in seen])
        ends = np.cumsum([len(one.vertices) for one in seen])[:-1]
        flat = points * (1, 1, 0)
        thrown = flat.copy()
        thrown[:, :2] -= points[:, 2:] * (self.light.sun[:2] / self.light.sun[2])
        for place, tone in ((thrown, dark), (flat, min(dark, 140.0))):
            if tone > 250:
                continue
            pixels = np.round(np.clip(self.view.project(place)[0], -2000, 4000) * 8).astype(np.int32)
            for one in np.split(pixels, ends):
                cv2.fillConvexPoly(mask, cv2.convexHull(one), (tone,), cv2.LINE_AA, 4)

    def _vehicle(self, image: Array, base: Array, one: Seen) -> None:
        """Faces turned to the camera, lower layers first; then what stands nearer is put back over it."""
        solid = bodies.solid(one.vehicle.kind.name)
        foot = np.array([one.foot[0], one.foot[1], 0.0])
        pixels = np.round(self.view.project(solid.vertices @ one.turn + foot)[0] * 16).astype(np.int32)
        normals = solid.normals @ one.turn
        facing = np.einsum("ij,ij->i", self.view.eye - foot - solid.middles @ one.turn, normals) > 0
        if one.depth > FAR_METRES:
            facing &= ~solid.small
        shade = self.light.ambient + np.maximum(normals @ self.light.sun, 0)[:, None] * self.light.direct * 1.1
        shade = shade * (0.86 + 0.14 * normals[:, 2:]) + self._lamp_share(one)
        vehicle = one.vehicle
        paints = bodies.face_colours(vehicle.kind.name, vehicle.paint, vehicle.look, vehicle.braking)
        colours = np.minimum(paints * shade, 255).tolist()
        for i in self._order(solid, one):
            if facing[i]:
                cv2.fillConvexPoly(image, pixels[solid.faces[i]], colours[i], cv2.LINE_AA, 4)
        self._put_back(image, base, one)

    def _order(self, solid: bodies.Solid, one: Seen) -> list[int]:
        """Face numbers, back to front: a lorry's load hides its cab, or the other way round, by where the camera is."""
        toward = self.view.eye[:2] - one.foot[:2]
        return solid.from_ahead if float(one.turn[0, :2] @ toward) > 0 else solid.from_behind

    def _lamp_share(self, one: Seen) -> Array | float:
        if self.light.lamps < 0.02:
            return 0.0
        (u, v), _ = (a[0] for a in self.view.project(np.array([[one.foot[0], one.foot[1], 0.0]])))
        u, v = int(np.clip(u, 0, self.view.width - 1)), int(np.clip(v, 0, self.view.height - 1))
        return scenery.LAMP_COLOUR * (0.6 * self.light.lamps * float(self.still.lamps[v, u]))

    def _put_back(self, image: Array, base: Array, one: Seen) -> None:
        left, top, right, bottom = one.box
        part = (slice(max(int(top) - 1, 0), int(bottom) + 2), slice(max(int(left) - 1, 0), int(right) + 2))
        nearer = self.still.depth[part] < one.depth - 1.0
        if nearer.any():
            image[part][nearer] = base[part][nearer]

    def _beams(self, seen: list[Seen]) -> Array:
        """Where headlights reach, 0..255 in three channels."""
        pool = np.zeros((self.view.height // 2, self.view.width // 2), np.uint8)
        for one in seen:
            if one.vehicle.halted and one.vehicle.halted_for > 8:
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
                pixels, depth = self.view.project(cone @ one.turn + (one.foot[0], one.foot[1], 0.0))
                if depth.min() > 2:
                    spot = np.zeros_like(pool)
                    cv2.fillConvexPoly(spot, np.round(pixels * 8).astype(np.int32), (tone,), cv2.LINE_AA, 4)
                    pool = cv2.max(pool, spot)
        pool = cv2.GaussianBlur(pool, (0, 0), 2.5)
        return cv2.merge([cv2.resize(pool, (self.view.width, self.view.height))] * 3)

    def _lamps(self, image: Array, seen: list[Seen], time: datetime) -> None:
        blink = (time.timestamp() % 0.8) < 0.4
        for one in seen:
            vehicle, night = one.vehicle, self.light.lamps > 0.3
            wide = 0.0 if vehicle.kind.length < 2.5 else vehicle.kind.width / 2 - 0.28
            ends = (
                (vehicle.kind.length / 2, WHITE, 0.34 if night else 0.0),
                (-vehicle.kind.length / 2, RED, 0.2 if night else 0.1),
            )
            for x, colour, size in ends:
                if vehicle.hazard and blink:
                    self._shine(image, one, x, wide + 0.12, AMBER, 0.42 if night else 0.26)
                elif night or (colour is RED and vehicle.braking):
                    self._shine(image, one, x, wide, colour, size * (1.5 if vehicle.braking and colour is RED else 1.0))

    def _shine(self, image: Array, one: Seen, x: float, wide: float, colour: tuple[int, int, int], size: float) -> None:
        outward = one.turn[0] * np.sign(x)
        toward = self.view.eye[:2] - one.foot[:2]
        faced = float(outward[:2] @ toward / max(np.hypot(*toward), 1e-6))
        if faced <= 0.05:
            return
        for y in {wide, -wide}:
            spot = np.array([[x * 1.01, y, 0.68]]) @ one.turn + (one.foot[0], one.foot[1], 0.0)
            (u, v), depth = self.view.project(spot)[0][0], one.depth
            row, column = int(v), int(u)
            inside = 0 <= row < self.view.height and 0 <= column < self.view.width
            if inside and self.still.depth[row, column] > depth - 1:
                _glow(image, u, v, size * faced**0.5 * self.view.focal / depth, colour)

    def _grain(self, image: Array, time: datetime) -> Array:
        night = self.noise[1 if self.light.lamps > 0.5 else 0]
        random = np.random.default_rng([self.seed, int(time.timestamp() * 1000)])
        y, x = random.integers(0, noise.MARGIN, 2)
        h, w = image.shape[:2]
        return cv2.addWeighted(image, 1, night[y : y + h, x : x + w], 1, -128)


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


def _fill_factor(shadow: Array, share: float) -> Array:
    return np.clip(255 * (1 - share * shadow), 0, 255).astype(np.uint8)
