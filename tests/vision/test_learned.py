"""What is usual before a camera is learnt, bounded, kept and proposed."""

import json

import pytest

from vision.learned import MOST_VOTES, Learned, cell, propose_zones


def taught(times=20, degrees=180.0, left=0.4, right=0.6):
    """Traffic that goes one way in a band of the picture."""
    learned = Learned()
    for number in range(times):
        for row in range(14):
            for column in range(24):
                if left <= column / 24 <= right:
                    learned.passed((column / 24, row / 14), degrees + number % 3 - 1, 0.2)
    return learned


@pytest.mark.parametrize("degrees", [0, 22, 45, 90, 181, 350])
def test_usual_way_is_the_one_most_went(degrees):
    usual = taught(degrees=degrees).usual((0.5, 0.5))
    assert usual and usual.share > 0.95 and usual.count > 100
    assert abs((usual.degrees - degrees + 180) % 360 - 180) < 12


def test_where_nothing_went_nothing_is_usual():
    assert Learned().usual((0.5, 0.5)) is None
    assert taught().usual((0.05, 0.5)) is None


def test_learned_survives_as_plain_data():
    learned = taught()
    learned.measured(0.5, 0.1)
    again = Learned.of(json.loads(json.dumps(learned.plain())))
    assert again.plain() == learned.plain()


@pytest.mark.parametrize("wrong", [{}, {"votes": "x"}, {"votes": [[1]]}, {"sizes": [-1] * 10}, {"speeds": None}])
def test_plain_data_of_another_shape_is_forgotten(wrong):
    assert Learned.of(wrong).plain() == Learned().plain()


def test_learned_is_bounded_and_fades():
    learned = Learned()
    for _ in range(3 * int(MOST_VOTES)):
        learned.passed((0.5, 0.5), 90, 0.1)
    row, column = cell((0.5, 0.5))
    assert learned.votes[row, column].sum() <= MOST_VOTES * 1.01
    learned.fade(24 * 3600)
    assert learned.votes[row, column].sum() == pytest.approx(MOST_VOTES / 2, rel=0.01)


def test_two_ways_are_proposed_as_two_carriageways():
    both, other = taught(degrees=0, left=0.1, right=0.3), taught(degrees=180, left=0.6, right=0.9)
    both.votes += other.votes
    zones = propose_zones(both)
    assert sorted(round(zone.direction_degrees or 0) % 360 for zone in zones) == [0, 180]
    assert {zone.purpose for zone in zones} == {"carriageway"} and len({zone.name for zone in zones}) == 2
    assert all(0 <= value <= 1 for zone in zones for point in zone.polygon for value in point)


def test_empty_street_proposes_nothing():
    assert propose_zones(Learned()) == []


def test_ground_is_rough_once_enough_vehicles_were_measured():
    learned = Learned()
    assert learned.ground(16 / 9) is None
    for number in range(200):
        y = 0.35 + 0.06 * (number % 10)
        learned.measured(y, 0.3 * (y - 0.2))
    ground = learned.ground(16 / 9)
    assert ground and ground.rough
    near, far = ground.across((0.5, 0.9)), ground.across((0.5, 0.5))
    assert near and far and 1.5 < far / near < 3.5
