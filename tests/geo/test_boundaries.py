"""Boundaries handed in: each kind of wrong file gets its own answer, a right one loses corners and nothing else."""

import copy

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from config import Commune
from geo.boundaries import check, corners, feature_collection, simplified
from geo.measure import to_metres

WEST = Commune(code="1", name="Tây", kind="xã", lon=105.05, lat=18.05, area_km2=100)
EAST = Commune(code="2", name="Đông", kind="xã", lon=105.15, lat=18.05, area_km2=100)
BOTH = (WEST, EAST)


def square(code: str, left: float, right: float, bottom: float = 18.0) -> dict:
    ring = [[left, bottom], [right, bottom], [right, bottom + 0.1], [left, bottom + 0.1], [left, bottom]]
    return {"type": "Feature", "properties": {"code": code}, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def collection(*features: dict) -> dict:
    return {"type": "FeatureCollection", "features": list(features)}


def sound() -> dict:
    return collection(square("1", 105.0, 105.1), square("2", 105.1, 105.2))


def with_ring(ring: object, kind: str = "Polygon") -> dict:
    changed = sound()
    changed["features"][0]["geometry"] = {"type": kind, "coordinates": [ring]}
    return changed


def shapes(boundaries: dict) -> list:
    return [shapely.geometry.shape(feature["geometry"]) for feature in boundaries["features"]]


def test_check_of_sound_boundaries_finds_nothing():
    assert check(sound(), BOTH) == []


def test_check_of_a_code_written_as_a_number_finds_nothing():
    numbered = sound()
    numbered["features"][0]["properties"]["code"] = 1
    assert check(numbered, BOTH) == []


KEYS = ["type", "features", "geometry", "properties", "code", "coordinates", "crs"]
BOW_TIE = [[105.0, 18.0], [105.1, 18.1], [105.1, 18.0], [105.0, 18.1], [105.0, 18.0]]
IN_METRES = [[500_000, 1_990_000], [510_000, 1_990_000], [510_000, 2_000_000], [500_000, 1_990_000]]
SWAPPED = [[18.0, 105.0], [18.1, 105.0], [18.1, 105.1], [18.0, 105.0]]
IN_HANOI = [[105.8, 21.0], [105.9, 21.0], [105.9, 21.1], [105.8, 21.0]]
OPEN = [[105.0, 18.0], [105.1, 18.0], [105.1, 18.1], [105.0, 18.1]]
FLAT = [[105.0, 18.0], [105.1, 18.0], [105.05, 18.0], [105.0, 18.0]]


@pytest.mark.parametrize(
    ("boundaries", "words"),
    [
        ({}, "not a GeoJSON FeatureCollection"),
        ({"type": "FeatureCollection", "features": 7}, "not a GeoJSON FeatureCollection"),
        (sound() | {"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32648"}}}, "EPSG::32648"),
        (with_ring(BOW_TIE), "feature 1 (1 Tây): not a sound polygon: Self-intersection[105.05 18.05]"),
        (with_ring(FLAT), "feature 1 (1 Tây): not a sound polygon"),
        (with_ring(IN_METRES), "feature 1 (1 Tây): 500000, 1.99e+06 are not degrees"),
        (with_ring(SWAPPED), "feature 1 (1 Tây): longitude and latitude are swapped"),
        (with_ring(IN_HANOI), "feature 1 (1 Tây): about 338 km away from the commune's centre"),
        (with_ring(OPEN), "feature 1 (1 Tây): a ring that starts at [105.0, 18.0] is not closed"),
        (with_ring(OPEN[:2]), "feature 1 (1 Tây): not a polygon: Expected `array` of length >= 4"),
        (with_ring([[105.0, "18"]] * 4), "Expected `float`, got `str` - at `$.coordinates[0][0][1]`"),
        (with_ring([105.0, 18.0], "Point"), "feature 1 (1 Tây): not a polygon: Invalid value 'Point'"),
        (collection(square("1", 105.0, 105.1)), "no feature for 2 Đông"),
        (collection(*sound()["features"], square("9", 105.2, 105.3)), "feature 3 (9): no commune has this code"),
        (collection(*sound()["features"], square("2", 105.2, 105.3)), "feature 3 (2 Đông): the same code stands twice"),
        (collection(square("1", 105.0, 105.11), square("2", 105.1, 105.2)), "1 Tây and 2 Đông overlap: 10.0%"),
        (collection({"type": "Feature", "properties": None, "geometry": None}), 'feature 1: no property "code"'),
        (collection(square("1", 105.0, 105.1) | {"geometry": None}), "feature 1 (1 Tây): no geometry"),
        (with_ring([]), "feature 1 (1 Tây): not a polygon"),
        (collection(*[{}] * 10_001), "10,001 features, and 2 communes"),
        (collection(), "no feature for 1 Tây"),
    ],
)
def test_check_of_wrong_boundaries_says_which_feature_and_why(boundaries: dict, words: str):
    assert words in "\n".join(check(boundaries, BOTH))


