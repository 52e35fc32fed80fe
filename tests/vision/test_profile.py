"""Day and night by the picture alone, and what holds incidents while the whole picture changes."""

import numpy as np
import pytest

from tests.vision.road import Car, Road, pipeline, watch
from vision.profile import DayOrNight


def looked(*levels, colour=20.0, seconds=1.0):
    light = DayOrNight()
    for level in levels:
        cells = np.full((90, 160, 3), level, np.float32)
        cells[..., 0] += colour
        light.step(cells, seconds)
    return light.profile


@pytest.mark.parametrize(
    ("levels", "profile"),
    [
        pytest.param([130] * 3, "day", id="bright from the start"),
        pytest.param([20] * 3, "night", id="dark from the start"),
        pytest.param([130] * 5 + [20] * 5, "day", id="a lorry close by"),
        pytest.param([130] * 5 + [20] * 12, "night", id="dusk has fallen"),
        pytest.param([20] * 5 + [200] * 3, "night", id="lightning"),
        pytest.param([20] * 5 + [66] * 30, "night", id="between the two it stays"),
    ],
)
def test_profile_is_what_was_seen_for_long_enough(levels, profile):
    assert looked(*levels) == profile


def test_picture_without_colour_is_infrared():
    assert looked(70, 70, colour=0.0) == "night"


def test_stop_nobody_reported_does_not_outlive_the_pause_of_a_film():
    through = pipeline(minimum_stop_seconds=14)
    first = watch(Road((Car(stops=4),)), end=14, through=through)
    again = watch(Road(), start=26, end=44, through=through)
    assert first.news == again.news == []


def test_whole_picture_that_turns_over_for_a_moment_neither_begins_nor_ends_an_incident():
    def light(now, picture):
        return 255 - picture if 16 <= now < 18 else picture

    seen = watch(Road((Car(stops=4),), light=light), end=28, through=pipeline(minimum_stop_seconds=8))
    assert len(seen.ids) == 1 and seen.ends == []
