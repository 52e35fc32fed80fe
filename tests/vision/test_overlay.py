"""The annotated still."""

from zoneinfo import ZoneInfo

import numpy as np
import pytest

from tests.vision.road import when
from vision.overlay import annotate

PLAIN = np.full((360, 640, 3), 90, np.uint8)


@pytest.mark.parametrize("box", [(0.4, 0.4, 0.6, 0.6), (0, 0, 1, 1), (0.9, 0.0, 1.0, 0.05), (0.0, 0.95, 0.1, 1.0)])
def test_annotate_draws_on_a_copy_and_keeps_the_size(box):
    drawn = annotate(PLAIN, box, "stopped_vehicle", "cam-1", when(0), ZoneInfo("Asia/Ho_Chi_Minh"))
    assert drawn.shape == PLAIN.shape
    assert (PLAIN == 90).all()
    assert (drawn != PLAIN).any(axis=2).sum() > 500


def test_annotate_tells_the_time_of_the_zone():
    here, there = (
        annotate(PLAIN, (0, 0, 0.1, 0.1), "r", "c", when(0), ZoneInfo(z)) for z in ("Asia/Ho_Chi_Minh", "UTC")
    )
    assert (here != there).any()


def test_annotate_box_stands_where_it_was_seen():
    drawn = annotate(PLAIN, (0.25, 0.5, 0.75, 0.9), "r", "c", when(0), ZoneInfo("UTC"))
    assert tuple(drawn[180, 400]) == tuple(drawn[324, 400]) == (0, 215, 255)
    assert tuple(drawn[250, 160]) == tuple(drawn[250, 479]) == (0, 215, 255)
    assert tuple(drawn[250, 300]) == (90, 90, 90)
