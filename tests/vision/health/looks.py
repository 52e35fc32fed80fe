"""Looks at a small rendered road, once a second, with whatever ails the camera from a moment on."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import cv2
import numpy as np

from simulation.scene import Scene
from tests.simulation.scenes import scene
from tests.vision.road import grain
from vision.frame import decode
from vision.health.examination import Examination

START = datetime(2026, 3, 1, 6, 0, tzinfo=UTC)
WELL, ILL, AGAIN = 14, 28, 14
Ailing = Callable[[np.ndarray, float], np.ndarray]


def pictures(seconds: int, camera_id: str = "cam-03", hour: float = 9.0) -> list[np.ndarray]:
    """What a rendered camera shows, one picture a second."""
    made: Scene = scene(camera_id, hour)
    return [made.at(made.start + timedelta(seconds=second))[0] for second in range(seconds)]


def shown(picture: np.ndarray, second: int = 0) -> np.ndarray:
    """As ingest sees it: with the noise of the sensor at that second, and through JPEG."""
    noisy = np.clip(picture + grain(second, 1.5, *picture.shape[:2]), 0, 255).astype(np.uint8)
    return decode(cv2.imencode(".jpg", noisy, [cv2.IMWRITE_JPEG_QUALITY, 80])[1].tobytes(), 480, 50)


def examined(film: list[np.ndarray], ails: Ailing, zoned: bool = True, ill: int = ILL) -> list[dict[str, float]]:
    """Per second which ailments there are, with the second each began; the camera is ill from WELL on, for a while."""
    examination, told = Examination(zoned), []
    for second in range(WELL + ill + AGAIN):
        picture = film[second % len(film)].astype(np.float32)
        if WELL <= second < WELL + ill:
            picture = ails(picture, second - WELL)
        bill = examination.look(shown(picture, second), START + timedelta(seconds=second))
        told.append({name: (began - START).total_seconds() for name, began in bill.since.items()})
    return told


def turned(right: float = 0.0, down: float = 0.0, degrees: float = 0.0, closer: float = 1.0) -> Ailing:
    """The camera looks elsewhere, by shares of the picture's width."""

    def ails(picture: np.ndarray, _: float) -> np.ndarray:
        height, width = picture.shape[:2]
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, closer)
        turn[:, 2] += (right * width, down * width)
        return cv2.warpAffine(picture, turn, (width, height), borderMode=cv2.BORDER_REFLECT)

    return ails


def blurred(sigma: float) -> Ailing:
    return lambda picture, _: cv2.GaussianBlur(picture, (0, 0), sigma)


def covered(shade: float, share: float = 1.0) -> Ailing:
    def ails(picture: np.ndarray, _: float) -> np.ndarray:
        hidden = picture.copy()
        hidden[:, : round(share * picture.shape[1])] = shade
        return hidden

    return ails


def lit(gain: float, more: float = 0.0) -> Ailing:
    return lambda picture, _: picture * gain + more


def hazy(left: float, seconds: float = 20.0, light: float = 190.0) -> Ailing:
    """Fog or dust that thickens over so many seconds until ``left`` of the contrast is left."""

    def ails(picture: np.ndarray, second: float) -> np.ndarray:
        clear = 1 - (1 - left) * min(1.0, second / seconds)
        return picture * clear + light * (1 - clear)

    return ails


def infrared(picture: np.ndarray, _: float) -> np.ndarray:
    """Grey, with leaves that shine."""
    grey = 0.9 * picture[..., 2] - 0.3 * picture[..., 0] + 0.4 * picture[..., 1]
    return np.repeat(grey[..., None], 3, axis=2)


def swaying(picture: np.ndarray, second: float) -> np.ndarray:
    return turned(0.012 * np.sin(2.1 * second), 0.006 * np.cos(3 * second))(picture, second)
