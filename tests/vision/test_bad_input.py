"""Whatever bytes, times and zones come in: no crash, bounded memory, and what was known stays known."""

import contextlib
from datetime import timedelta

import cv2
import msgspec
import numpy as np
import psutil
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.city import Zone
from tests.vision.road import Car, Road, camera, moments, pipeline, vision, watch, when
from vision.frame import Undecodable, decode
from vision.pipeline import Pipeline

JPEG = Road((Car(stops=4),)).jpeg(6)


def encoded(jpeg: bytes, how: int, *options: int) -> bytes:
    """The same picture, read and written in another way."""
    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), how)
    assert picture is not None
    return cv2.imencode(".jpg", picture, options)[1].tobytes()


GREY, PROGRESSIVE = encoded(JPEG, 0), encoded(JPEG, 1, cv2.IMWRITE_JPEG_PROGRESSIVE, 1)
CHANGES = st.lists(st.tuples(st.integers(0, 1 << 16), st.integers(0, 255)), min_size=1, max_size=12)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from([JPEG, GREY, PROGRESSIVE]), CHANGES, st.integers(0, 400))
def test_damaged_jpeg_is_a_picture_or_refused(jpeg, changes, cut):
    damaged = bytearray(jpeg[: len(jpeg) - cut] if cut % 4 == 0 else jpeg)
    for at, value in changes:
        # more often in the header, where a byte means most
        damaged[at % (600 if at % 2 else len(damaged))] = value
    try:
        picture = decode(bytes(damaged), 320, 4.0)
    except Undecodable:
        return
    assert picture.ndim == 3 and max(picture.shape[:2]) <= 320


def test_damaged_jpegs_take_no_memory_for_long():
    random, process, through = np.random.default_rng(3), psutil.Process(), pipeline()
    before = None
    for number in range(400):
        damaged = bytearray(JPEG)
        for at in random.integers(2, len(JPEG) - 2, 5):
            damaged[at] = int(random.integers(0, 256))
        with contextlib.suppress(Undecodable):
            through.step(bytes(damaged), when(number / 5), number)
        before = process.memory_info().rss if number == 100 else before
    assert before and process.memory_info().rss - before < 60e6


def test_grey_pictures_are_watched_like_any():
    road, through, found = Road((Car(stops=4),)), pipeline(minimum_stop_seconds=8), set()
    for number, seconds in moments(0, 15, 5):
        jpeg = encoded(road.jpeg(seconds), 0)
        found |= {getattr(row, "rule", "") for row in through.step(jpeg, when(seconds), number).records}
    assert "stopped_vehicle" in found


def test_sixteen_bit_picture_is_refused_with_the_reason():
    at = JPEG.index(b"\xff\xc0") + 4
    with pytest.raises(Undecodable, match="16 bits"):
        decode(JPEG[:at] + b"\x10" + JPEG[at + 1 :], 320, 4.0)


def test_rate_that_changes_in_the_middle_keeps_the_incident_one():
    road, through = Road((Car(stops=4, leaves=30),)), pipeline(minimum_stop_seconds=8)
    parts = [watch(road, start=a, end=b, fps=f, through=through) for a, b, f in ((0, 15, 10), (15, 25, 2), (25, 40, 5))]
    assert len(set().union(*(part.ids for part in parts))) == 1
    assert sum(len(part.ends) for part in parts) == 1


def test_frames_out_of_order_and_doubled_are_skipped():
    through = pipeline()
    through.step(JPEG, when(1), 1)
    for seconds in (1, 0.5, -5):
        assert through.step(JPEG, when(seconds), 2).records == []
    assert through.skipped == 3


@pytest.mark.parametrize("purpose", ["no_stopping", "ignore", "carriageway", "restricted"])
def test_zone_outside_or_without_area_harms_nothing(purpose):
    flat = Zone("flat", purpose, ((0.5, 0.5), (0.5, 0.5), (0.5, 0.5)), 0.0)
    beyond = Zone("beyond", purpose, ((1.5, 1.5), (2.0, 1.5), (2.0, 2.0)), 90.0)
    through = Pipeline(msgspec.structs.replace(camera(), zones=(flat, beyond)), vision())
    assert watch(Road((Car(stops=30, leaves=30),)), end=6, through=through).news == []


def test_clock_that_leaps_ahead_begins_anew_without_an_incident():
    road, through = Road((Car(stops=-60),)), pipeline(minimum_stop_seconds=8)
    watch(road, end=6, through=through)
    later = [through.step(road.jpeg(n / 5), when(7 + n / 5) + timedelta(days=400), n).records for n in range(60)]
    assert not any(later)
