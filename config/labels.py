"""Reads labels.json: what really happens in the video files of a folder, as somebody saw who watched them."""

from pathlib import Path

import msgspec

from config.city import GroundPoint, Zone
from config.error import ConfigError

NAME = "labels.json"
# What others call the rules of ours.
ALSO = {"accident": "crash", "pedestrian_on_carriageway": "person_on_road", "pedestrian": "person_on_road"}
UNSURE = "LOW CONFIDENCE"
PixelBox = tuple[float, float, float, float]


class Point(msgspec.Struct, frozen=True):
    """Where it was at ``t`` seconds."""

    t: float
    box: PixelBox


class Label(msgspec.Struct, frozen=True):
    """One thing that happens; boxes are left, top, right, bottom in pixels of the file, times seconds from its start.

    It counts as nothing anybody can be sure of when ``verifiable`` is false or its note begins with LOW CONFIDENCE.
    """

    type: str
    start_s: float
    end_s: float
    box: PixelBox
    note: str = ""
    track: tuple[Point, ...] = ()
    verifiable: bool = True

    @property
    def rule(self) -> str:
        return ALSO.get(self.type, self.type)

    @property
    def sure(self) -> bool:
        return self.verifiable and not self.note.startswith(UNSURE)


class Labelled(msgspec.Struct, frozen=True):
    """One file: its size, length, what happens in it, and what a person would have drawn on its camera's picture."""

    file: str
    width: int
    height: int
    duration_s: float
    incidents: tuple[Label, ...]
    condition: str = "real"
    zones: tuple[Zone, ...] = ()
    calibration: tuple[GroundPoint, ...] = ()


def labels_of(video: Path) -> Labelled:
    """What is said of a file in the labels.json beside it; raises ConfigError that says what is wrong, and where."""
    path = video.parent / NAME
    if not video.is_file():
        raise ConfigError(f"{video}: there is no such file")
    if not path.is_file():
        raise ConfigError(f"{video}: there is no {NAME} beside it, so nobody knows what happens in it")
    try:
        rows = msgspec.json.decode(path.read_bytes(), type=list[Labelled])
    except (msgspec.ValidationError, msgspec.DecodeError, OSError) as error:
        raise ConfigError(f"{path}: {error}") from error
    found = next((row for row in rows if row.file == video.name), None)
    if found is None:
        raise ConfigError(f"{path}: says nothing of {video.name}; a file without incidents needs a row without any")
    return found
