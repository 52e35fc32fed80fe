"""The view of the coverage page as an address."""

from urllib.parse import parse_qsl

import msgspec
from hypothesis import given
from hypothesis import strategies as some

from config import load
from dashboard.coverage_view import View, query_of, start_view, view_of

LAYERS = ("sites", "gaps", "measured", "complaints", "contradictions", "names", "servers")
VIEWS = some.builds(
    View,
    service=some.sampled_from(("3G", "4G", "5G", "any")),
    figure=some.sampled_from(("people", "area", "hamlets")),
    when=some.sampled_from(("now", "planned", "lost")),
    layers=some.lists(some.sampled_from(LAYERS), unique=True).map(tuple),
    order=some.sampled_from(("uncovered", "share", "lost", "name")),
    commune=some.from_regex(r"[0-9A-Za-z-]{0,12}", fullmatch=True),
    mast_lon=some.none() | some.floats(-180, 180),
    mast_lat=some.none() | some.floats(-90, 90),
    masts=some.integers(1, 50),
    grid_power=some.booleans(),
    sought=some.booleans(),
    given=some.text(max_size=50),
)


def again(view: View) -> View:
    return view_of(dict(parse_qsl(query_of(view), keep_blank_values=True)))


@given(VIEWS)
def test_link_opens_the_view_it_was_made_of(view):
    assert again(view) == view


def test_view_begins_where_the_default_settings_say():
    assert start_view(load({})) == View()


def test_link_of_a_mast_says_all_of_it_however_a_centre_begins():
    view = View(mast_lon=105.1, mast_lat=18.9)
    elsewhere = msgspec.structs.replace(View(), height_metres=60.0, masts=9)
    assert view_of(dict(parse_qsl(query_of(view))), elsewhere) == view
    assert query_of(View(service="5G")) == "service=5G"


def test_view_as_always_has_an_empty_link():
    assert query_of(View()) == ""


def test_what_makes_no_sense_is_as_if_it_were_not_said():
    asked = {"service": "6G", "masts": "900", "lon": "200", "commune": "<b>", "figure": "area", "nonce": "1"}
    assert view_of(asked) == View(figure="area")


def test_one_layer_nobody_knows_leaves_the_others_as_always():
    assert view_of({"layers": "sites.bogus"}).layers == View().layers


def test_no_layer_at_all_can_be_asked_for():
    assert view_of({"layers": ""}).layers == ()


def test_mast_has_a_place_only_with_both_coordinates():
    assert view_of({"mast_lon": "105.1"}).mast is None
    assert view_of({"mast_lon": "105.1", "mast_lat": "18.9"}).mast == (105.1, 18.9)
