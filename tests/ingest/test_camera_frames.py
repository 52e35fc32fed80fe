"""The camera stream: which frames are looked at, which are dropped and counted, which are refused and why."""

from datetime import timedelta

import cv2
import numpy as np
import pytest

from config import ConfigError
from ingest.stream import Context, Undecodable, open_stream
from store.records import Reading, Still
from tests.builders import NOON, city, message, settings


def _jpeg(shade: int = 90) -> bytes:
    picture = np.full((180, 320, 3), shade, np.uint8)
    return cv2.imencode(".jpg", cv2.randu(picture, shade - 5, shade + 5))[1].tobytes()


def _stream(now=lambda: NOON, **environ: str):
    return open_stream("camera_frames", Context(settings(**environ), city(), now, lambda _camera: []))


def _frame(seconds: float = 0.0, jpeg: bytes | None = None, key: str = "cam-01", **headers: str):
    time = (NOON + timedelta(seconds=seconds)).isoformat()
    pairs = {"time": time, "sequence": str(round(seconds * 10) + 1000)} | headers
    return message(_jpeg() if jpeg is None else jpeg, "camera.frames", key, **pairs)


def _figures(records) -> dict[str, float]:
    return {row.metric: row.value for row in records if isinstance(row, Reading)}


def test_frame_becomes_a_still_and_the_cameras_figures():
    rows = _stream().decode(_frame(-1.0))
    [still] = [row for row in rows if isinstance(row, Still)]
    assert (still.camera_id, still.lag_seconds) == ("cam-01", 1.0)
    assert _figures(rows) == {"frame_lag_seconds": 1.0, "frames_total": 1.0, "frames_dropped_total": 0.0}


def test_frames_within_a_second_keep_one_still():
    stream = _stream()
    rows = [row for n in range(6) for row in stream.decode(_frame(n / 5 - 2)) if isinstance(row, Still)]
    assert len(rows) == 2


@pytest.mark.parametrize("late", [-11.0, -30.0])
def test_frame_that_is_late_is_dropped_and_counted(late):
    rows = _stream().decode(_frame(late))
    assert _figures(rows)["frames_dropped_total"] == 1.0
    assert not [row for row in rows if isinstance(row, Still)]


def test_frame_older_than_the_newest_is_dropped_and_counted():
    stream = _stream()
    stream.decode(_frame(-1.0))
    stream.decode(_frame(-2.0))
    assert _figures(stream.decode(_frame(5.0)))["frames_dropped_total"] == 1.0


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        (_frame(jpeg=b""), ""),
        (_frame(jpeg=b"GIF89a"), ""),
        (_frame(jpeg=_jpeg()[:200]), ""),
        (_frame(key="cam-99"), "unknown source 'cam-99'"),
        (_frame(61.0), "in the future"),
        (_frame(time="2026-11-21T05:00:00"), "no time zone"),
        (_frame(time="soon"), "header cannot be read"),
        (_frame(sequence="-1"), "out of range"),
        (_frame(sequence="9" * 5000), "header"),
        (message(_jpeg(), "camera.frames", "cam-01"), "'time' is missing"),
    ],
)
def test_frame_that_is_wrong_is_refused_with_the_reason(frame, words):
    with pytest.raises(Undecodable) as refused:
        _stream().decode(frame)
    assert words in str(refused.value)


def test_frame_that_declares_a_huge_picture_is_refused_before_it_is_decoded():
    jpeg = bytearray(_jpeg())
    at = jpeg.index(b"\xff\xc0") + 5
    jpeg[at : at + 4] = (60_000).to_bytes(2, "big") * 2
    with pytest.raises(Undecodable, match="60000"):
        _stream().decode(_frame(jpeg=bytes(jpeg)))


def test_bad_pictures_of_one_camera_keep_one_dead_letter_a_minute():
    clock = [NOON]
    stream = _stream(lambda: clock[0])
    kept = [stream.keeps_dead_letter(_frame(), "no JPEG") for _ in range(3)]
    other = stream.keeps_dead_letter(_frame(key="cam-02"), "no JPEG")
    clock[0] += timedelta(seconds=61)
    assert [*kept, other, stream.keeps_dead_letter(_frame(), "no JPEG")] == [True, False, False, True, True]


def test_rule_with_a_misspelt_key_stops_the_start_with_its_path():
    with pytest.raises(ConfigError, match=r"vision\.rules\.stopped_vehicle\.minimum_secondz"):
        _stream(IOC_VISION__RULES__STOPPED_VEHICLE__MINIMUM_SECONDZ="3")
