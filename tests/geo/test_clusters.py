"""What lies together, in metres."""

from geo.clusters import clusters

LON, LAT = 105.68, 18.67
EAST = 1 / 105_500  # a metre, in degrees of longitude


def place(metres_east: float) -> tuple[float, float]:
    return LON + metres_east * EAST, LAT


def test_places_in_a_row_are_one_group_by_their_neighbours():
    assert clusters([place(0), place(300), place(600), place(5000)], 400, 3) == [[0, 1, 2]]


def test_too_few_or_too_far_are_no_group():
    assert clusters([place(0), place(300)], 400, 3) == []
    assert clusters([place(0), place(450), place(900)], 400, 3) == []
    assert clusters([], 400, 2) == []


def test_largest_group_comes_first():
    rows = [place(0), place(100), place(9000), place(9100), place(9200)]
    assert clusters(rows, 400, 2) == [[2, 3, 4], [0, 1]]


def test_several_at_one_place_are_a_group():
    assert clusters([place(0)] * 3, 1, 3) == [[0, 1, 2]]
