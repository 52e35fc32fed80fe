"""The strip: a short film of the seconds around an incident, from frames kept in memory for as long as it takes."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from threading import Thread

import cv2
import numpy as np
from cv2.typing import MatLike

from store.records import Box, EvidenceKind, TimeSource
from vision.frame import Frame, decode, encode_jpeg

EVERY = timedelta(seconds=0.39)  # every second one of five a second
BEFORE = AFTER = timedelta(seconds=10)
LONGEST_AGO = timedelta(seconds=20)
KEPT = BEFORE + LONGEST_AGO + timedelta(seconds=2)
MOST_FRAMES = 84
WIDTH_PX = 320
KEPT_BYTES = 64_000
KEPT_WIDTH_PX = 480
QUALITY, POOR_QUALITY = 50, 20
LIMIT_BYTES = 400_000
LAST_MS = 1500


@dataclass(frozen=True)
class Shot:
    """A frame as it came, whose clock its time is, and what of it must be masked."""

    time: datetime
    jpeg: bytes
    hidden: tuple[Box, ...]
    source: TimeSource = "capture"


class Ring:
    """The last half minute of a camera, about two frames a second: 84 of 64 kB, 5.4 MB, at the very most."""

    def __init__(self) -> None:
        self._shots: deque[Shot] = deque(maxlen=MOST_FRAMES)

    def wants(self, time: datetime) -> bool:
        """Whether enough time has gone since the frame kept last."""
        return not self._shots or time - self._shots[-1].time >= EVERY

    def add(self, shot: Shot, frame: Frame) -> None:
        """Keep the camera's own bytes where they are few, since to make others takes time; else a smaller picture."""
        if len(shot.jpeg) > KEPT_BYTES:
            small = _narrow(frame.picture, KEPT_WIDTH_PX)
            shot = Shot(shot.time, encode_jpeg(small, KEPT_BYTES, 75), shot.hidden, shot.source)
        self._shots.append(shot)
        while shot.time - self._shots[0].time > KEPT:
            self._shots.popleft()

    def between(self, first: datetime, last: datetime) -> list[Shot]:
        """The frames of a stretch of time, oldest first."""
        return [shot for shot in self._shots if first <= shot.time <= last]


def centre(start: datetime, told: datetime) -> datetime:
    """The moment a strip is about: the start, or the earliest since which frames are still kept."""
    return max(start, told - LONGEST_AGO)


class Cutting(Thread):
    """Makes the strips of one incident beside the analysis, which must not wait a quarter of a second for each."""

    def __init__(self, shots: Sequence[Shot], versions: dict[EvidenceKind, Callable[[MatLike, Shot], MatLike]]) -> None:
        super().__init__(name="strip", daemon=True)
        self._shots, self._versions = shots, versions
        self.made: dict[EvidenceKind, bytes] = {}
        self.start()

    def run(self) -> None:
        """Each version of the strip, one after the other; a single frame is no film."""
        if len(self._shots) < 2:
            return
        self.made = {name: animated(self._shots, finish) for name, finish in self._versions.items()}

    def strips(self) -> dict[EvidenceKind, bytes]:
        """What was made, waiting for the rest of it."""
        self.join()
        return self.made


def animated(shots: Sequence[Shot], finish: Callable[[MatLike, Shot], MatLike]) -> bytes:
    """An animated WebP of LIMIT_BYTES about, each frame as ``finish`` leaves it and shown for as long as it lasted."""
    pictures = [finish(decode(shot.jpeg, WIDTH_PX, np.inf), shot) for shot in shots]
    size = (pictures[0].shape[1], pictures[0].shape[0])
    # frames of one film have one size, whatever the camera did meanwhile
    frames = [picture if picture.shape[:2] == size[::-1] else cv2.resize(picture, size) for picture in pictures]
    film = cv2.Animation()
    film.frames, film.loop_count = frames, 0
    film.durations = _durations(shots)
    webp = _encoded(film, QUALITY)
    return webp if len(webp) <= LIMIT_BYTES else _encoded(film, POOR_QUALITY)


def _durations(shots: Sequence[Shot]) -> list[int]:
    """How long each frame is shown, in milliseconds; the last one longer, so that the end is seen."""
    gaps = [(b.time - a.time).total_seconds() for a, b in pairwise(shots)]
    return [*(round(1000 * min(gap, 5.0)) for gap in gaps), LAST_MS]


def _encoded(film: cv2.Animation, quality: int) -> bytes:
    ok, webp = cv2.imencodeanimation(".webp", film, [cv2.IMWRITE_WEBP_QUALITY, quality])
    if not ok:
        raise ValueError("the strip cannot be encoded")
    return webp.tobytes()


def _narrow(picture: MatLike, width_px: int) -> MatLike:
    height, width = picture.shape[:2]
    if width <= width_px:
        return picture
    return cv2.resize(picture, (width_px, max(1, round(height * width_px / width))), interpolation=cv2.INTER_AREA)
