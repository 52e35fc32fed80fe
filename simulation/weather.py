"""What hangs between the street and the camera: rain, smoke, dust, and a branch before the lens."""

from datetime import datetime

import cv2
import numpy as np

from simulation.pinhole import View

Array = np.ndarray
SLOTS = 12
PLAIN = 0.2  # smoke thinner than this is hardly seen


class Rain:
    """Streaks that change with every picture, and a grey veil; the road is darker for being wet."""

    def __init__(self, random: np.random.Generator, view: View, strength: float) -> None:
        h, w = view.height, view.width
        self.layers = []
        for _ in range(SLOTS):
            layer = np.zeros((h, w), np.uint8)
            for _ in range(int(70 * strength * w / 640)):
                x, y, long = random.uniform(0, w), random.uniform(-20, h), random.uniform(0.02, 0.09) * h
                end = (int(x - 0.12 * long), int(y + long))
                cv2.line(layer, (int(x), int(y)), end, float(random.uniform(18, 55)), 1, cv2.LINE_AA)
            self.layers.append(cv2.merge([cv2.GaussianBlur(layer, (3, 3), 0.6)] * 3))
        self.random, self.strength = random, strength

    def __call__(self, image: Array, _time: datetime) -> Array:
        """Adds rain to one picture."""
        level = float(image[::16, ::16].mean())
        image = cv2.convertScaleAbs(image, alpha=1 - 0.22 * self.strength, beta=level * 0.16 * self.strength)
        layer = self.layers[int(self.random.integers(SLOTS))]
        return cv2.addWeighted(image, 1.0, layer, min(1.0, level / 70 + 0.12), 0)


class Plume:
    """Smoke that rises from a place on the ground and drifts; ``box`` is where it can be seen."""

    def __init__(self, random: np.random.Generator, view: View, foot: Array, wide: float, begins: datetime,
                 lasts: float, tone: float) -> None:  # fmt: skip
        coarse = random.normal(0.5, 0.3, (12, 24)).astype(np.float32)
        self.texture = np.clip(cv2.resize(coarse, (400, 200), interpolation=cv2.INTER_CUBIC), 0, 1)
        (u, v), depth = (a[0] for a in view.project(foot[None]))
        self.scale = view.focal / float(depth)
        self.u, self.v, self.wide, self.view = float(u), float(v), wide * self.scale, view
        self.begins, self.lasts, self.tone = begins, lasts, tone
        self.lean = float(random.uniform(-0.5, 0.5))

    def strength(self, time: datetime) -> float:
        """0 before and after, and up to 1 while it burns; it takes a quarter of a minute to grow."""
        seconds = (time - self.begins).total_seconds()
        return float(np.clip(min(seconds / 12.0, (self.lasts - seconds) / 6.0), 0, 1))

    @property
    def box(self) -> tuple[float, float, float, float]:
        """The part of the picture it covers when it is at its largest, in fractions."""
        w, h = self.view.width, self.view.height
        left, top, right, bottom = (round(v) for v in self._extent(1.0))
        x0, y0, x1, y1 = max(left, 0), max(top, 0), min(right, w), min(bottom, h)
        thick = np.argwhere(self._alpha((x0, y0, x1, y1), 0.0, 1.0) > PLAIN)
        (up, left), (down, right) = thick.min(axis=0), thick.max(axis=0)
        return (x0 + int(left)) / w, (y0 + int(up)) / h, (x0 + int(right)) / w, (y0 + int(down)) / h

    def __call__(self, image: Array, time: datetime) -> Array:
        """Draws the smoke into one picture."""
        grown = self.strength(time)
        if grown <= 0.02:
            return image
        h, w = image.shape[:2]
        left, top, right, bottom = (round(v) for v in self._extent(grown))
        x0, y0, x1, y1 = max(left, 0), max(top, 0), min(right, w), min(bottom, h)
        if x1 - x0 < 4 or y1 - y0 < 4:
            return image
        alpha = self._alpha((x0, y0, x1, y1), time.timestamp(), grown)[..., None]
        part = image[y0:y1, x0:x1]
        light = self.tone * max(12.0, float(image[::8, ::8].mean()))
        part[:] = (part * (1 - alpha) + light * (0.7 + 0.5 * alpha) * alpha).clip(0, 255).astype(np.uint8)
        return image

    def _extent(self, grown: float) -> tuple[float, float, float, float]:
        high = self.wide * 2.2 * (0.35 + 0.65 * grown)
        middle = self.u + self.lean * high * 0.5
        half = self.wide * (0.7 + 0.7 * grown)
        return middle - half, self.v - high, middle + half, self.v + 0.12 * self.wide

    def _alpha(self, box: tuple[int, int, int, int], seconds: float, grown: float) -> Array:
        """A cone of billows that run upward through it."""
        y, x = np.mgrid[box[1] : box[3], box[0] : box[2]].astype(np.float32)
        up = (self.v - y) / (self.wide * 2.2)
        across = (x - self.u - self.lean * (self.v - y) * 0.5) / (self.wide * (0.3 + 1.0 * np.clip(up, 0, 1)))
        shape = np.clip(1.15 - np.abs(across) * (1 + 0.2 * grown), 0, 1) * np.clip((1.02 - up) * 2.2, 0, 1)
        shape *= np.clip((up + 0.06) * 9, 0, 1)
        zoom = 60.0 / self.wide
        u = (x * zoom + seconds * 3.0 + 40 * np.sin(y * zoom * 0.05)) % 400
        v = (y * zoom + seconds * 22.0) % 200
        fine = ((u * 2.7 + 31) % 400).astype(np.float32), ((v * 2.7 + seconds * 30) % 200).astype(np.float32)
        billow = cv2.remap(self.texture, u.astype(np.float32), v.astype(np.float32), cv2.INTER_LINEAR)
        billow = 0.65 * billow + 0.5 * cv2.remap(self.texture, *fine, cv2.INTER_LINEAR)
        return np.clip(shape**0.6 * (0.3 + 0.95 * billow) * grown**0.5, 0, 0.94)


