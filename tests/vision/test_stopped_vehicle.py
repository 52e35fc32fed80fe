"""The rule alone, on scenes written by hand."""

from datetime import timedelta

import pytest

from config.city import Zone
from tests.vision.road import START
from vision.rules.stopped_vehicle import Rule
from vision.scene import Scene, Stop, Track

CAR = (0.4, 0.5, 0.5, 0.6)


def track(number=1, box=CAR, stood=30.0, came=True, presence=2.0, steady=1.0, reported=()):
    stop = Stop(START - timedelta(seconds=stood), came, presence, steady, START)
    return Track(number, box, (), stop, frozenset(reported))


def sighted(*tracks, zones=(), **thresholds):
    found = Rule(**thresholds).sightings(Scene(START, 16 / 9, tracks, zones))
    return [sighting.track for sighting in found]


def zone(purpose, left=0.3, right=0.6):
    return Zone(name="z", purpose=purpose, polygon=((left, 0.3), (right, 0.3), (right, 0.7), (left, 0.7)))


def shifted(by):
    return (CAR[0] + by, CAR[1], CAR[2] + by, CAR[3])


@pytest.mark.parametrize(("stood", "found"), [(19.9, []), (20, [1]), (3600, [1])])
def test_vehicle_is_sighted_once_it_stood_long_enough(stood, found):
    assert sighted(track(stood=stood)) == found


@pytest.mark.parametrize(
    "box",
    [
        pytest.param((0.4, 0.5, 0.41, 0.6), id="too narrow"),
        pytest.param((0.4, 0.5, 0.5, 0.51), id="too low"),
        pytest.param((0.1, 0.5, 0.9, 0.9), id="too wide"),
        pytest.param((0.4, 0.5, 0.44, 0.7), id="as tall as a person"),
    ],
)
def test_what_has_not_the_shape_of_a_vehicle_is_not_sighted(box):
    assert sighted(track(box=box)) == []


def test_moving_track_is_not_sighted():
    assert sighted(Track(1, CAR, ())) == []


@pytest.mark.parametrize(
    ("keys", "found"),
    [
        ({"came": False, "presence": 1.2}, []),
        ({"came": False, "presence": 1.8}, [1]),
        ({"came": True, "presence": 1.0}, [1]),
        ({"steady": 0.4}, []),
    ],
)
def test_vehicle_must_have_come_and_keep_still(keys, found):
    assert sighted(track(**keys)) == found


@pytest.mark.parametrize(
    ("zones", "stood", "found"),
    [
        ((zone("no_stopping"),), 9, [1]),
        ((zone("carriageway"),), 9, [1]),
        ((zone("no_stopping", 0.7, 0.9),), 600, []),
        ((zone("ignore"),), 600, []),
        ((zone("no_stopping"), zone("signal_queue")), 600, []),
        ((zone("crossing"),), 30, [1]),
    ],
)
def test_zones_decide_where_stopping_is_forbidden(zones, stood, found):
    assert sighted(track(stood=stood), zones=zones) == found


def test_queue_is_sighted_only_after_its_own_limit():
    row = [track(number, shifted(0.12 * number)) for number in range(3)]
    assert sighted(*row) == []
    assert sighted(*row[:2]) == [0, 1]
    assert sighted(*(track(n, shifted(0.12 * n), stood=91) for n in range(3))) == [0, 1, 2]


def test_reported_vehicle_stays_sighted_when_others_queue_behind_it():
    row = [
        track(0, shifted(0.24), reported={"stopped_vehicle"}, steady=0.1),
        *(track(n, shifted(0.12 * (n - 1))) for n in (1, 2)),
    ]
    assert sighted(*row) == [0]


def test_confidence_grows_with_the_evidence():
    def confidence(**keys):
        return Rule().sightings(Scene(START, 16 / 9, (track(**keys),)))[0].confidence

    assert 0 < confidence(came=False, presence=1.5) < confidence(presence=1.5) < confidence(presence=3.0) <= 1
