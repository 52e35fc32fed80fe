"""Every ailment is found, none is found in what looks like one, and each is over when it is over."""

from datetime import timedelta
from functools import cache

import numpy as np
import pytest

from tests.vision.health import looks
from tests.vision.health.looks import START, WELL
from vision.health.examination import Examination
from vision.health.moved import ACCEPTED_SECONDS


@cache
def film(hour: float = 9.0):
    return looks.pictures(40, hour=hour)


@pytest.mark.parametrize("hour", [9.0, 22.0])
@pytest.mark.parametrize(
    ("ailment", "ails", "told_after"),
    [
        ("blurred", looks.blurred(3.0), 25),
        ("dark", looks.lit(0.08), 18),
        ("covered", looks.covered(90.0), 14),
        ("covered", looks.covered(80.0, share=0.7), 14),
        ("moved", looks.turned(right=0.06), 20),
        ("moved", looks.turned(right=0.04, down=0.04), 20),
        ("moved", looks.turned(degrees=9), 20),
    ],
)
def test_ailment_is_found_dated_and_over_when_it_is_over(hour, ailment, ails, told_after):
    told = looks.examined(film(hour), ails)
    assert told[WELL] == {} and told[-1] == {}
    assert set().union(*told) == {ailment}
    first = next(second for second, bill in enumerate(told) if bill)
    assert first - WELL <= told_after
    assert abs(told[first][ailment] - WELL) <= 2


def test_burnt_out_picture_is_found():
    assert set().union(*looks.examined(film(), looks.lit(3.0, 120.0))) == {"overexposed"}


def test_lens_that_goes_dark_by_day_at_one_stroke_is_covered_and_at_night_dark():
    assert set().union(*looks.examined(film(), looks.covered(12.0))) == {"covered"}
    assert set().union(*looks.examined(film(22.0), looks.covered(12.0))) == {"dark"}


@pytest.mark.parametrize("hour", [9.0, 22.0])
@pytest.mark.parametrize(
    "looks_like",
    [
        pytest.param(looks.lit(0.6), id="exposure down"),
        pytest.param(looks.lit(1.5), id="exposure up"),
        pytest.param(looks.infrared, id="infrared switched on"),
        pytest.param(looks.swaying, id="pole in the wind"),
        pytest.param(looks.hazy(0.35), id="dust"),
        pytest.param(lambda p, s: p * 3 + 100 if s % 9 == 0 else p, id="lightning"),
        pytest.param(lambda p, _: p + np.random.default_rng(1).normal(0, 10, p.shape), id="noise"),
    ],
)
def test_what_the_whole_picture_does_is_no_ailment(hour, looks_like):
    assert set().union(*looks.examined(film(hour), looks_like)) == set()


def test_same_picture_again_and_again_is_frozen_since_it_stood_still():
    examination, told = Examination(zoned=True), []
    pictures = [looks.shown(picture.astype(np.float32)) for picture in film()]
    for second in range(90):
        at = second if second < 30 else 30 if second < 70 else second - 40
        told.append(examination.look(pictures[at % 40], START + timedelta(seconds=second)).since)
    assert {frozenset(since) for since in told[:50]} == {frozenset()}
    assert told[55]["frozen"] == START + timedelta(seconds=31)
    assert told[-1] == {}


def test_rules_are_not_asked_from_the_first_look_at_another_view():
    examination = Examination(zoned=True)
    for second, picture in enumerate(film()[:20]):
        assert examination.look(looks.shown(picture, second), START + timedelta(seconds=second)).steady
    other = looks.shown(looks.turned(right=0.1)(film()[20], 0))
    bill = examination.look(other, START + timedelta(seconds=20))
    assert not bill.steady and bill.in_place


def moved_for(seconds: int, zoned: bool) -> tuple[Examination, int]:
    """An examination of a camera that was turned so many seconds ago and has kept still since."""
    examination, turn = Examination(zoned), looks.turned(right=0.1)
    for second in range(WELL + seconds):
        picture = film()[second % 40]
        picture = picture if second < WELL else turn(picture, 0)
        examination.look(looks.shown(picture, second), START + timedelta(seconds=second))
    return examination, WELL + seconds


def test_new_view_is_accepted_in_time_but_zones_stay_suspended_until_it_is_back():
    examination, second = moved_for(round(ACCEPTED_SECONDS) + 20, zoned=True)
    assert examination.bill.accepted and examination.bill.steady and not examination.bill.in_place
    for later in range(8):
        examination.look(looks.shown(film()[later]), START + timedelta(seconds=second + later))
    assert examination.bill.in_place and not examination.bill.accepted


def test_new_view_of_a_camera_without_zones_becomes_its_own():
    examination, second = moved_for(round(ACCEPTED_SECONDS) + 20, zoned=False)
    examination.look(looks.shown(looks.turned(right=0.1)(film()[0], 0)), START + timedelta(seconds=second))
    assert examination.bill.in_place


def test_zones_drawn_anew_on_the_new_view_hold():
    examination, second = moved_for(30, zoned=True)
    assert not examination.bill.in_place
    examination.redrawn(zoned=True)
    for later in range(3):
        picture = looks.turned(right=0.1)(film()[later], 0)
        examination.look(looks.shown(picture, second), START + timedelta(seconds=second + later))
    assert examination.bill.in_place and examination.bill.steady
