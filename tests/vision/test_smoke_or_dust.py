"""Smoke before a rendered street, dust over all of it, and what looks like them."""

from datetime import timedelta
from functools import cache

import cv2
import numpy as np
import pytest

from tests.vision.health import looks
from tests.vision.health.looks import START
from tests.vision.scenes import scene, standing
from vision.health.examination import Examination
from vision.rules.smoke_or_dust import Rule
from vision.veil import Veil
from vision.visibility import Visibility

BEGINS = 20


@cache
def film(hour=9.0):
    return looks.pictures(40, hour=hour)


def sighted(ails, hour=9.0, seconds=36, learnt=lambda picture, _: picture):
    """(second, sighting) of each look at which the rule holds; what happens begins at BEGINS, until then ``learnt``."""
    examination, visibility, found = Examination(zoned=True), Visibility(), []
    for second in range(BEGINS + seconds):
        picture = film(hour)[second % 40].astype(np.float32)
        picture = (ails if second >= BEGINS else learnt)(picture, second - BEGINS)
        now = START + timedelta(seconds=second)
        bill = examination.look(looks.shown(picture, second), now)
        if bill.clear and examination.view:
            visibility.step(examination.view, examination.familiar, now)
        veil = visibility.veil if bill.clear else None
        rows = Rule().sightings(scene(at=second, veil=veil))
        found += [(second - BEGINS, row) for row in rows if not row.faint]
    return found


def plume(shade):
    """Grows for ten seconds beside the road, denser in its middle, and its billows turn over."""

    def ails(picture, second):
        height, width = picture.shape[:2]
        y, x = np.mgrid[:height, :width].astype(np.float32)
        grown = min(1.0, (second + 1) / 10)
        middle, wide = 0.3 * width, (0.06 + 0.06 * grown) * width
        billows = 0.12 * np.sin(y / 9 + 2.2 * second) * np.cos(x / 7 - 1.3 * second)
        across = 1.2 - np.abs(x - middle) / wide + billows
        dense = np.clip(across, 0, 1) * np.clip((y - (0.55 - 0.5 * grown) * height) / 12, 0, 1) * (y < 0.6 * height)
        dense = cv2.GaussianBlur(dense * min(1.0, 0.4 + 0.6 * grown), (0, 0), 3)[..., None]
        return picture * (1 - dense) + shade * dense

    return ails


def box(picture, second):
    """A lorry that comes and stands there."""
    picture[40:110, 70:150] = (40, 60, 150)
    picture[52:66, 76:144] = (200, 190, 180)
    picture[98:110:4, 70:150] = 15
    return picture


def shadow(picture, second):
    """A cloud's, which creeps over the half of the picture."""
    lit = np.ones(picture.shape[:2], np.float32)
    lit[:, : round(min(1.0, second / 8) * 0.5 * picture.shape[1])] = 0.6
    return picture * cv2.GaussianBlur(lit, (0, 0), 6)[..., None]


@pytest.mark.parametrize("shade", [pytest.param(35.0, id="black smoke"), pytest.param(215.0, id="white smoke")])
def test_smoke_is_sighted_in_its_place_within_fifteen_seconds(shade):
    rows = sighted(plume(shade))
    first, sighting = rows[0]
    assert first <= 15 and abs((sighting.since - START).total_seconds() - BEGINS) <= 6
    left, _, right, bottom = sighting.box
    assert 0.1 <= left < 0.3 < right <= 0.5 and bottom <= 0.7
    assert len({row.track for _, row in rows}) == 1 and len(rows) >= 15


def test_dust_over_everything_is_sighted_as_the_whole_picture():
    rows = sighted(looks.hazy(0.25, seconds=8))
    assert rows[0][0] <= 20 and (0.0, 0.0, 1.0, 1.0) in {row.box for _, row in rows}


@pytest.mark.parametrize(
    "looks_like",
    [
        pytest.param(lambda picture, _: picture, id="an ordinary street"),
        pytest.param(box, id="a lorry that stands there"),
        pytest.param(shadow, id="the shadow of a cloud"),
        pytest.param(looks.hazy(0.75), id="thin haze"),
        pytest.param(looks.lit(0.5), id="exposure down"),
        pytest.param(looks.lit(1.6), id="exposure up"),
        pytest.param(looks.infrared, id="infrared switched on"),
        pytest.param(looks.swaying, id="pole in the wind"),
        pytest.param(looks.blurred(3.0), id="blurred"),
        pytest.param(looks.covered(90.0), id="covered"),
        pytest.param(looks.lit(0.08), id="dark"),
        pytest.param(looks.turned(right=0.08), id="moved"),
    ],
)
def test_what_is_no_smoke_is_not_sighted(looks_like):
    assert sighted(looks_like) == []


@pytest.mark.parametrize("hour", [19.0, 22.0])
def test_street_at_night_has_no_smoke(hour):
    assert sighted(lambda picture, _: picture, hour=hour) == []


def waiting(picture, second):
    """Two vehicles at a light, which drive off one after the other."""
    for number, (colour, left) in enumerate([((40, 40, 45), 60), ((70, 75, 70), 130)]):
        if second < 4 * number:
            picture[80:150, left : left + 70] = colour
            picture[88:104, left + 8 : left + 60] = (20, 18, 16)
            picture[140:150:4, left : left + 70] = 12
    return picture


def test_street_learnt_while_vehicles_wait_has_no_smoke_when_they_drive_off():
    assert sighted(waiting, learnt=lambda picture, _: waiting(picture, -1)) == []


def test_one_thing_that_stands_in_the_patch_is_no_smoke():
    veil = Veil(START, (0.4, 0.5, 0.5, 0.6), 0.02, 0.5, START)
    rows = Rule().sightings(scene(standing(), veil=veil))
    assert all(row.faint for row in rows)
    assert not Rule().sightings(scene(veil=veil))[0].faint
