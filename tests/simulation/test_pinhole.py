"""The projection: sizes shrink with distance as they must, and the ground comes back."""

import numpy as np
import pytest

from simulation.pinhole import Pose, View

VIEW = View(Pose(2.0, 0.0, 8.0, -6.0, 14.0, 58.0), 640, 360)


def width_at(distance: float) -> float:
    ahead = VIEW.eye + VIEW.axes[2] * distance
    ends = np.array([ahead - VIEW.axes[0] * 0.9, ahead + VIEW.axes[0] * 0.9])
    return float(np.ptp(VIEW.project(ends)[0][:, 0]))


def test_width_at_twice_the_distance_is_half() -> None:
    assert width_at(20.0) == pytest.approx(2 * width_at(40.0))


def test_car_at_forty_metres_is_as_wide_as_the_focal_length_says() -> None:
    assert width_at(40.0) == pytest.approx(1.8 * VIEW.focal / 40.0)


def test_ground_under_a_pixel_projects_back_onto_it() -> None:
    x, y, _ = VIEW.ground()
    place = np.array([[x[300, 500], y[300, 500], 0.0]])
    assert VIEW.project(place)[0][0] == pytest.approx((500.5, 300.5))


def test_ground_above_the_horizon_is_nowhere() -> None:
    x, _, _ = VIEW.ground()
    row = int(VIEW.horizon)
    assert np.isnan(x[: row - 1, 320]).all()
    assert np.isfinite(x[row + 2 :, 320]).all()
