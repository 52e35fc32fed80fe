"""Contact sheets: what a missed event or a false alarm looked like before, at, and after it, with boxes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import cv2
import numpy as np
from cv2.typing import MatLike

from store.records import Box
from vision.evaluate import Event, Outcome, Told

WIDTH_PX, QUALITY = 400, 72
BEFORE_AFTER = timedelta(seconds=3)
TRUTH, TOLD = (0, 200, 255), (60, 60, 255)


@dataclass(frozen=True)
class Sheet:
    """Three pictures side by side; ``kind`` is "miss" or "false", ``seconds`` when into the clip it was."""

    kind: str
    rule: str
    clip: str
    condition: str
    seconds: float
    jpeg: bytes


def sheets(outcome: Outcome) -> list[Sheet]:
    """One sheet of each miss and of each false alarm."""
    if not outcome.stills:
        return []
    begun = outcome.stills[0][0]
    found = [("miss", event.rule, _moments(event, outcome), event.start, event) for event in outcome.missed]
    found += [("false", told.incident.rule, _around(told.time), told.time, told) for told in outcome.false]
    return [
        Sheet(kind, rule, outcome.clip.name, outcome.clip.condition, (time - begun).total_seconds(),
              _drawn(outcome.stills, moments, what))
        for kind, rule, moments, time, what in found
    ]  # fmt: skip


def _around(time: datetime) -> tuple[datetime, ...]:
    return time - BEFORE_AFTER, time, time + BEFORE_AFTER


def _moments(event: Event, outcome: Outcome) -> tuple[datetime, ...]:
    """Just before it, when it could be told, and late in it."""
    last = event.end or outcome.stills[-1][0]
    return event.start - timedelta(seconds=2), min(event.due or event.start + (last - event.start) / 2, last), last


def _drawn(stills: Sequence[tuple[datetime, bytes]], moments: Sequence[datetime], what: Event | Told) -> bytes:
    pictures = []
    for moment in moments:
        time, jpeg = min(stills, key=lambda row: abs((row[0] - moment).total_seconds()))
        picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
        if picture is None:
            continue
        scale = WIDTH_PX / picture.shape[1]
        picture = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        _frame(picture, what, time)
        pictures.append(picture)
    return cv2.imencode(".jpg", np.hstack(pictures), [cv2.IMWRITE_JPEG_QUALITY, QUALITY])[1].tobytes()


def _frame(picture: MatLike, what: Event | Told, time: datetime) -> None:
    if isinstance(what, Told):
        _box(picture, what.incident.box, TOLD)
    elif what.start <= time and (what.end is None or time <= what.end):
        _box(picture, what.at(time), TRUTH)


def _box(picture: MatLike, box: Box, colour: tuple[int, int, int]) -> None:
    height, width = picture.shape[:2]
    one = int(box[0] * width) - 1, int(box[1] * height) - 1
    cv2.rectangle(picture, one, (int(box[2] * width) + 1, int(box[3] * height) + 1), colour, 1)
