"""The catalogue of rendered clips: every rule and every ailment of a camera in every condition, all from one seed."""

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from simulation.lens import AILMENTS
from simulation.places import PLACES

RULES = ("stopped_vehicle", "wrong_way", "congestion", "person_on_road", "intrusion", "crash", "smoke_or_dust")
HEALTH = tuple(f"camera_{name}" for name in AILMENTS)
CONDITIONS = (
    "day", "dusk", "night", "rain", "clouds", "sway", "leaves", "jpeg_40", "fps_10", "width_320", "width_1280",
)  # fmt: skip
QUIET = "quiet"
TROUBLES = ("none", "parking", "exposure", "lightning", "headlights", "infrared", "on_foot")
# Long enough for what each rule asks for: a queue has to stand for longer than a light is red.
SECONDS = {
    "stopped_vehicle": 75.0,
    "wrong_way": 65.0,
    "congestion": 250.0,
    "smoke_or_dust": 75.0,
    "intrusion": 60.0,
    "crash": 60.0,
}
DEFAULT_SECONDS, QUIET_SECONDS = 60.0, 300.0
WITHOUT_SIGNAL = tuple(key for key, place in PLACES.items() if place.roads[0].signal is None)
OPEN_GROUND = ("cam-03", "cam-04", "cam-05", "cam-08")


@dataclass(frozen=True)
class Recipe:
    """One clip: what happens in it (a rule, an ailment, or "quiet"), in which condition, where, and how it is sent."""

    subject: str
    condition: str
    camera_id: str
    hour: float
    seed: int
    seconds: float
    rate_fps: float = 5.0
    width: int = 640
    quality: int = 80
    trouble: str = "none"

    @property
    def name(self) -> str:
        """The same recipe has the same name."""
        trouble = f"-{self.trouble}" if self.trouble != "none" else ""
        return f"{self.subject}-{self.condition}{trouble}-{self.camera_id}-{self.seed}"


def matrix(subjects: Iterable[str], seed: int, clips: int = 1, conditions: Iterable[str] = CONDITIONS) -> list[Recipe]:
    """``clips`` of each subject in each condition, from ``seed`` on; ailments of the camera by day, dusk and night."""
    wanted, every = tuple(conditions), tuple(subjects)
    # one of each subject first, so that what is done when time is over has something of all
    return [
        recipe(subject, condition, seed * 1000 + number)
        for number in range(clips)
        for condition in wanted
        for subject in every
        if not subject.startswith("camera_") or condition in CONDITIONS[:4]
    ]


def quiet(minutes: float, seed: int) -> Iterator[Recipe]:
    """So many minutes in which nothing happens that anybody must be told of, through all conditions and troubles."""
    number, left = 0, minutes * 60
    cameras = tuple(PLACES)
    while left > 1:
        seconds, condition = min(QUIET_SECONDS, left), CONDITIONS[number % len(CONDITIONS)]
        trouble = TROUBLES[number % len(TROUBLES)]
        trouble = _possible(trouble, condition)
        made = recipe(QUIET, condition, seed * 1000 + number, cameras[(number * 3 + 1) % len(cameras)], seconds)
        yield Recipe(**{**made.__dict__, "trouble": trouble})
        left -= seconds
        number += 1


def recipe(
    subject: str, condition: str, seed: int, camera_id: str | None = None, seconds: float | None = None
) -> Recipe:
    """A clip of a subject in a condition; where and at which hour is drawn from the seed."""
    draw = zlib.crc32(f"{subject} {condition} {seed}".encode())
    places = _places(subject)
    return Recipe(
        subject=subject,
        condition=condition,
        camera_id=camera_id or places[(seed + draw % 3) % len(places)],
        hour=_hour(condition, (draw // 7) % 1000 / 1000),
        seed=seed,
        seconds=seconds or SECONDS.get(subject, DEFAULT_SECONDS),
        rate_fps=10.0 if condition == "fps_10" else 5.0,
        width={"width_320": 320, "width_1280": 1280}.get(condition, 640),
        quality=40 if condition == "jpeg_40" else 80,
    )


def _places(subject: str) -> tuple[str, ...]:
    if subject == "intrusion":
        return OPEN_GROUND
    return tuple(PLACES) if subject in HEALTH else WITHOUT_SIGNAL


def _hour(condition: str, share: float) -> float:
    """The local hour: dusk is short near the equator, and headlights are on from half past five."""
    low, high = {"dusk": (17.4, 18.0), "night": (19.0, 23.5), "clouds": (10.0, 14.5)}.get(condition, (7.5, 16.5))
    return low + share * (high - low)


def _possible(trouble: str, condition: str) -> str:
    """Headlights sweep and infrared lamps go on when it is dark, and exposure jumps when it is not."""
    if condition in ("dusk", "night"):
        return "headlights" if trouble == "exposure" else trouble
    return "exposure" if trouble in ("headlights", "infrared") else trouble
