import json

import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.areas import Areas


def boundaries(**shapes: shapely.Geometry) -> dict:
    features = [
        {"type": "Feature", "properties": {"code": code}, "geometry": json.loads(shapely.to_geojson(shape))}
        for code, shape in shapes.items()
    ]
    return {"type": "FeatureCollection", "features": features}


SQUARES = Areas(boundaries(west=shapely.box(104, 18, 105, 19), east=shapely.box(105, 18, 106, 19)))


def test_commune_at_a_place_inside_is_that_commune():
    assert SQUARES.commune_at(104.5, 18.5) == "west"
    assert SQUARES.commune_at(105.5, 18.5) == "east"


def test_commune_at_a_place_outside_is_none():
    assert SQUARES.commune_at(107.0, 18.5) is None


def test_commune_at_a_shared_border_is_always_the_first():
    assert SQUARES.commune_at(105.0, 18.5) == "west"


def test_commune_at_a_lake_cut_out_of_a_commune_is_none():
    ring = shapely.box(0, 0, 3, 3) - shapely.box(1, 1, 2, 2)
    assert Areas(boundaries(ring=ring)).commune_at(1.5, 1.5) is None


@given(st.floats(-180, 180), st.floats(-90, 90))
def test_commune_at_any_place_is_a_known_code_or_none(lon: float, lat: float):
    assert SQUARES.commune_at(lon, lat) in {"west", "east", None}