def test_check_of_an_overlap_as_thin_as_rounding_finds_nothing():
    assert check(collection(square("1", 105.0, 105.10001), square("2", 105.1, 105.2)), BOTH) == []


def test_check_leaves_what_it_was_given_as_it_was():
    given = sound()
    before = copy.deepcopy(given)
    check(given, BOTH)
    assert given == before


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=3), inner),
    max_leaves=20,
)
RING = st.lists(st.lists(st.floats(104.9, 105.2) | st.floats() | JSON, min_size=1, max_size=3), max_size=6)


@given(JSON, JSON, RING)
def test_check_of_anything_at_all_answers(feature: object, geometry: object, ring: list):
    for one in (feature, square("1", 105, 105.1) | {"geometry": geometry}, with_ring(ring)["features"][0]):
        assert all(isinstance(problem, str) for problem in check(collection(one), BOTH))


@given(st.lists(st.tuples(st.floats(105.0, 105.1), st.floats(18.0, 18.1)), min_size=3, max_size=8))
def test_simplified_of_whatever_was_accepted_is_accepted_again(corners_given: list):
    given_ring = with_ring([list(corner) for corner in (*corners_given, corners_given[0])])
    if not check(given_ring, BOTH):
        assert check(simplified(given_ring, BOTH), BOTH) == []


def wavy() -> dict:
    """The two squares with a shared border of 200 corners that swings by 20 m, and three numbers a position."""
    border = [[105.1 + 0.0002 * (-1) ** step, 18.0 + 0.0005 * step, 7.0] for step in range(201)]
    left = [[105.0, 18.1, 7.0], [105.0, 18.0, 7.0], *border, [105.0, 18.1, 7.0]]
    right = [[105.2, 18.0, 7.0], [105.2, 18.1, 7.0], *reversed(border), [105.2, 18.0, 7.0]]
    made = sound()
    made["features"][0]["geometry"]["coordinates"] = [left]
    made["features"][1]["geometry"]["coordinates"] = [right]
    return made


def test_island_too_small_to_be_rounded_stays_as_it_is():
    island = shapely.box(105.000002, 18.000002, 105.000004, 18.000004)
    made = shapes(feature_collection([WEST], [shapely.MultiPolygon([shapely.box(105.0, 18.1, 105.1, 18.2), island])]))
    assert made[0].is_valid and len(made[0].geoms) == 2


def test_simplified_boundaries_have_fewer_corners():
    assert check(wavy(), BOTH) == []
    assert corners(simplified(wavy(), BOTH)) < corners(wavy()) / 5


def test_simplified_boundaries_still_share_their_border():
    assert shapely.coverage_is_valid(shapes(simplified(wavy(), BOTH)))


def test_simplified_boundaries_move_no_corner_by_more_than_60_metres():
    for exact, coarse in zip(shapes(wavy()), shapes(simplified(wavy(), BOTH)), strict=True):
        moved = shapely.distance(shapely.points(shapely.get_coordinates(to_metres(exact))), to_metres(coarse).boundary)
        assert moved.max() <= 61


def test_simplified_boundaries_stand_in_the_order_of_the_communes():
    turned = simplified(wavy(), (EAST, WEST))
    assert [feature["properties"]["code"] for feature in turned["features"]] == ["2", "1"]
