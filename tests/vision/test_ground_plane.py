"""Fractions of a picture become metres of road, and back."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.city import GroundPoint
from vision.ground_plane import Ground, calibrated, rough

ASPECT = 16 / 9
ROUGH = rough(0.2, 0.3, ASPECT)
MEASURED = (GroundPoint(0.3, 0.9, 0, 0), GroundPoint(0.7, 0.9, 7, 0), GroundPoint(0.6, 0.5, 7, 40))
FOURTH = GroundPoint(0.4, 0.5, 0, 40)


def test_measured_points_lie_where_they_were_measured():
    ground = calibrated((*MEASURED, FOURTH), ASPECT)
    for point in (*MEASURED, FOURTH):
        assert ground.metres((point.x, point.y)) == pytest.approx((point.east_metres, point.north_metres), abs=1e-6)


@pytest.mark.parametrize(
    "fourth",
    [
        pytest.param(GroundPoint(0.7, 0.9, 7, 0), id="twice the same"),
        pytest.param(GroundPoint(0.5, 0.9, 3, 0), id="on a line"),
        pytest.param(GroundPoint(0.4, 0.5, 14, 0), id="on a line of the road"),
        pytest.param(GroundPoint(0.4, 0.5, 14, -40), id="in the wrong order"),
    ],
)
def test_points_that_span_no_plane_are_refused(fourth):
    with pytest.raises(ValueError, match="ground points"):
        calibrated((*MEASURED, fourth), ASPECT)


def test_three_points_are_refused():
    with pytest.raises(ValueError, match="four ground points"):
        calibrated(MEASURED, ASPECT)


@given(st.floats(0, 1), st.floats(0.4, 1))
def test_there_and_back_is_the_same_point(x, y):
    metres = ROUGH.metres((x, y))
    assert metres and ROUGH.fraction(metres) == pytest.approx((x, y), abs=1e-6)


def test_sky_is_nowhere_on_the_road():
    assert ROUGH.metres((0.5, 0.3)) is None
    assert ROUGH.metres((0.5, 0.1)) is None
    assert ROUGH.distance((0.5, 0.1), (0.5, 0.9)) is None
    assert ROUGH.heading((0.5, 0.2), 0) is None


def test_rough_ground_is_as_wide_as_the_vehicles_say():
    across = ROUGH.across((0.5, 0.8))
    assert across and 0.2 * (0.8 - 0.3) * across == pytest.approx(2.2, rel=0.01)


def test_camera_that_looks_straight_down_has_the_same_scale_everywhere():
    ground = rough(1e-4, -1e3, ASPECT)
    one, other = ground.across((0.2, 0.1)), ground.across((0.8, 0.9))
    assert one and other and other / one == pytest.approx(1, rel=0.1)
    along = ground.distance((0.5, 0.5), (0.5, 0.6))
    assert along == pytest.approx(one * 0.1 / ASPECT, rel=0.1)


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_direction_on_the_axis_of_the_view_is_the_same_on_the_road(degrees):
    turn = ROUGH.heading((0.5, 0.7), degrees)
    assert turn is not None and math.cos(math.radians(turn - degrees)) == pytest.approx(1, abs=1e-4)


def test_opposite_directions_stay_opposite():
    one, other = ROUGH.heading((0.8, 0.7), 30), ROUGH.heading((0.8, 0.7), 210)
    assert one is not None and other is not None and abs(one - other) == pytest.approx(180, abs=1)


def test_ground_of_an_upside_down_order_faces_the_same_way():
    turned = calibrated((FOURTH, *MEASURED[::-1]), ASPECT)
    assert isinstance(turned, Ground) and turned.metres((0.5, 0.8)) is not None
