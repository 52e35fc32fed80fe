"""A jam, and the queues that are none: at a light, while it flows, and of too few."""

from datetime import timedelta

import pytest

from tests.vision.scenes import after, going, scene, standing, zone
from vision.queueing import Queues
from vision.rules.congestion import Rule
from vision.scene import Scene

ROAD = zone("carriageway", 0.1, 0.9, 0.4, 0.8)


def at(track, seconds):
    """The same track so many seconds later."""
    shift = timedelta(seconds=seconds)
    path = tuple((when + shift, x, y) for when, x, y in track.path)
    return type(track)(track.number, track.box, path, track.stop, kind=track.kind, speed_mps=track.speed_mps)


def row(count=4, slow=True, **more):
    """Vehicles one behind the other; each takes a seventh of the road."""
    boxes = [(0.1 + 0.2 * n, 0.45, 0.28 + 0.2 * n, 0.75) for n in range(count)]
    if slow:
        return [standing(n, box, **more) for n, box in enumerate(boxes, 1)]
    return [going(n, box, "vehicle", 6.0, (0.3, 0.0), **more) for n, box in enumerate(boxes, 1)]


def told(of, until=300, zones=(ROAD,), **thresholds):
    """The seconds at which the rule first sights a jam; ``of`` gives the tracks of each second."""
    queues, rule = Queues(zones), Rule(**thresholds)
    for second in range(until):
        tracks = tuple(at(track, second) for track in of(second))
        now = scene(*tracks, zones=zones, at=second)
        now = Scene(now.time, now.aspect, now.tracks, zones, queues=queues.step(now))
        if sightings := rule.sightings(now):
            return second, (sightings[0].since - after(0)).total_seconds()
    return None


def test_queue_that_does_not_dissolve_is_a_jam_since_it_stood():
    assert told(lambda second: row() if second >= 10 else []) == (100, 10.0)


@pytest.mark.parametrize("mps", [0.5, 2.5])
def test_traffic_that_crawls_is_a_jam(mps):
    assert told(lambda _: row(slow=False, mps=mps)) == (90, 0.0)


FAR_APART = [standing(n, (0.1 * n, 0.5, 0.1 * n + 0.03, 0.55)) for n in range(1, 5)]
PASSING = [going(9 + n, (0.1, 0.5, 0.2, 0.6), "vehicle", 6.0, (0.3, 0.0)) for n in range(4)]


@pytest.mark.parametrize(
    "of",
    [
        pytest.param(lambda _: row(count=2), id="two vehicles"),
        pytest.param(lambda _: row(slow=False), id="dense traffic that goes"),
        pytest.param(lambda _: row(slow=False, mps=6.0), id="dense traffic at 20 km/h"),
        pytest.param(lambda second: row() if second % 90 < 70 else [], id="a light that lets all go"),
        pytest.param(lambda _: FAR_APART, id="far apart"),
        pytest.param(lambda _: [*row(3), *PASSING], id="more go than stand"),
        pytest.param(lambda _: row(kind="person"), id="people"),
    ],
)
def test_what_is_no_jam_is_not_sighted(of):
    assert told(of) is None


def test_queue_in_a_signal_queue_zone_is_legal():
    assert told(lambda _: row(), zones=(ROAD, zone("signal_queue", 0.1, 0.9, 0.4, 0.8))) is None


def test_one_who_lets_another_in_does_not_dissolve_a_jam():
    assert told(lambda second: [] if 40 <= second < 44 else row()) == (90, 0.0)


def test_where_no_road_is_drawn_a_jam_takes_longer_than_the_longest_red_light():
    assert told(lambda _: row(), zones=()) == (150, 0.0)


def test_two_carriageways_have_a_jam_each():
    zones = (zone("carriageway", 0.1, 0.9, 0.4, 0.8), zone("carriageway", 0.1, 0.9, 0.8, 1.0))
    assert told(lambda _: row(), zones=zones) == (90, 0.0)
    assert Rule().area((0.2, 0.45, 0.8, 0.75), zones) != Rule().area((0.2, 0.85, 0.8, 0.95), zones)
