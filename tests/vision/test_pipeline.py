"""Whole scenes through one camera's pipeline."""

import hashlib
import itertools

import cv2
import numpy as np
import pytest

from store.records import Incident
from tests.vision.road import HEIGHT, WIDTH, Car, Road, moments, pipeline, watch, when
from vision.detections import overlap
from vision.frame import Undecodable

ZONE = {"name": "lane", "purpose": "no_stopping", "polygon": [(0.3, 0.4), (0.8, 0.4), (0.8, 0.75), (0.3, 0.75)]}
FAR_ZONE = {"name": "far", "purpose": "no_stopping", "polygon": [(0.7, 0.8), (1.0, 0.8), (1.0, 1.0), (0.7, 1.0)]}


def test_stopped_car_has_one_incident_with_its_time_place_and_proof():
    car = Car(stops=8, leaves=40)
    seen = watch(Road((car,)), end=52)
    assert len(seen.ids) == 1
    (told, incident), (_, last) = seen.starts[0], seen.ends[0]
    assert 26.5 <= told <= 29.5
    assert abs((incident.start - when(car.stops)).total_seconds()) <= 1.5
    assert abs((last.end - when(car.leaves)).total_seconds()) <= 3
    assert overlap(incident.box, car.box) > 0.6
    assert incident.track[0][0] < -1 and 0.6 < incident.confidence <= 1
    assert {e.kind for e in seen.evidence} >= {"end", "end_plain", "start", "start_plain"}
    assert all(hashlib.sha256(e.picture).hexdigest() == e.sha256 and len(e.picture) <= 400_000 for e in seen.evidence)


@pytest.mark.parametrize("fps", [2, 10, 25])
def test_stopped_car_is_found_at_any_frame_rate(fps):
    seen = watch(Road((Car(stops=6),)), end=18, fps=fps, through=pipeline(minimum_stop_seconds=8))
    assert len(seen.ids) == 1
    assert 12.5 <= seen.starts[0][0] <= 16.5
    assert abs((seen.starts[0][1].start - when(6)).total_seconds()) <= 1.6


def test_updates_come_at_most_every_two_seconds():
    seen = watch(Road((Car(stops=5),)), end=25, through=pipeline(minimum_stop_seconds=8))
    told = [seconds for seconds, _ in seen.news]
    assert len(told) >= 4
    assert all(later - earlier >= 2 for earlier, later in itertools.pairwise(told))


@pytest.mark.parametrize(
    "cars",
    [
        pytest.param((), id="empty road"),
        pytest.param((Car(stops=-60),), id="parked since before the start"),
        pytest.param((Car(stops=-60, leaves=15),), id="parked car that leaves"),
        pytest.param((Car(stops=10, leaves=22),), id="stop of twelve seconds"),
        pytest.param(tuple(Car(stops=5 * n, leaves=5 * n, seed=n, y=70 + n % 2 * 50) for n in range(8)), id="traffic"),
    ],
)
def test_nothing_stopped_too_long_has_no_incident(cars):
    assert watch(Road(cars), end=45).news == []


def dimmed(start, factor, end=1e9):
    return lambda seconds, picture: picture * (factor if start <= seconds < end else 1)


def lamp(seconds, picture):
    """A beam that falls on a part of the road and stays."""
    lit = picture.copy()
    if seconds > 10:
        lit[80:120, 100:180] = lit[80:120, 100:180] * 1.5 + 10
    return lit


def infrared(seconds, picture):
    """The camera switches to its night mode: no colour, other contrast."""
    grey = picture.mean(axis=2, keepdims=True).repeat(3, axis=2)
    return picture if seconds < 15 else 235 - grey * 0.6


def flashes(seconds, picture):
    return picture * (1.9 if 10 < seconds % 20 < 10.5 else 1) + (40 if 10 < seconds % 20 < 10.5 else 0)


@pytest.mark.parametrize("light", [dimmed(12, 0.55), dimmed(12, 1.6), dimmed(10, 0.7, 14), lamp, infrared, flashes])
def test_light_that_changes_has_no_incident(light):
    parked = Car(stops=-60, seed=3)
    assert watch(Road((parked,), light=light), end=45).news == []


@pytest.mark.parametrize("light", [dimmed(20, 0.6), infrared, flashes])
def test_light_that_changes_leaves_the_incident_as_it_is(light):
    seen = watch(Road((Car(stops=4),), light=light), end=45, through=pipeline(minimum_stop_seconds=8))
    assert len(seen.ids) == 1
    assert seen.ends == []


def test_lorries_passing_in_front_neither_end_nor_double_the_incident():
    lorries = tuple(Car(stops=n, leaves=n, y=84, width=130, height=50, seed=n, speed=45) for n in (13, 24, 31, 38))
    seen = watch(Road((Car(stops=4), *lorries)), end=50, through=pipeline(minimum_stop_seconds=8))
    assert len(seen.ids) == 1
    assert seen.ends == []


def test_car_standing_on_while_another_takes_its_place_has_two_incidents():
    cars = Car(stops=5, leaves=20), Car(stops=26, seed=9)
    seen = watch(Road(cars), end=40, through=pipeline(minimum_stop_seconds=8))
    assert len(seen.ids) == 2
    assert len(seen.ends) == 1


