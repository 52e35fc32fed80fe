"""Rendered clips: every rule happens where and when its truth says, and the same recipe gives the same bytes."""

from itertools import islice

import numpy as np
import pytest

from config.city import Camera
from simulation.clips import CONDITIONS, HEALTH, RULES, Recipe, matrix, quiet, recipe
from simulation.film import Film
from vision.evaluate import Event
from vision.frame import decode
from vision.ground_plane import calibrated


def film(subject: str, condition: str = "day", seed: int = 1001, **fields: object) -> Film:
    """A small film of a recipe, run to its end without painting a picture."""
    made = Film(Recipe(**{**recipe(subject, condition, seed).__dict__, "width": 160, **fields}))
    made._frame = lambda time, _begins: made.scene.advance(time) or b""
    return made


def events(made: Film, rule: str) -> list[Event]:
    list(made.frames())
    return [event for event in made.events if event.rule == rule and event.reason != "caused"]


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule != "congestion"])
def test_clip_of_a_rule_holds_its_event_in_the_picture(rule: str) -> None:
    made = film(rule)
    (event,) = events(made, rule)
    left, top, right, bottom = event.box
    assert 0 <= left < right <= 1 and 0 <= top < bottom <= 1
    assert 15 <= (event.start - made.start).total_seconds() <= made.recipe.seconds - 5


def test_clip_of_congestion_queues_for_minutes() -> None:
    made = film("congestion", seconds=200.0)
    (event,) = events(made, "congestion")
    assert (event.start - made.start).total_seconds() < 110
    assert event.end is None or (event.end - event.start).total_seconds() > 90


def test_wrong_way_is_due_after_ten_metres_and_moves() -> None:
    (event,) = events(film("wrong_way"), "wrong_way")
    assert event.due and 1.0 <= (event.due - event.start).total_seconds() <= 2.5
    assert event.at(event.start) != event.at(event.end or event.track[-1][0])


def test_crashed_cars_stand_because_of_the_crash() -> None:
    made = film("crash")
    assert events(made, "crash")
    assert {event.reason for event in made.events if event.rule == "stopped_vehicle"} == {"caused"}


def test_same_recipe_gives_the_same_bytes_and_another_seed_others() -> None:
    made = [Film(recipe("crash", "rain", seed)) for seed in (1, 1, 2)]
    one, same, other = ([jpeg for _, jpeg in islice(each.frames(), 3)] for each in made)
    assert one == same and one != other


@pytest.mark.parametrize("condition", CONDITIONS)
def test_every_condition_gives_pictures_of_its_size_and_rate(condition: str) -> None:
    wanted = recipe("quiet", condition, 1)
    small = Recipe(
        **{**wanted.__dict__, "width": wanted.width // 4}
    )  # a fourth as wide is painted in a tenth of the time
    (first, jpeg), (second, _) = islice(Film(small).frames(), 2)
    assert decode(jpeg, 2000, 50).shape[1] == small.width
    assert wanted.width == {"width_320": 320, "width_1280": 1280}.get(condition, 640)
    assert (second - first).total_seconds() == pytest.approx(1 / wanted.rate_fps)


@pytest.mark.parametrize("subject", [name for name in HEALTH if name != "camera_frozen"])
def test_ailing_camera_shows_another_picture_than_before(subject: str) -> None:
    made = Film(Recipe(**{**recipe(subject, "day", 1001).__dict__, "rate_fps": 0.5, "width": 320}))
    pictures = [decode(jpeg, 320, 50).astype(int) for _, jpeg in islice(made.frames(), 15)]
    assert np.abs(pictures[13] - pictures[11]).mean() > 2 * np.abs(pictures[11] - pictures[10]).mean()


def test_frozen_camera_repeats_its_last_picture() -> None:
    made = Film(Recipe(**{**recipe("camera_frozen", "day", 1001).__dict__, "rate_fps": 0.5, "width": 160}))
    jpegs = [jpeg for _, jpeg in islice(made.frames(), 15)]
    assert jpegs[10] != jpegs[11] and jpegs[13] == jpegs[14]


def test_ground_points_put_the_road_where_it_is() -> None:
    camera: Camera = film("wrong_way").camera
    ground = calibrated(camera.calibration, 16 / 9)
    for point in camera.calibration:
        assert ground.metres((point.x, point.y)) == pytest.approx((point.east_metres, point.north_metres), abs=0.1)


def test_matrix_has_every_rule_in_every_condition_and_each_once() -> None:
    rows = matrix(RULES, 1, clips=2)
    assert len(rows) == len(RULES) * len(CONDITIONS) * 2 == len({row.name for row in rows})


def test_quiet_minutes_go_through_all_conditions_and_troubles() -> None:
    rows = list(quiet(200, 1))
    assert sum(row.seconds for row in rows) == pytest.approx(200 * 60)
    assert {row.condition for row in rows} == set(CONDITIONS)
    assert {row.trouble for row in rows} == {
        "none", "parking", "exposure", "lightning", "headlights", "infrared", "on_foot",
    }  # fmt: skip
