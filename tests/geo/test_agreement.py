"""How far the approximate boundaries are from the official ones is what docs/boundaries.md says."""

import json

import numpy as np
import pytest
import shapely

from config import load, load_communes, project_folder
from geo.areas import Areas
from geo.measure import area_km2

OFFICIAL = project_folder().parent / "shared" / "data" / "nghe_an_communes.geojson"
APPROXIMATE = project_folder() / "config" / "cities" / "nghe-an" / "communes.geojson"
COMMUNES = load_communes(load({}))

official_at_hand = pytest.mark.skipif(not OFFICIAL.is_file(), reason="the official boundaries are not in the project")


def shapes(path) -> dict[str, shapely.Geometry]:
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    return {feature["properties"]["code"]: shapely.geometry.shape(feature["geometry"]) for feature in features}


def test_approximate_boundaries_hold_their_centres_and_share_their_borders():
    areas = Areas(json.loads(APPROXIMATE.read_text(encoding="utf-8")))
    assert all(areas.commune_at(commune.lon, commune.lat) == commune.code for commune in COMMUNES)
    assert shapely.coverage_is_valid(list(shapes(APPROXIMATE).values()))


def test_approximate_areas_are_as_far_off_as_the_documentation_says():
    made = shapes(APPROXIMATE)
    wrong = np.abs([area_km2(made[commune.code]) / commune.area_km2 - 1 for commune in COMMUNES])
    assert np.median(wrong) == pytest.approx(0.047, abs=0.001)
    assert wrong.max() == pytest.approx(0.42, abs=0.01)


@official_at_hand
def test_approximate_boundaries_overlap_the_official_ones_as_the_documentation_says():
    made, true = shapes(APPROXIMATE), shapes(OFFICIAL)
    overlap = [made[code].intersection(true[code]).area / made[code].union(true[code]).area for code in true]
    assert np.median(overlap) == pytest.approx(0.62, abs=0.01)
    assert min(overlap) == pytest.approx(0.26, abs=0.01)


@official_at_hand
def test_places_by_chance_fall_into_the_right_commune_as_often_as_the_documentation_says():
    made, true = (Areas(json.loads(path.read_text(encoding="utf-8"))) for path in (APPROXIMATE, OFFICIAL))
    left, bottom, right, top = shapely.union_all(list(shapes(OFFICIAL).values())).bounds
    places = np.random.default_rng(1).uniform((left, bottom), (right, top), (20_000, 2))
    pairs = [(made.commune_at(*place), code) for place in places if (code := true.commune_at(*place))]
    assert np.mean([one == other for one, other in pairs]) == pytest.approx(0.764, abs=0.015)
