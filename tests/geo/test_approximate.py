"""Polygons from centres and areas: they fill the hull, agree with the areas, and keep their centres."""

import numpy as np
import pytest
import shapely

from geo.approximate import approximate, balance, cells, grid, outline, owners

STEP = 500.0


def town(number: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Centres on a shaken grid 8 km wide, areas between 40 and 90 km²."""
    random = np.random.default_rng(seed)
    side = int(np.sqrt(number))
    places = np.stack(np.meshgrid(np.arange(side), np.arange(side)), axis=-1).reshape(-1, 2) * 8000.0
    return places + random.uniform(-1500, 1500, places.shape), random.uniform(40e6, 90e6, len(places))


def test_outline_is_as_large_as_all_areas_together_and_holds_every_centre():
    centres, areas = town(25, 1)
    hull = outline(centres, areas)
    assert hull.area == pytest.approx(areas.sum(), rel=0.002)
    assert shapely.contains_xy(hull, *centres.T).all()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_approximate_polygons_share_all_borders_and_keep_their_centres(seed: int):
    centres, areas = town(25, seed)
    shapes = approximate(centres, areas, STEP)
    assert shapely.coverage_is_valid(shapely.transform(shapes, np.round))
    assert all(shapely.contains_xy(shape, *centre) for shape, centre in zip(shapes, centres, strict=True))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_approximate_areas_are_nearer_to_the_truth_than_plain_voronoi(seed: int):
    centres, areas = town(25, seed)
    hull = outline(centres, areas)
    points = grid(hull, STEP)
    plain = cells(centres, np.zeros(len(centres)), points, hull)
    wrong = np.abs(shapely.area(approximate(centres, areas, STEP)) / areas - 1)
    assert np.median(wrong) < np.median(np.abs(shapely.area(plain) / areas - 1)) / 2


def test_owners_of_points_have_the_least_power_distance():
    centres, weights = np.array([[0.0, 0.0], [10.0, 0.0]]), np.array([0.0, 40.0])
    owner, power = owners(centres, weights, np.array([[2.9, 0.0], [3.1, 0.0]]))
    assert owner.tolist() == [0, 1]
    assert power == pytest.approx([2.9**2, 6.9**2 - 40])


def test_balance_of_equal_communes_gives_equal_weights():
    centres = np.array([[-1000.0, 0.0], [1000.0, 0.0]])
    points = grid(shapely.box(-2000, -1000, 2000, 1000), 100)
    weights = balance(centres, np.array([4e6, 4e6]), points)
    assert weights[0] == pytest.approx(weights[1], abs=1)
