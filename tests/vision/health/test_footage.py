"""Real street cameras, where clips are at hand: nothing ails them, and what is done to them is found."""

from datetime import timedelta
from functools import cache

import cv2
import pytest

from tests.vision.health import looks
from tests.vision.health.looks import START
from tests.vision.test_footage import FOOTAGE
from vision.frame import decode
from vision.health.examination import Examination

CLIPS = sorted(path.name for path in FOOTAGE.glob("*.*") if path.suffix in (".mp4", ".avi")) if FOOTAGE.is_dir() else []
ILL_AT, LONG_ENOUGH = 12, 45

pytestmark = pytest.mark.skipif(not CLIPS, reason="no clips beside the repository: rendered scenes only")


@cache
def film_of(name):
    """One picture a second, as ingest would send it."""
    capture, taken = cv2.VideoCapture(str(FOOTAGE / name)), []
    while capture.grab():
        if capture.get(cv2.CAP_PROP_POS_MSEC) / 1000 >= len(taken):
            ok, picture = capture.retrieve()
            assert ok
            taken.append(picture)
    return taken


def ailments(name, ails=lambda picture, _: picture, least=0):
    """All that was told of a clip, which is played to and fro until it has lasted for ``least`` seconds."""
    film, examination, told, steady = film_of(name), Examination(zoned=True), set(), 0
    there_and_back = film + film[-2:0:-1]
    for second in range(max(len(film), least)):
        picture = there_and_back[second % len(there_and_back)].astype("float32")
        picture = ails(picture, second - ILL_AT) if second >= ILL_AT else picture
        seen = looks.shown(picture, second) if least else decode(cv2.imencode(".jpg", picture)[1].tobytes(), 480, 50)
        bill = examination.look(seen, START + timedelta(seconds=second))
        told |= set(bill.since)
        steady += bill.steady
    return told, steady / max(len(film), least)


@pytest.mark.parametrize("name", CLIPS)
def test_camera_that_is_well_is_told_to_be_well_and_its_rules_are_asked(name):
    assert ailments(name) == (set(), 1.0)


@pytest.mark.parametrize(
    ("ailment", "ails"),
    [
        ("blurred", looks.blurred(2.5)),
        ("dark", looks.lit(0.08)),
        ("covered", looks.covered(85.0)),
        ("moved", looks.turned(right=0.06)),
        ("moved", looks.turned(degrees=9)),
    ],
)
@pytest.mark.parametrize("name", [name for name in CLIPS if not name.startswith("n06")])  # n06 shows bare asphalt
def test_ailment_of_a_real_camera_is_found(name, ailment, ails):
    assert ailments(name, ails, ILL_AT + LONG_ENOUGH)[0] == {ailment}
