"""Strips that are too thin to be meant are told with their features; those of rounding are not."""

import pytest

from geo.boundaries import check
from geo.slivers import slivers
from tests.geo.test_boundaries import BOTH, collection, sound, square

WIDE = 0.0003  # 32 m


def notched(depth: float) -> dict:
    """The western commune, with a notch of this depth into its eastern border, which the neighbour closes."""
    made = square("1", 105.0, 105.1)
    made["geometry"]["coordinates"][0][2:2] = [[105.1, 18.04], [105.1 - depth, 18.05], [105.1, 18.06]]
    return made


def needle(width: float) -> dict:
    made = square("1", 105.0, 105.1)
    strip = [[[105.02, 18.2], [105.08, 18.2], [105.08, 18.2 + width], [105.02, 18.2 + width], [105.02, 18.2]]]
    made["geometry"] = {"type": "MultiPolygon", "coordinates": [made["geometry"]["coordinates"], strip]}
    return made


EAST = square("2", 105.1, 105.2)


@pytest.mark.parametrize(
    ("boundaries", "words"),
    [
        (
            collection(square("1", 105.0, 105.1 + WIDE / 10 * 2), EAST),
            "feature 1 (1 Tây) and feature 2 (2 Đông) overlap",
        ),
        (collection(notched(WIDE), EAST), "feature 1 (1 Tây) and feature 2 (2 Đông) leave a gap of"),
        (collection(needle(0.00002), EAST), "feature 1 (1 Tây): a part of it is a sliver of"),
    ],
)
def test_sliver_is_told_with_its_features_and_its_place(boundaries, words):
    assert check(boundaries, BOTH) == []
    [said] = slivers(boundaries, BOTH)
    assert words in said and "m wide, at 105." in said


@pytest.mark.parametrize(
    "boundaries",
    [sound(), collection(square("1", 105.0, 105.10001), EAST), collection(notched(0.00002), EAST),
     collection(needle(0.001), EAST)],
)  # fmt: skip
def test_what_comes_from_rounding_or_is_an_island_is_no_sliver(boundaries):
    assert slivers(boundaries, BOTH) == []
