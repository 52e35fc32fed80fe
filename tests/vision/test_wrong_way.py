"""The rule alone, on tracks written by hand over a road seen from above."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from config.city import Zone
from tests.vision.road import START
from vision.ground_plane import Ground, rough
from vision.learned import Learned
from vision.rules.wrong_way import Rule
from vision.scene import Kind, Scene, Track

ABOVE = rough(0.0022, -20.0, 1.0)  # the picture's height is about 50 m
UP = Zone("up", "carriageway", ((0.4, 0.0), (0.6, 0.0), (0.6, 1.0), (0.4, 1.0)), 0.0)


def going(metres, down=True, seconds=3.0, kind: Kind = "vehicle", x=0.5, reported=()):
    """A track that has gone so far down the picture, or up."""
    scale = ABOVE.distance((0.5, 0.3), (0.5, 0.4))
    assert scale
    start = 0.12 if down else 0.9
    length, steps = metres / scale / 10 * (1 if down else -1), round(seconds * 2)
    path = [(START + timedelta(seconds=n / 2 - seconds), x, start + length * n / steps) for n in range(steps + 1)]
    end = path[-1][2]
    box = (x - 0.02, end - 0.02, x + 0.02, end + 0.02)
    return Track(1, box, tuple(path), None, frozenset(reported), kind, seen=START)


def sighted(track, zones=(UP,), ground: Ground | None = ABOVE, learned=None):
    return Rule().sightings(Scene(START, 1.0, (track,), zones, ground, learned=learned))


@pytest.mark.parametrize(("metres", "found"), [(9, 0), (11, 1), (30, 1)])
def test_vehicle_against_its_way_is_sighted_after_ten_metres(metres, found):
    assert len(sighted(going(metres))) == found


@pytest.mark.parametrize(
    "track",
    [
        pytest.param(going(30, down=False), id="with its way"),
        pytest.param(going(12, kind="person", seconds=9), id="a person"),
        pytest.param(going(11, seconds=10), id="slower than one walks"),
        pytest.param(going(30, seconds=0.5), id="too fast to be true"),
        pytest.param(going(30, x=0.8), id="beside the carriageway"),
    ],
)
def test_what_does_not_drive_against_its_way_is_not_sighted(track):
    assert sighted(track) == []


def test_track_that_was_out_of_sight_may_be_another_vehicle():
    track = going(30)
    assert sighted(replace(track, path=(*track.path[:3], track.path[-1]))) == []


def test_track_that_jumps_to_another_vehicle_has_not_gone_there():
    track = going(30)
    jumped = [(when, x, y + 0.2 * (number > 3)) for number, (when, x, y) in enumerate(track.path)]
    assert sighted(replace(track, path=tuple(jumped))) == []


def test_lorry_in_its_lane_whose_shadow_lies_over_the_other_is_not_sighted():
    track, empty = going(30, down=True), np.full((100, 100, 3), 110.0, np.float32)
    left, top, right, bottom = (round(100 * value) for value in track.box)
    cells = empty.copy()
    cells[top : bottom + 1, left : right + 1] *= 0.5
    scene = Scene(START, 1.0, (track,), (UP,), ABOVE, cells=cells, empty=empty)
    assert Rule().sightings(scene) == []
    cells[top : bottom + 1, left : right + 1] = (40, 40, 160)
    assert len(Rule().sightings(scene)) == 1


def test_sighting_tells_since_when_and_how_sure():
    near, far = sighted(going(11))[0], sighted(going(40))[0]
    assert near.since == START - timedelta(seconds=3)
    assert 0.6 < near.confidence < far.confidence <= 1


def test_way_most_have_gone_counts_where_none_is_drawn():
    learned = Learned()
    for row in range(40):
        for _ in range(20):
            learned.passed((0.5, row / 40), 0.0, 0.1)
    assert len(sighted(going(20), (), learned=learned)) == 1
    assert sighted(going(20, down=False), (), learned=learned) == []
    assert sighted(going(20), ()) == [] == sighted(going(20), (), learned=Learned())


def test_carriageway_without_direction_has_no_wrong_way():
    zone = Zone("any", "carriageway", UP.polygon)
    assert sighted(going(30), (zone,)) == []


def test_vehicle_is_measured_by_its_own_size_where_no_ground_is_known():
    assert len(sighted(going(30), ground=None)) == 1
