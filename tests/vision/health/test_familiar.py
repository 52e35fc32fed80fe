"""What is familiar outlives a restart, so that a camera that has moved is not forgiven by one."""

import json
from datetime import timedelta
from functools import cache

import numpy as np
import pytest

from tests.vision.health import looks
from tests.vision.health.looks import START
from tests.vision.road import camera, vision
from vision.frame import encode_jpeg
from vision.health.familiar import Familiar
from vision.pipeline import Pipeline

LANE = {"name": "lane", "purpose": "carriageway", "polygon": [(0, 0.5), (1, 0.5), (1, 1)]}


@cache
def film():
    return looks.pictures(40)


def watched(seconds, ails=lambda picture, _: picture, zones=(LANE,), before=None):
    """A pipeline that has seen so many seconds of the film, one frame a second."""
    pipeline = Pipeline(camera(zones=zones), vision())
    pipeline.recall(json.loads(json.dumps(before or {})))
    for second in range(seconds):
        picture = looks.shown(ails(film()[second % 40].astype(np.float32), second), second)
        pipeline.step(encode_jpeg(picture, 10**6), START + timedelta(seconds=second), second)
    return pipeline


def test_camera_turned_while_nobody_watched_has_moved():
    assert "moved" in watched(35, looks.turned(right=0.08), before=watched(12).plain()).bill.since


def test_camera_that_looks_where_it_did_is_well_after_a_restart():
    assert watched(35, before=watched(12).plain()).bill.since == {}


def test_view_counts_no_more_when_zones_were_drawn_anew():
    other = ({**LANE, "name": "another"},)
    assert watched(35, looks.turned(right=0.08), zones=other, before=watched(12).plain()).bill.since == {}


@pytest.mark.parametrize(
    "plain",
    [
        None,
        3,
        {},
        {"shape": [3, 3]},
        {"shape": [90, 160], "edges": "not base 85 \u1234"},
        {"shape": [9e9, 1], "edges": "a"},
        {"shape": ["x", 1], "edges": ""},
        {"shape": [90, 160], "edges": "ZZZZ"},
    ],
)
def test_what_is_not_of_its_form_is_forgotten(plain):
    familiar = Familiar.of(plain)
    assert not familiar.known and familiar.edges.size == 0
