"""How a place looks: what of it is a thing, and what is only its shadow."""

import numpy as np
import pytest

from vision.appearance import solid

WHOLE = (0.0, 0.0, 1.0, 1.0)


def road():
    return np.full((60, 100, 3), 110.0, np.float32)


def with_shadow(share=0.5):
    """A red lorry on the right of its own shadow."""
    cells = road()
    cells[20:40, 10:50] *= share
    cells[10:40, 50:80] = (40, 40, 160)
    return cells


@pytest.mark.parametrize("share", [0.45, 0.6, 0.8])
def test_thing_beside_its_shadow_is_told_from_it(share):
    box = solid(with_shadow(share), road(), WHOLE)
    assert box == pytest.approx((0.5, 10 / 60, 0.8, 40 / 60), abs=0.02)


def test_shadow_alone_is_nothing_solid():
    assert solid(with_shadow(), road(), (0.05, 0.2, 0.48, 0.8)) is None


def test_road_as_it_is_is_nothing_solid():
    assert solid(road() * 1.05, road(), WHOLE) is None


def test_black_thing_is_solid():
    cells = road()
    cells[20:40, 30:60] = 15.0
    assert solid(cells, road(), WHOLE) == pytest.approx((0.3, 20 / 60, 0.6, 40 / 60), abs=0.02)
