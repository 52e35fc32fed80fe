"""A small rendered road, so that a test says in a line what stands, moves and shines on it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache

import cv2
import msgspec
import numpy as np

from config.city import Camera
from config.settings import Vision
from store.records import Evidence, Incident
from vision.pipeline import Pipeline

WIDTH, HEIGHT = 320, 180
SPREAD = 64
START = datetime(2026, 3, 1, 6, 0, tzinfo=UTC)
Light = Callable[[float, np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Car:
    """A car that comes along y from the left, stands at x from ``stops`` to ``leaves`` and drives on to the right."""

    stops: float = 8.0
    leaves: float = 1e9
    x: float = 150.0
    y: float = 90.0
    width: int = 44
    height: int = 24
    speed: float = 60.0
    seed: int = 1

    def at(self, seconds: float) -> float:
        """The left side of its box."""
        return self.x - self.speed * max(0.0, self.stops - seconds) + self.speed * max(0.0, seconds - self.leaves)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Where it stands, in fractions."""
        left, top, right, bottom = self.x, self.y, self.x + self.width, self.y + self.height
        return left / WIDTH, top / HEIGHT, right / WIDTH, bottom / HEIGHT


@dataclass(frozen=True)
class Road:
    """Cars on a road; ``light`` changes the finished picture."""

    cars: tuple[Car, ...] = ()
    light: Light = lambda _, picture: picture
    size: tuple[int, int] = (WIDTH, HEIGHT)

    def jpeg(self, seconds: float) -> bytes:
        """The picture at a time, with the noise of a cheap camera."""
        picture = ground().copy()
        for car in self.cars:
            _draw(picture, car, car.at(seconds))
        picture = self.light(seconds, picture) + grain(round(abs(seconds) * 1000), 2.5, *picture.shape[:2])
        picture = np.clip(picture, 0, 255).astype(np.uint8)
        if self.size != (WIDTH, HEIGHT):
            picture = cv2.resize(picture, self.size)
        return cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 85])[1].tobytes()


@dataclass
class Seen:
    """What a pipeline told of a road, with the seconds at which it did."""

    news: list[tuple[float, Incident]] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)

    @property
    def ids(self) -> set[str]:
        return {incident.id for _, incident in self.news}

    @property
    def starts(self) -> list[tuple[float, Incident]]:
        first = {incident.id: (seconds, incident) for seconds, incident in reversed(self.news)}
        return list(first.values())

    @property
    def ends(self) -> list[tuple[float, Incident]]:
        return [(seconds, incident) for seconds, incident in self.news if incident.end]


@cache
def _sand(sigma: float, height: int, width: int) -> np.ndarray:
    shape = height + SPREAD, width + SPREAD, 3
    return np.random.default_rng(11).standard_normal(shape, np.float32) * np.float32(sigma)


def grain(seed: int, sigma: float, height: int, width: int) -> np.ndarray:
    """Noise of a sensor, (height, width, 3): a part of one field, for to draw each anew takes longer than to look."""
    top, left = np.random.default_rng(seed).integers(0, SPREAD, 2)
    return _sand(sigma, height, width)[top : top + height, left : left + width]


@cache
def ground() -> np.ndarray:
    """Asphalt, verges, a kerb and lane marks."""
    texture = cv2.GaussianBlur(np.random.default_rng(7).normal(0, 12, (HEIGHT, WIDTH, 1)), (0, 0), 1.2)
    picture = np.full((HEIGHT, WIDTH, 3), (92, 94, 96), np.float64) + texture[..., None]
    picture[:50] = (60, 105, 80) + texture[:50, :, None] * 2
    picture[50:53] = 150
    for x in range(0, WIDTH, 40):
        picture[124:127, x : x + 20] = 210
    return picture


def camera(**keys) -> Camera:
    return msgspec.convert({"id": "cam-test", "name": "Test", "lon": 105.0, "lat": 19.0, **keys}, Camera)


def vision(**thresholds) -> Vision:
    rules = {"stopped_vehicle": thresholds} if thresholds else {}
    usual = {"width_px": 320, "max_megapixels": 50.0, "still_seconds": 1.0, "late_seconds": 10.0, "face_detector": ""}
    usual["detector"] = ""
    return Vision(**usual, off=(), rules=rules)


def pipeline(known=(), zones=(), **thresholds) -> Pipeline:
    return Pipeline(camera(zones=zones), vision(**thresholds), known)


def when(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def moments(start: float, end: float, fps: float) -> Iterator[tuple[int, float]]:
    first = round(start * fps)
    yield from ((number, number / fps) for number in range(first, round(end * fps)))


def watch(road: Road, end: float, start: float = 0.0, fps: float = 5.0, through: Pipeline | None = None) -> Seen:
    """Play the road into a pipeline from start to end."""
    seen, through = Seen(), through or pipeline()
    for number, seconds in moments(start, end, fps):
        for record in through.step(road.jpeg(seconds), when(seconds), number).records:
            if isinstance(record, Incident):
                seen.news.append((seconds, record))
            else:
                seen.evidence.append(record)
    return seen


def _draw(picture: np.ndarray, car: Car, x: float) -> None:
    body = np.random.default_rng(car.seed).uniform(0, 255, 3)
    look = np.ones((car.height, car.width, 3)) * body
    look[: car.height // 3, car.width // 5 : -car.width // 5] = 255 - body
    look[-car.height // 4 :, :: car.width // 6] = 25
    look += np.random.default_rng(car.seed).normal(0, 18, (car.height, car.width, 1))
    left, top = round(x), round(car.y)
    if left >= WIDTH or left + car.width <= 0:
        return
    first, last = max(0, left), min(WIDTH, left + car.width)
    picture[top : top + car.height, first:last] = look[:, first - left : last - left]
