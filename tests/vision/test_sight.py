"""What is told of a camera to whoever sets it up."""

import json

import numpy as np

from tests.vision.road import when
from vision.ground_plane import rough
from vision.learned import Learned
from vision.rule import Sighting
from vision.scene import Scene, Stop, Track
from vision.sight import MOST_TRACKS, sight, taught

BOX = tuple(np.array([0.1, 0.2, 0.3, 0.4]))
PATH = ((when(0), np.float64(0.2), np.float64(0.3)),)


def track(number: int = 7, **more) -> Track:
    return Track(number, BOX, PATH, speed_mps=np.float64(10.0), **more)  # pyright: ignore[reportArgumentType]


def told(*tracks: Track, **more) -> dict:
    """As it arrives: what JSON cannot carry would fail here."""
    sightings = {"wrong_way": [Sighting(7, when(0), (0, 0, 1, 1), 0.8, PATH, when(0))]}
    return json.loads(json.dumps(sight("cam-1", 3, Scene(when(9), 1.8, tracks, **more), sightings, {}).sight))


def test_track_is_told_with_its_speed_and_the_rules_that_see_something_in_it():
    found = told(track(kind="vehicle"), track(8))
    assert found["version"] == 3 and found["metres"] == "none" and not found["changing"]
    first, second = found["tracks"]
    assert (first["kmh"], first["rules"], first["kind"], first["stood_seconds"]) == (
        36.0,
        ["wrong_way"],
        "vehicle",
        None,
    )
    assert first["box"] == [0.1, 0.2, 0.3, 0.4] and second["rules"] == []


def test_track_that_stands_says_how_long_and_which_incident_is_open_on_it():
    stop = Stop(when(2), came=True, presence=2.0, steady=1.0, seen=when(9))
    [row] = told(track(stop=stop, reported=frozenset({"stopped_vehicle"})), ground=rough(0.3, 0.2, 1.8))["tracks"]
    assert row["stood_seconds"] == 7.0 and row["reported"] == ["stopped_vehicle"]


def test_metres_are_told_rough_when_nobody_measured():
    assert told(ground=rough(0.3, 0.2, 1.8))["metres"] == "rough"


def test_area_a_rule_sees_something_in_is_told_where_no_track_is():
    assert told(track(8))["areas"] == [{"rule": "wrong_way", "box": [0.0, 0.0, 1.0, 1.0]}]
    assert told(track(7))["areas"] == []


def test_crowd_is_told_in_part():
    assert len(told(*(track(n) for n in range(200)))["tracks"]) == MOST_TRACKS


def test_what_was_learnt_is_told_as_arrows_and_proposed_zones():
    learned = Learned()
    for n in range(600):
        along = n % 100 / 100
        learned.passed((0.3 + 0.1 * along, 0.9 - 0.5 * along), 10.0, 0.1)
    found = json.loads(json.dumps(taught(learned)))
    assert all(abs(degrees - 10) <= 25 for _, _, degrees, _ in found["learned"])
    [zone] = found["proposals"]
    assert zone["purpose"] == "carriageway" and abs(zone["direction_degrees"] - 10) < 25


def test_camera_that_has_learnt_nothing_proposes_nothing():
    assert taught(Learned()) == {"learned": [], "proposals": []}