def test_two_cars_stopping_together_have_an_incident_each():
    cars = Car(stops=5, y=70), Car(stops=5, y=135, seed=4)
    assert len(watch(Road(cars), end=16, through=pipeline(minimum_stop_seconds=8)).ids) == 2


def test_queue_waits_longer_than_a_single_car():
    cars = tuple(Car(stops=5 + 2 * n, x=220 - 52 * n, seed=n) for n in range(4))
    assert watch(Road(cars), end=40).news == []


@pytest.mark.parametrize(
    ("zones", "found"),
    [
        ([ZONE], 1),
        ([FAR_ZONE], 0),
        ([{**ZONE, "purpose": "carriageway"}], 1),
        ([{**ZONE, "purpose": "ignore"}], 0),
        ([{**ZONE, "purpose": "signal_queue"}], 0),
        ([ZONE, {**ZONE, "purpose": "signal_queue"}], 0),
        ([{**FAR_ZONE, "purpose": "ignore"}], 0),
    ],
)
def test_zones_say_where_stopping_is_forbidden(zones, found):
    # forbidden: 8 s; nobody says so: 20 s
    assert len(watch(Road((Car(stops=5),)), end=17, through=pipeline(zones=zones)).ids) == found


def test_restart_goes_on_with_the_open_incident_until_the_car_leaves():
    road = Road((Car(stops=5, leaves=45),))
    before = watch(road, end=20, through=pipeline(minimum_stop_seconds=8))
    after = watch(road, start=21, end=58, through=pipeline([before.news[-1][1]], minimum_stop_seconds=8))
    assert after.ids == before.ids
    assert abs((after.ends[0][1].end - when(45)).total_seconds()) <= 5
    assert {e.kind.partition("_")[0] for e in after.evidence} == {"worst", "end"}


def test_restart_behind_a_passing_lorry_keeps_the_incident():
    road = Road((Car(stops=5), Car(stops=20.5, leaves=20.5, y=84, width=130, height=50, seed=5)))
    before = watch(road, end=20, through=pipeline(minimum_stop_seconds=8))
    after = watch(road, start=20.4, end=40, through=pipeline([before.news[-1][1]], minimum_stop_seconds=8))
    assert after.ids == before.ids
    assert after.ends == []


def test_replay_of_the_same_frames_makes_the_same_records():
    road = Road((Car(stops=4, leaves=18),))
    one, two = (watch(road, end=26, through=pipeline(minimum_stop_seconds=8)) for _ in range(2))
    assert one.news and (one.news, one.evidence) == (two.news, two.evidence)


def test_frames_late_or_doubled_are_counted_and_change_nothing():
    road, through = Road((Car(stops=4),)), pipeline(minimum_stop_seconds=8)
    plain = watch(road, end=16, through=pipeline(minimum_stop_seconds=8)).news
    news = []
    for number, seconds in moments(0, 16, 5):
        for moment in (seconds, seconds, seconds - 0.3):
            records = through.step(road.jpeg(moment), when(moment), number).records
            news += [(seconds, record) for record in records if isinstance(record, Incident)]
    assert news == plain
    assert through.skipped == 2 * 80


@pytest.mark.parametrize("size", [(640, 360), (240, 136)])
def test_size_that_changes_keeps_the_open_incident(size):
    cars, through = (Car(stops=4, leaves=40),), pipeline(minimum_stop_seconds=8)
    before = watch(Road(cars), end=20, through=through)
    after = watch(Road(cars, size=size), start=20, end=52, through=through)
    assert len(before.ids) == 1
    assert after.ids == before.ids and len(after.ends) == 1


@pytest.mark.parametrize(("leaves", "ended"), [(1e9, 0), (60, 1)])
def test_gap_in_time_keeps_the_incident_while_the_car_stands(leaves, ended):
    road, through = Road((Car(stops=4, leaves=leaves),)), pipeline(minimum_stop_seconds=8)
    before = watch(road, end=20, through=through)
    after = watch(road, start=120, end=140, through=through)
    assert before.ids | after.ids == before.ids
    assert len(after.ends) == ended


def test_bad_frame_is_refused_and_loses_nothing():
    road, through = Road((Car(stops=4),)), pipeline(minimum_stop_seconds=8)
    watch(road, end=10, through=through)
    for bad in (b"", b"no picture", road.jpeg(11)[:-200]):
        with pytest.raises(Undecodable):
            through.step(bad, when(11), 0)
    assert len(watch(road, start=10, end=16, through=through).ids) == 1


def test_evidence_of_a_large_picture_stays_within_its_limit():
    noise = np.random.default_rng(1).integers(0, 255, (4 * HEIGHT, 4 * WIDTH, 1), dtype=np.uint8)
    road, through = Road((Car(stops=4),), size=(4 * WIDTH, 4 * HEIGHT)), pipeline(minimum_stop_seconds=8)
    kept = []
    for number, seconds in moments(0, 13, 5):
        picture = cv2.imdecode(np.frombuffer(road.jpeg(seconds), np.uint8), 1) // 2 + noise // 4
        jpeg = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 98])[1].tobytes()
        kept += [r for r in through.step(jpeg, when(seconds), number).records if not isinstance(r, Incident)]
    assert len(jpeg) > 200_000
    assert len(kept) == 3 and all(len(row.picture) <= 200_000 for row in kept)
