"""What a tile says of a camera's health, and what it refuses to say."""

import json
from datetime import timedelta

import msgspec
import pytest
from plotly.utils import PlotlyJSONEncoder

from config.city import Zone
from dashboard import figures
from dashboard.centre import Centre
from dashboard.components.camera_tile import camera_foot
from dashboard.components.health import ailments, bill_of_health
from dashboard.picture import Picture
from dashboard.systems import systems
from store.records import Reading
from store.stills import StillHead
from tests import builders
from tests.builders import NOON
from vision.health.bill import ACCEPTED, AILMENTS, metric

CENTRE = Centre(builders.settings(), builders.city())
WORDS = CENTRE.words("en")
CAMERA = CENTRE.whole.cameras[0]
ZONED = msgspec.structs.replace(CAMERA, zones=(Zone("lane", "carriageway", ((0, 0), (1, 0), (1, 1))),))


def picture(age: float = 5.0, accepted: float = 0.0, **lasted: float) -> Picture:
    """cam-01, heard now, has had these ailments for so many seconds, as was said ``age`` seconds ago."""
    said = NOON - timedelta(seconds=age)
    values = {metric(name): lasted.get(name, 0.0) for name in AILMENTS} | {ACCEPTED: accepted}
    readings = {("cam-01", name): Reading(said, "cam-01", name, value) for name, value in values.items()}
    return Picture(read_at=NOON, readings=readings, stills={"cam-01": StillHead("cam-01", NOON, 1, 0.3)})


def text(components: object) -> str:
    return json.dumps(components, cls=PlotlyJSONEncoder, ensure_ascii=False)


def test_camera_that_nothing_ails_is_in_order():
    assert "Health: in order" in text(bill_of_health(CAMERA, picture(), WORDS, NOON))


@pytest.mark.parametrize("known", [Picture(read_at=NOON), picture(age=90.0), picture(age=90.0, frozen=40.0)])
def test_camera_of_which_nothing_was_said_lately_is_not_called_well_or_ill(known):
    assert "Health: not known" in text(bill_of_health(CAMERA, known, WORDS, NOON))


def test_ailment_is_said_with_its_beginning():
    ill = picture(frozen=605.0, blurred=65.0)
    assert ailments(CAMERA, ill, NOON)["frozen"] == NOON - timedelta(seconds=610)
    shown = text(bill_of_health(CAMERA, ill, WORDS, NOON))
    assert "picture frozen since 11:49" in shown and "blurred since 11:58" in shown


@pytest.mark.parametrize(("accepted", "words"), [(0.0, "nothing is detected"), (1.0, "detection without them")])
def test_moved_camera_with_zones_says_that_they_are_suspended(accepted, words):
    assert words in text(bill_of_health(ZONED, picture(accepted=accepted, moved=400.0), WORDS, NOON))
    assert "suspended" not in text(bill_of_health(CAMERA, picture(accepted=accepted, moved=400.0), WORDS, NOON))


def test_tile_of_an_offline_camera_says_so_once_and_nothing_of_its_health():
    later = NOON + timedelta(minutes=2)
    assert "Health" not in text(camera_foot(CAMERA, picture(), WORDS, later, 15))


def test_vietnamese_says_the_same():
    assert "bị xoay lệch từ" in text(bill_of_health(ZONED, picture(moved=400.0), CENTRE.words("vi"), NOON))


def test_wall_counts_ailing_cameras_that_are_heard():
    assert figures.cameras_ailing(CENTRE, picture(dark=30.0), NOON) == 1
    assert figures.cameras_ailing(CENTRE, picture(), NOON) == 0
    tile = systems(CENTRE, picture(dark=30.0), WORDS, NOON)[0]
    assert "1 ailing" in tile.notes and tile.mood == "bad"
