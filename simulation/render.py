"""One camera's pictures: the lit scenery, shadows that move, vehicles and their lamps, noise, the caption."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import cv2
import numpy as np

from simulation import bodies, lamps, noise, scenery
from simulation.caption import Caption
from simulation.daylight import light_at, local_hour
from simulation.place import Place
from simulation.seen import Seen

Array = np.ndarray
LIGHT_MINUTES = 0.5
FAR_METRES = 95.0
Effect = Callable[[Array, datetime], Array]


class Painter:
    """Paints one camera; the scenery is built at once, the light is renewed every half minute of the clock.

    ``air`` is what hangs between street and camera, ``lens`` what the camera makes of its picture, ``litter`` what lies
    on the road: corners in the world and how bright it is.
    """

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
        self.air: list[Effect] = []
        self.lens: list[Effect] = []
        self.litter: list[tuple[Array, float]] = []
        self.cloud = 0.32
        self._moment = -1
        self._relight(12.0)

    def picture(self, time: datetime, seen: list[Seen]) -> Array:
        """The picture at ``time`` with these vehicles; the same arguments give the same bytes."""
        hour = local_hour(time, self.zone)
        if int(hour * 60 / LIGHT_MINUTES) != self._moment:
            self._relight(hour)
        seen = sorted((s for s in seen if self._visible(s)), key=lambda s: -s.depth)
        base = cv2.multiply(self.lit, self._shade(time, seen), scale=1 / 255)
        self._litter(base)
        if self.light.lamps > 0.05:
            base = cv2.add(
                base, cv2.multiply(self.reflects, lamps.beams(self.view, seen), scale=0.85 * self.light.lamps / 255)
            )
        image = base.copy()
        for one in seen:
            self._vehicle(image, base, one)
        lamps.shine(image, self.still, seen, time, self.light.lamps > 0.3)
        for air in self.air:
            image = air(image, time)
        image = cv2.GaussianBlur(image, (3, 3), self.place.softness)
        for lens in self.lens:
            image = lens(image, time)
        image = self._grain(image, time)
        self.caption.write(image, time.astimezone(ZoneInfo(self.zone)))
        return image

    def _litter(self, base: Array) -> None:
        for corners, bright in self.litter:
            pixels = np.round(self.view.project(corners)[0] * 16).astype(np.int32)
            tone = (255 * bright * (self.light.ambient + self.light.direct)).clip(6, 255)
            cv2.fillConvexPoly(base, pixels, tone.tolist(), cv2.LINE_AA, 4)

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
        deep = self.cloud * self.light.shadow
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
        faced = facing.tolist()
        for i in self._order(solid, one):
            if faced[i]:
                cv2.fillConvexPoly(image, pixels.take(solid.faces[i], axis=0), colours[i], cv2.LINE_AA, 4)
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

    def _grain(self, image: Array, time: datetime) -> Array:
        night = self.noise[1 if self.light.lamps > 0.5 else 0]
        random = np.random.default_rng([self.seed, int(time.timestamp() * 1000)])
        y, x = random.integers(0, noise.MARGIN, 2)
        h, w = image.shape[:2]
        return cv2.addWeighted(image, 1, night[y : y + h, x : x + w], 1, -128)


def _fill_factor(shadow: Array, share: float) -> Array:
    return np.clip(255 * (1 - share * shadow), 0, 255).astype(np.uint8)