class Dust:
    """Dust, fog or a downpour that takes the sight of all that is not near; ``most`` is its share at the peak."""

    def __init__(self, depth: Array, ground: Array, begins: datetime, lasts: float, most: float) -> None:
        reach = np.nan_to_num(np.minimum(depth, ground), nan=300.0, posinf=300.0)
        self.veil = (1 - np.exp(-np.clip(reach, 0, 300) / 22.0)).astype(np.float32)[..., None] * most
        self.begins, self.lasts = begins, lasts

    def strength(self, time: datetime) -> float:
        """0..1, within a quarter of a minute."""
        seconds = (time - self.begins).total_seconds()
        return float(np.clip(min(seconds / 14.0, (self.lasts - seconds) / 8.0), 0, 1))

    def __call__(self, image: Array, time: datetime) -> Array:
        """Veils one picture."""
        alpha = self.veil * self.strength(time)
        tone = np.array((0.92, 1.0, 1.06), np.float32) * max(14.0, float(image[::8, ::8].mean()) * 1.15)
        return (image * (1 - alpha) + tone * alpha).clip(0, 255).astype(np.uint8)


class Branch:
    """Leaves that hang into the picture and swing in the wind, near the lens and so out of focus."""

    def __init__(self, random: np.random.Generator, view: View) -> None:
        h, w = int(view.height * 0.42), int(view.width * 0.4)
        self.right = bool(random.random() < 0.5)
        colour, alpha = np.zeros((h, w, 3), np.float32), np.zeros((h, w), np.float32)
        for _ in range(150):
            x, y = abs(random.normal(0, 0.42)) * w, abs(random.normal(0, 0.33)) * h
            tone = np.array((26, 62, 40)) * random.uniform(0.5, 1.7)
            axes = (max(2, int(0.05 * w)), max(1, int(0.016 * w)))
            turn = float(random.uniform(20, 130))
            cv2.ellipse(colour, (int(x), int(y)), axes, turn, 0, 360, tone.tolist(), -1)
            cv2.ellipse(alpha, (int(x), int(y)), axes, turn, 0, 360, (1.0,), -1)
        blur = 1.6 * view.width / 640
        self.colour, self.alpha = cv2.GaussianBlur(colour, (0, 0), blur), cv2.GaussianBlur(alpha, (0, 0), blur)
        self.swing = 0.02 * view.width

    def __call__(self, image: Array, time: datetime) -> Array:
        """Hangs the branch into one picture."""
        t = time.timestamp()
        gust = 0.5 + 0.5 * np.sin(t * 0.31)
        dx = self.swing * gust * np.sin(t * 2.1) + 0.4 * self.swing * np.sin(t * 5.3)
        dy = 0.5 * self.swing * gust * np.sin(t * 1.7 + 1)
        h, w = self.alpha.shape
        move = np.array([[1, 0.02 * gust * np.sin(t * 3.1), dx], [0, 1, dy]], np.float32)
        alpha = cv2.warpAffine(self.alpha, move, (w, h), borderMode=cv2.BORDER_REPLICATE)[..., None]
        colour = cv2.warpAffine(self.colour, move, (w, h), borderMode=cv2.BORDER_REPLICATE)
        light = np.clip(float(image[::16, ::16].mean()) / 95, 0.08, 1.2)
        if self.right:
            alpha, colour = alpha[:, ::-1], colour[:, ::-1]
        part = image[:h, -w:] if self.right else image[:h, :w]
        part[:] = (part * (1 - alpha) + colour * (light * alpha)).clip(0, 255).astype(np.uint8)
        return image
