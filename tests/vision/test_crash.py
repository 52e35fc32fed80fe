"""The rule alone, on tracks written by hand."""

from datetime import timedelta

import pytest

from tests.vision.road import START
from vision.ground_plane import Ground, rough
from vision.rules.crash import Rule
from vision.scene import Kind, Scene, Stop, Track

MEASURED = Ground(rough(0.0022, -20.0, 1.0).matrix, 1.0)


def drive(number, speeds, east=0.0, north=0.0, turn=(0.0, 1.0), kind: Kind = "vehicle", stands=True, presence=2.0):
    """A track with these speeds, half a second each, that ends where it is said to."""
    points = [(east, north)]
    for speed in reversed(speeds):
        points.append((points[-1][0] - turn[0] * speed / 2, points[-1][1] - turn[1] * speed / 2))
    times = [START - timedelta(seconds=n / 2) for n in range(len(points))]
    path = tuple((when, 0.5, 0.5) for when in reversed(times))
    stop = Stop(START - timedelta(seconds=2), True, presence, 1.0, START) if stands else None
    box = (0.5 + east / 100, 0.5 - north / 100, 0.53 + east / 100, 0.53 - north / 100)
    return Track(number, box, path, stop, kind=kind, speed_mps=0.0, path_m=tuple(reversed(points)), seen=START)


def sighted(*tracks, ground=MEASURED):
    return Rule().sightings(Scene(START, 1.0, tracks, ground=ground))


ABRUPT = (8, 8, 8, 2, 0, 0, 0)


def test_vehicle_stopped_harder_than_brakes_can_is_a_cue():
    found = sighted(drive(1, ABRUPT))
    assert [sighting.track for sighting in found] == [1]
    assert found[0].since == START - timedelta(seconds=1.5)


@pytest.mark.parametrize(
    "track",
    [
        pytest.param(drive(1, (8, 8, 7, 5.5, 4, 2.5, 1, 0, 0)), id="braked as in traffic"),
        pytest.param(drive(1, (8, 8, 8, 8, 8, 8)), id="still going"),
        pytest.param(drive(1, ABRUPT, stands=False), id="not known to stand"),
        pytest.param(drive(1, (0, 0, 12, 1, 0, 0)), id="a box that jumped once"),
        pytest.param(drive(1, (3, 3, 3, 0, 0, 0)), id="slow anyway"),
        pytest.param(drive(1, ABRUPT, kind="person"), id="a person"),
        pytest.param(drive(1, (*ABRUPT, *(0,) * 130)), id="long ago"),
    ],
)
def test_what_may_be_ordinary_is_no_cue(track):
    assert sighted(track) == []


def test_two_that_run_into_each_other_are_one_surer_cue():
    alone = sighted(drive(1, ABRUPT))[0]
    both = sighted(drive(1, ABRUPT), drive(2, ABRUPT, east=2, turn=(-1.0, 0.0)))
    assert len(both) == 1 and both[0].confidence > alone.confidence


def test_rough_metres_need_a_second_thing():
    ground = rough(0.0022, -20.0, 1.0)
    weak = drive(1, ABRUPT, kind="unknown")
    assert sighted(weak, ground=ground) == []
    assert len(sighted(weak, drive(2, ABRUPT, east=2, turn=(-1.0, 0.0)), ground=ground)) == 1
