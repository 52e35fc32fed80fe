"""What is drawn on evidence."""

from zoneinfo import ZoneInfo

import numpy as np
import pytest

from tests.vision.road import when
from vision.overlay import PATH_COLOUR, annotate

PLAIN = np.full((360, 640, 3), 90, np.uint8)
HERE = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.mark.parametrize("box", [(0.4, 0.4, 0.6, 0.6), (0, 0, 1, 1), (0.9, 0.0, 1.0, 0.05), (0.0, 0.95, 0.1, 1.0)])
def test_annotate_draws_on_a_copy_and_keeps_the_size(box):
    drawn = annotate(PLAIN, box, (), "cam-1", when(0), HERE)
    assert drawn.shape == PLAIN.shape
    assert (PLAIN == 90).all()
    assert (drawn != PLAIN).any(axis=2).sum() > 500


def test_annotate_tells_the_time_of_the_zone():
    here, there = (annotate(PLAIN, (0, 0, 0.1, 0.1), (), "c", when(0), zone) for zone in (HERE, ZoneInfo("UTC")))
    assert (here != there).any()


def test_annotate_box_stands_where_it_was_seen():
    drawn = annotate(PLAIN, (0.25, 0.5, 0.75, 0.9), (), "c", when(0), HERE)
    assert tuple(drawn[180, 400]) == tuple(drawn[324, 400]) == (0, 215, 255)
    assert tuple(drawn[250, 160]) == tuple(drawn[250, 479]) == (0, 215, 255)
    assert tuple(drawn[250, 300]) == (90, 90, 90)


def test_annotate_draws_the_way_the_track_went():
    drawn = annotate(
        PLAIN, (0.7, 0.1, 0.9, 0.3), ((-4.0, 0.1, 0.5), (-2.0, 0.3, 0.5), (0.0, 0.6, 0.5)), "c", when(0), HERE
    )
    assert all(tuple(drawn[180, x]) == PATH_COLOUR for x in (70, 150, 300))
    assert tuple(drawn[180, 500]) == (90, 90, 90)


@pytest.mark.parametrize("path", [(), ((0.0, 0.5, 0.5),), ((0.0, 0.5, 0.5),) * 3])
def test_annotate_of_what_never_moved_draws_no_way(path):
    drawn = annotate(PLAIN, (0.0, 0.0, 0.1, 0.1), path, "c", when(0), HERE)
    assert (drawn[100:300, 330:] == 90).all()
