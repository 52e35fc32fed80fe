"""A person on a carriageway, and who is none or may be there."""

import math
from dataclasses import replace

import pytest

from config.city import Zone
from tests.vision.scenes import CAR, PERSON, after, going, scene, standing, zone
from vision.ground_plane import Ground, rough
from vision.rules.person_on_road import Rule
from vision.scene import Queue

ROAD = zone("carriageway")


def bold(*tracks, zones=(ROAD,), **thresholds):
    return [row for row in Rule(**thresholds).sightings(scene(*tracks, zones=zones)) if not row.faint]


def test_person_on_the_road_is_sighted_since_they_stepped_on_it():
    [sighting] = bold(going(seconds=3.0))
    assert (scene().time - sighting.since).total_seconds() == 3.0 and sighting.box == PERSON


def test_person_who_walked_there_counts_from_the_kerb_on():
    walked = going(seconds=8.0, speed=(0.05, 0.0))  # from 0.11 to 0.51: on the road since 0.3
    [sighting] = bold(walked)
    assert 3.5 <= (scene().time - sighting.since).total_seconds() <= 4.3


@pytest.mark.parametrize(
    ("track", "zones"),
    [
        pytest.param(going(seconds=1.5), (ROAD,), id="a step off the kerb"),
        pytest.param(going(kind="vehicle"), (ROAD,), id="a vehicle"),
        pytest.param(going(kind="unknown"), (ROAD,), id="nobody knows what"),
        pytest.param(going(), (ROAD, zone("crossing", 0.45, 0.6)), id="on a crossing"),
        pytest.param(going(), (ROAD, zone("signal_queue", 0.45, 0.6)), id="between waiting cars"),
        pytest.param(going(box=(0.1, 0.5, 0.12, 0.6)), (ROAD,), id="beside the road"),
        pytest.param(going(), (), id="no road drawn"),
        pytest.param(going(box=(0.5, 0.5, 0.505, 0.52)), (ROAD,), id="too small to be told"),
    ],
)
def test_who_is_no_person_on_the_road_is_not_sighted(track, zones):
    assert bold(track, zones=zones) == []


def test_several_people_are_one_incident_of_who_was_there_first():
    rows = bold(going(1, seconds=3.0), going(2, box=(0.6, 0.5, 0.62, 0.6), seconds=7.0))
    assert len(rows) == 1 and rows[0].box == (0.6, 0.5, 0.62, 0.6)


def test_who_crosses_two_carriageways_is_one_incident():
    halves = (zone("carriageway", 0.3, 0.5), zone("carriageway", 0.5, 0.7))
    numbers = {bold(going(box=(x, 0.5, x + 0.02, 0.6)), zones=halves)[0].track for x in (0.4, 0.6)}
    assert len(numbers) == 1


def test_person_who_has_just_come_keeps_an_incident_and_begins_none():
    [sighting] = Rule().sightings(scene(going(seconds=1.0), zones=(ROAD,)))
    assert sighting.faint


@pytest.mark.parametrize(
    ("track", "more"),
    [
        pytest.param(going(), {"hazy": True}, id="in coming smoke"),
        pytest.param(going(), {"queues": (Queue(0, after(-20), CAR, 4, 0.5),)}, id="in a jam"),
        pytest.param(going(box=(0.5, 0.5, 0.58, 0.6)), {}, id="as wide as tall"),
    ],
)
def test_what_may_be_part_of_something_else_begins_no_incident(track, more):
    assert all(row.faint for row in Rule().sightings(scene(track, zones=(ROAD,), **more)))


def walker(pace, high=0.12, wide=0.03, along=0.0, number=1):
    """Nobody knows what, who crosses the picture by so many of its own heights a second."""
    box = (0.5, 0.5, 0.5 + wide, 0.5 + high)
    return going(number, box, "unknown", 4.0, (pace * high / (16 / 9), along))


@pytest.mark.parametrize("pace", [0.4, 0.8, -0.8])
def test_upright_thing_that_crosses_at_a_walk_is_a_person_where_nobody_knows_the_ground(pace):
    assert len(bold(walker(pace))) == 1


@pytest.mark.parametrize(
    "track",
    [
        pytest.param(walker(3.0), id="as quick as a bike"),
        pytest.param(walker(0.1), id="as slow as leaves"),
        pytest.param(walker(0.8, wide=0.08), id="as wide as a bike from its side"),
        pytest.param(walker(0.4, along=0.1), id="rides away from the camera"),
        pytest.param(going(1, (0.5, 0.875, 0.53, 0.995), "unknown", 4.0, (0.05, 0.0)), id="cut by the picture's edge"),
    ],
)
def test_what_does_not_walk_is_no_person(track):
    assert bold(track) == []


def test_box_that_runs_into_a_vehicle_is_part_of_it():
    assert bold(going(), standing(2, (0.48, 0.5, 0.56, 0.6))) == []


def test_person_who_stands_on_the_road_is_sighted():
    assert len(bold(standing(box=PERSON, kind="person"))) == 1


ABOVE = rough(0.0022, -20.0, 16 / 9)
MEASURED = Ground(ABOVE.matrix, ABOVE.aspect)
UPWARD = Zone("up", "carriageway", ((0.3, 0.0), (0.7, 0.0), (0.7, 1.0), (0.3, 1.0)), 0.0)


def on_foot(east, north, seconds=5.0):
    """Somebody upright who goes at so many metres a second across and along the road, which is measured."""
    scale = MEASURED.distance((0.5, 0.5), (0.5, 0.6)) or 1.0
    track = going(
        seconds=seconds, speed=(east / scale / 10 / (16 / 9), -north / scale / 10), mps=math.hypot(east, north)
    )
    places = [MEASURED.metres((x, y)) for _, x, y in track.path]
    turn = math.degrees(math.atan2(east, north))
    return replace(track, path_m=tuple(place for place in places if place), heading_degrees=turn)


@pytest.mark.parametrize(
    ("east", "north", "found"),
    [
        pytest.param(1.3, 0.0, 1, id="crosses"),
        pytest.param(3.0, 0.0, 1, id="runs across"),
        pytest.param(0.0, 1.3, 1, id="walks along the road"),
        pytest.param(0.0, 3.0, 0, id="a bicycle along the road"),
        pytest.param(0.0, -2.5, 0, id="a bicycle against it"),
        pytest.param(6.0, 0.0, 0, id="quicker than one runs"),
        pytest.param(0.05, 0.0, 0, id="what never went a metre"),
    ],
)
def test_who_goes_as_people_go_where_metres_are_known_is_a_person(east, north, found):
    rows = Rule().sightings(scene(on_foot(east, north), zones=(UPWARD,), ground=MEASURED))
    assert sum(not row.faint for row in rows) == found
