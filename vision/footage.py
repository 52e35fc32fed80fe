"""Video files with labels as clips to be judged by."""

import math
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import cv2

from config.city import Camera, Zone
from config.error import ConfigError
from config.labels import Label, Labelled
from store.records import Box
from vision.evaluate import Clip, Event

START = datetime(2026, 1, 1, tzinfo=UTC)
QUALITY = 80
AT_THE_END_SECONDS = 0.5
# Where nobody has drawn zones, the place of a labelled event is what a person would have drawn for its rule.
PLACES = ("intrusion", "person_on_road", "wrong_way")


def clip(video: Path, labels: Labelled, rate_fps: float) -> Clip:
    """A labelled file, played at no more than ``rate_fps`` frames a second."""
    zones = labels.zones or tuple(_zone(label, labels) for label in labels.incidents if label.rule in PLACES)
    unique = {(zone.purpose, zone.polygon): zone for zone in zones}
    camera = Camera(id="clip", name=video.stem, lon=0.0, lat=0.0, zones=tuple(unique.values()),
                    calibration=labels.calibration)  # fmt: skip
    events = tuple(_event(label, labels) for label in labels.incidents)
    return Clip(video.name, camera, lambda: frames(video, rate_fps), events, labels.condition)


def frames(video: Path, rate_fps: float) -> Iterator[tuple[datetime, bytes]]:
    """(time, JPEG) of a file; raises ConfigError when it cannot be read."""
    capture, slot = cv2.VideoCapture(str(video)), -1
    if not capture.isOpened():
        raise ConfigError(f"{video}: is no video that can be read")
    while capture.grab():
        seconds = capture.get(cv2.CAP_PROP_POS_MSEC) / 1000
        if int(seconds * rate_fps + 0.01) <= slot:
            continue
        slot = int(seconds * rate_fps + 0.01)
        ok, picture = capture.retrieve()
        if ok:
            jpeg = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])[1]
            yield START + timedelta(seconds=seconds), jpeg.tobytes()
    if slot < 0:
        raise ConfigError(f"{video}: no frame of it can be decoded")


def _event(label: Label, labels: Labelled) -> Event:
    lasts = label.end_s >= labels.duration_s - AT_THE_END_SECONDS
    track = tuple((START + timedelta(seconds=point.t), _box(point.box, labels)) for point in label.track)
    return Event(
        rule=label.rule,
        start=START + timedelta(seconds=label.start_s),
        end=None if lasts else START + timedelta(seconds=label.end_s),
        box=_box(label.box, labels),
        verifiable=label.sure,
        track=track,
        due=START + timedelta(seconds=label.start_s) if label.rule == "wrong_way" else None,
        reason="" if label.sure else "unsure",
    )


def _zone(label: Label, labels: Labelled) -> Zone:
    """The event's place as a person would have drawn it, who knows the street but not what will happen."""
    left, top, right, bottom = _box(label.box, labels)
    corners = ((left, top), (right, top), (right, bottom), (left, bottom))
    purpose = "restricted" if label.rule == "intrusion" else "carriageway"
    return Zone(name=label.type, purpose=purpose, polygon=corners, direction_degrees=_usual(label))


def _usual(label: Label) -> float | None:
    """The way one should have gone: the opposite of the way of whoever went against it."""
    if label.rule != "wrong_way" or len(label.track) < 2:
        return None
    first, last = label.track[0].box, label.track[-1].box
    right, down = (last[k] + last[k + 2] - first[k] - first[k + 2] for k in (0, 1))
    return math.degrees(math.atan2(-right, down)) % 360


def _box(box: tuple[float, float, float, float], labels: Labelled) -> Box:
    w, h = labels.width, labels.height
    left, top, right, bottom = (min(1.0, max(0.0, v)) for v in (box[0] / w, box[1] / h, box[2] / w, box[3] / h))
    return left, top, right, bottom
