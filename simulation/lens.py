"""What a camera makes of its picture: it sways, its exposure jumps, it goes blind in one of many ways."""

from collections.abc import Callable
from datetime import datetime
from typing import Literal

import cv2
import numpy as np

from simulation.pinhole import View

Array = np.ndarray
Effect = Callable[[Array, datetime], Array]
Ailment = Literal["dark", "overexposed", "blurred", "covered", "frozen", "moved"]
AILMENTS: tuple[Ailment, ...] = ("frozen", "dark", "overexposed", "blurred", "covered", "moved")


def sway(view: View, seed: int) -> Effect:
    """A pole in the wind: up to 3 pixels of 640 to and fro, and a little of a turn."""
    reach = 3.0 * view.width / 640

    def apply(image: Array, time: datetime) -> Array:
        t = time.timestamp() + seed
        gust = 0.55 + 0.45 * np.sin(t * 0.23)
        dx, dy = reach * gust * np.sin(t * 4.1), 0.5 * reach * gust * np.sin(t * 5.7 + 1)
        turn = 0.0022 * gust * np.sin(t * 3.3)
        h, w = image.shape[:2]
        matrix = np.array([[1, -turn, dx + turn * h / 2], [turn, 1, dy - turn * w / 2]], np.float32)
        return cv2.warpAffine(image, matrix, (w, h), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)

    return apply


def exposure(moments: list[tuple[datetime, float]]) -> Effect:
    """From each moment on the picture is so many times as bright; the camera takes a second to get there."""

    def apply(image: Array, time: datetime) -> Array:
        gain = 1.0
        for begins, factor in moments:
            share = float(np.clip((time - begins).total_seconds() / 1.0, 0, 1))
            gain += (factor - gain) * share
        return image if abs(gain - 1) < 0.01 else cv2.convertScaleAbs(image, alpha=gain)

    return apply


def lightning(moments: list[datetime]) -> Effect:
    """A flash of two tenths of a second, and a weaker one after it; exposure falls and comes back."""

    def apply(image: Array, time: datetime) -> Array:
        for moment in moments:
            seconds = (time - moment).total_seconds()
            if 0 <= seconds < 0.25 or 0.5 <= seconds < 0.65:
                return cv2.convertScaleAbs(image, alpha=1.9, beta=70 if seconds < 0.25 else 30)
            if 0.65 <= seconds < 2.2:
                image = cv2.convertScaleAbs(image, alpha=0.72 + 0.28 * (seconds - 0.65) / 1.55)
        return image

    return apply


def infrared(begins: datetime) -> Effect:
    """The camera takes its filter away: no colour from then on, a lamp of its own, and more contrast near by."""
    lamp: list[Array] = []

    def apply(image: Array, time: datetime) -> Array:
        seconds = (time - begins).total_seconds()
        if seconds < 0:
            return image
        if seconds < 0.35:  # it is blind while the filter moves
            return cv2.convertScaleAbs(image, alpha=0.25)
        h, w = image.shape[:2]
        if not lamp:
            y, x = np.mgrid[0:h, 0:w].astype(np.float32)
            near = np.exp(-(((x - w / 2) / (0.45 * w)) ** 2 + ((y - 0.72 * h) / (0.5 * h)) ** 2))
            lamp.append((1.15 + 1.1 * near).astype(np.float32))
        grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
        return cv2.cvtColor(cv2.multiply(grey, lamp[0], dtype=cv2.CV_8U), cv2.COLOR_GRAY2BGR)

    return apply


def sweep(moments: list[datetime]) -> Effect:
    """The headlights of somebody who turns off the road: a wide patch of light runs over all of the picture."""

    def apply(image: Array, time: datetime) -> Array:
        for moment in moments:
            seconds = (time - moment).total_seconds()
            if not 0 <= seconds < 2.4:
                continue
            h, w = image.shape[:2]
            small = np.zeros((h // 8, w // 8), np.float32)
            at = (int((-0.2 + 1.4 * seconds / 2.4) * w / 8), int(0.55 * h / 8))
            cv2.ellipse(small, at, (w // 28, h // 22), 0, 0, 360, (1.0,), -1)
            patch = cv2.resize(cv2.GaussianBlur(small, (0, 0), w / 110), (w, h))
            glow = cv2.convertScaleAbs(patch, alpha=26)
            image = cv2.add(
                cv2.multiply(image, 1 + 1.3 * cv2.merge([patch] * 3), dtype=cv2.CV_8U), cv2.merge([glow] * 3)
            )
        return image

    return apply


def ailing(kind: Ailment, begins: datetime, random: np.random.Generator, size: tuple[int, int]) -> Effect:
    """The camera falls ill at a moment and stays so; frozen cameras and moved ones are not a matter of the lens."""
    amount = float(random.uniform(0, 1))
    cloth = _cloth(random, size)

    def apply(image: Array, time: datetime) -> Array:
        if time < begins:
            return image
        if kind == "dark":
            return cv2.convertScaleAbs(image, alpha=0.03 + 0.04 * amount)
        if kind == "overexposed":
            return cv2.convertScaleAbs(image, alpha=4.5 + 3 * amount, beta=110)
        if kind == "blurred":
            return cv2.GaussianBlur(image, (0, 0), (5.0 + 3 * amount) * size[0] / 640)
        if kind == "covered":
            light = float(np.clip(image[::16, ::16].mean() / 90, 0.12, 1.2))
            return cv2.convertScaleAbs(cloth, alpha=light)
        return image

    return apply


def _cloth(random: np.random.Generator, size: tuple[int, int]) -> Array:
    """A bag or a hand before the lens: folds, far out of focus."""
    folds = random.normal(1, 0.22, (5, 8)).astype(np.float32)
    smooth = cv2.resize(folds, size, interpolation=cv2.INTER_CUBIC)[..., None]
    return np.clip(smooth * np.array(random.uniform(25, 95, 3), np.float32), 0, 255).astype(np.uint8)
