"""Frames: the newest wins, what is late is dropped and counted, and a camera that was elsewhere is taken up anew."""

from collections.abc import Callable
from datetime import timedelta

import cv2
import numpy as np
from prometheus_client import REGISTRY

from ingest.stream import Context, open_stream
from store.records import Reading, Record, Still
from tests.builders import NOON, KafkaMessage, city, settings

JPEG = cv2.imencode(".jpg", np.zeros((90, 160, 3), np.uint8))[1].tobytes()
Decode = Callable[..., list[Record]]


def _stream(asked: list[str]) -> Decode:
    """Decodes frame ``number`` as consumed so many seconds after it was taken; notes whose incidents are asked for."""
    now = [NOON]

    def unended(camera_id: str) -> list:
        asked.append(camera_id)
        return []

    decode = open_stream("camera_frames", Context(settings(), city(), lambda: now[0], unended)).decode

    def frame(number: int, seconds: float = 0.0, offset: int | None = None, camera: str = "cam-01") -> list[Record]:
        taken = NOON + timedelta(seconds=number / 5)
        now[0] = taken + timedelta(seconds=seconds)
        headers = [("time", taken.isoformat().encode()), ("sequence", str(number).encode())]
        place = number if offset is None else offset
        return list(decode(KafkaMessage("camera.frames", 0, place, 0, camera.encode(), JPEG, headers)))

    return frame


def _figure(name: str, camera: str = "cam-01") -> float:
    return REGISTRY.get_sample_value(name, {"camera": camera}) or 0.0


def test_consumer_that_is_behind_drops_what_is_late_and_shows_the_newest():
    frame, dropped, taken = _stream([]), _figure("ioc_frames_dropped_total"), _figure("ioc_frames_total")
    late = [record for number in range(50) for record in frame(number, seconds=10.5)]
    newest = frame(50, seconds=1.0)
    assert [row for row in late if isinstance(row, Still)] == []
    assert [row.sequence for row in newest if isinstance(row, Still)] == [50]
    assert _figure("ioc_frames_dropped_total") - dropped == 50
    assert _figure("ioc_frames_total") - taken == 51
    assert _figure("ioc_camera_lag_seconds") == 1.0


def test_dropped_frames_are_told_as_readings_of_their_camera():
    frame = _stream([])
    rows = [row for number in range(51) for row in frame(number, seconds=10.5) if isinstance(row, Reading)]
    assert {(row.source_id, row.metric) for row in rows} == {
        ("cam-01", metric) for metric in ("frame_lag_seconds", "frames_total", "frames_dropped_total")
    }
    assert max(row.value for row in rows if row.metric == "frames_dropped_total") == 51


def test_frame_that_comes_twice_is_analysed_once():
    frame = _stream([])
    frame(1)
    assert [row for row in frame(1) if isinstance(row, Still)] == []


def test_camera_that_another_consumer_had_meanwhile_is_taken_up_from_the_store():
    asked: list[str] = []
    frame = _stream(asked)
    frame(1, camera="cam-01")
    frame(2, camera="cam-02")
    frame(40, camera="cam-01")
    assert asked == ["cam-01", "cam-02", "cam-01"]


def test_replay_takes_nothing_up_anew():
    asked: list[str] = []
    frame = _stream(asked)
    for number in (1, 2, 3, 2, 3, 4):
        frame(number)
    assert asked == ["cam-01"]


def test_broker_made_anew_that_counts_from_nought_takes_nothing_up_anew():
    asked: list[str] = []
    frame = _stream(asked)
    for number, offset in ((1, 500), (2, 501), (3, 0), (4, 1)):
        frame(number, offset=offset)
    assert asked == ["cam-01"]
