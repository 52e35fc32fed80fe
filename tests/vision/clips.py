"""Clips with ground truth for the evaluation: rendered once, then kept in the cache."""

import hashlib
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import cv2

from config.load import load, load_city
from simulation.incidents import Script
from simulation.scene import Scene
from tests.simulation.scenes import at_hour
from vision.evaluate import Clip, Event

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "simulation").glob("*.py"))
# the pictures change when the renderer does
CACHE = ROOT / ".cache" / "clips" / hashlib.sha256(b"".join(path.read_bytes() for path in SOURCES)).hexdigest()[:12]
HOURS = (9.0, 16.0, 19.0, 22.0, 3.0)
RATE_FPS = 5.0
STOPS, HOLDS, SECONDS = 22.0, 45.0, 95.0
STANDS_SECONDS = 6.0


@dataclass(frozen=True)
class Recipe:
    """A rendered clip: a vehicle breaks down once, or never while ``stops`` is 0."""

    camera_id: str
    hour: float
    seed: int = 1
    stops: float = STOPS
    holds: float = HOLDS
    seconds: float = SECONDS

    @property
    def name(self) -> str:
        quiet = "" if self.stops else "-quiet"
        return f"{self.camera_id}-{self.hour:04.1f}-{self.seed}-{self.seconds:.0f}{quiet}"

    @property
    def spot(self) -> float:
        return zlib.crc32(f"{self.camera_id} {self.hour} {self.seed}".encode()) % 1000 / 1000


def rendered(recipe: Recipe) -> Clip:
    """The clip of a recipe, rendered when it is not there yet."""
    settings = load({})
    camera = next(camera for camera in load_city(settings, {}).cameras if camera.id == recipe.camera_id)
    index, film = CACHE / f"{recipe.name}.json", CACHE / f"{recipe.name}.mjpeg"
    if not index.is_file():
        CACHE.mkdir(parents=True, exist_ok=True)
        rows, jpegs = _render(Scene(camera, recipe.seed, at_hour(recipe.hour), _scripts(recipe)), recipe)
        film.write_bytes(b"".join(jpegs))
        index.write_text(json.dumps({**rows, "sizes": [len(jpeg) for jpeg in jpegs]}))
    known = json.loads(index.read_text())
    events = tuple(_event(row) for row in known["events"])
    # the light of a rendered camera says most of what is hard about it
    condition = "day" if 6.5 <= recipe.hour <= 16.5 else "dusk" if 5 <= recipe.hour <= 19.5 else "night"
    return Clip(recipe.name, camera, lambda: _played(film, known["sizes"], at_hour(recipe.hour)), events, condition)


def _scripts(recipe: Recipe) -> list[Script]:
    if not recipe.stops:
        return []
    time = at_hour(recipe.hour) + timedelta(seconds=recipe.stops)
    return [Script(recipe.camera_id, "stopped_vehicle", time, recipe.holds, recipe.spot)]


def _render(scene: Scene, recipe: Recipe) -> tuple[dict, list[bytes]]:
    """Events as rows and every picture; whatever else stands for seconds is noted as nothing to be judged by."""
    jpegs, standing, rows = [], {}, []
    for time, picture, _ in scene.frames(recipe.seconds, RATE_FPS):
        jpegs.append(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 80])[1].tobytes())
        seen = {(id(s.vehicle), s.vehicle.halted): s for s in scene.seen() if s.vehicle.speed < 0.05}
        for key in set(standing) | set(seen):
            if key not in seen:
                rows += _row(*standing.pop(key), time)
            else:
                standing.setdefault(key, (time, scene.painter.view.box(seen[key].vertices), key[1]))
    for begun in standing.values():
        rows += _row(*begun, None)
    return {"events": rows}, jpegs


def _row(start: datetime, box, scripted: bool, end: datetime | None) -> list[dict]:
    last = end or start + timedelta(hours=1)
    if last - start < timedelta(seconds=STANDS_SECONDS):
        return []
    row = {"start": start.isoformat(), "end": end and end.isoformat(), "box": [float(v) for v in box]}
    return [{**row, "verifiable": scripted}]


def _event(row: dict) -> Event:
    end = datetime.fromisoformat(row["end"]) if row["end"] else None
    start = datetime.fromisoformat(row["start"])
    return Event("stopped_vehicle", start, end, tuple(row["box"]), row["verifiable"])


def _played(film: Path, sizes: list[int], start: datetime) -> Iterator[tuple[datetime, bytes]]:
    data, at = film.read_bytes(), 0
    for number, size in enumerate(sizes):
        yield start + timedelta(seconds=number / RATE_FPS), data[at : at + size]
        at += size
