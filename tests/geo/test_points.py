"""Points sorted into buckets: all of those near a place are found, sums are exact, the ground adds up."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.points import NOWHERE, Points, cells, communes_at, people
from geo.shares import AREA, HAMLETS, PEOPLE, Amounts, Shares
from tests.geo.country import BOUNDARIES, CODES, EAST, NORTH, SIDE, lonlat, points, scattered

MANY = points(scattered(500, 1))


@given(
    st.floats(EAST - 3000, EAST + 2 * SIDE + 3000), st.floats(NORTH - 3000, NORTH + SIDE + 3000), st.floats(0, 30_000)
)
def test_near_finds_every_point_of_the_circle_once(x, y, radius):
    found = MANY.near(x, y, radius)
    inside = np.flatnonzero(np.hypot(MANY.x - x, MANY.y - y) <= radius)
    assert np.isin(inside, found).all()
    assert (np.diff(found) > 0).all()


@given(st.floats(0, 1), st.integers(0, 100))
def test_part_of_the_points_finds_the_same_as_the_whole(share, seed):
    wanted = np.random.default_rng(seed).uniform(size=len(MANY)) < share
    part = MANY.only(wanted)
    near, whole = part.near(EAST + SIDE, NORTH, 4000.0), MANY.near(EAST + SIDE, NORTH, 4000.0)
    assert part.order[near].tolist() == MANY.order[whole[wanted[whole]]].tolist()


def test_cells_of_a_commune_are_as_large_as_the_commune():
    total = points().total()
    assert total[:, AREA] == pytest.approx([100.0, 100.0], rel=1e-6)


def test_cells_that_a_border_cuts_count_to_both_sides():
    layer = cells(BOUNDARIES, CODES, 3000.0)
    assert [layer.weight[layer.commune == n].sum() for n in (0, 1)] == pytest.approx([100.0, 100.0], rel=1e-6)
    assert len(layer.x) > (2 * SIDE / 3000) * (SIDE / 3000)


def test_total_counts_people_and_hamlets_of_each_commune():
    homes = [(EAST + 100, NORTH + 100), (EAST + SIDE + 100, NORTH + 100), (EAST + SIDE + 200, NORTH + 100)]
    total = points(homes, homes[:1]).total()
    assert total[:, PEOPLE].tolist() == [10, 20]
    assert total[:, HAMLETS].tolist() == [1, 0]


def test_places_outside_of_all_communes_are_nowhere_and_left_out():
    lon, lat = lonlat((EAST - 100, NORTH), (EAST + 100, NORTH + 100)).T
    owner = communes_at(BOUNDARIES, CODES, lon, lat)
    assert owner.tolist() == [NOWHERE, 0]
    assert len(Points([people(lon, lat, np.ones(2), owner)], CODES)) == 1


@pytest.mark.parametrize("wrong", [-1.0, np.nan, np.inf])
def test_people_that_are_no_number_are_refused_with_their_row(wrong):
    with pytest.raises(ValueError, match="row 2: people"):
        people(np.zeros(2), np.zeros(2), np.array([1.0, wrong]), np.zeros(2, np.int16))


def test_points_of_an_empty_layer_are_none():
    empty = np.empty(0)
    none = Points([people(empty, empty, empty, np.empty(0, np.int16))], CODES)
    assert len(none) == 0 and len(none.near(EAST, NORTH, 1e6)) == 0
    assert not none.total().any()


@given(st.lists(st.floats(0, 1e5), min_size=1, max_size=50), st.randoms())
def test_sums_are_the_same_to_the_last_bit_in_any_order(counts, random):
    homes = scattered(len(counts), 1)
    lon, lat = lonlat(*map(tuple, homes)).T
    made = Points([people(lon, lat, np.array(counts), np.zeros(len(counts), np.int16))], CODES)
    order = list(range(len(made)))
    random.shuffle(order)
    back = sum(float(made.weight[n]) for n in order)
    assert back == made.total()[0, PEOPLE] == sum(made.weight.tolist())


def test_share_of_nothing_is_neither_zero_nor_all():
    shares = Shares(Amounts(1.0, 0.0, 0.0), Amounts(4.0, 0.0, 2.0))
    assert (shares.area, shares.people, shares.hamlets) == (0.25, None, 0.0)
    assert shares.uncovered == Amounts(3.0, 0.0, 2.0)
