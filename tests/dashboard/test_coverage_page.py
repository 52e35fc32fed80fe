"""What the coverage page shows: layers apart, their ages, what is down, and nothing where nobody has computed."""

import json
from datetime import timedelta

import msgspec
import pytest
from plotly.utils import PlotlyJSONEncoder

from config.radio import PlannedSector
from dashboard.components.coverage_layers import layer_data
from dashboard.components.coverage_legend import layer_ages
from dashboard.components.coverage_losses import commune_names, down_list, failures, lost_communes
from dashboard.components.coverage_ranking import ranked
from dashboard.components.coverage_three import amounts_text
from dashboard.coverage_answers import NOTHING
from dashboard.coverage_drawing import svg
from dashboard.coverage_map import coverage_drawing
from dashboard.coverage_reading import look
from dashboard.coverage_report import report
from dashboard.coverage_seen import Seen
from dashboard.coverage_shades import shades
from dashboard.coverage_trend import trend_drawing
from dashboard.coverage_view import View
from dashboard.pages.coverage import MISSED_LOOKS, limits, patches, shown
from dashboard.picture import Picture
from geo.shares import Amounts
from store.planned_network import replace_sectors
from store.pool import connect
from store.records import Alert
from tests.builders import NOON
from tests.dashboard.coverage_scene import DOWN
from tests.dashboard.test_coverage_three import text_of
from tests.database import ask

ALL = ("sites", "gaps", "measured", "complaints", "contradictions", "names")
HONEST = {"gaps": {"modelled"}, "sites": {"modelled"}, "measured": {"measured"}, "contradictions": {"measured"},
          "complaints": {"complained"}}  # fmt: skip


@pytest.fixture
def en(covered):
    return covered.words("en")


def drawn(view: View, covered, seen_as, words) -> dict:
    return layer_data(seen_as(view), view, covered, words)


def test_every_layer_comes_from_one_source_alone(covered, seen_as, en):
    data = drawn(View(service="4G", layers=ALL), covered, seen_as, en)
    layers = {name: {row["properties"]["layer"] for row in data[name]["features"]} for name in HONEST}
    assert layers == HONEST


def test_layer_that_is_not_wanted_is_empty(covered, seen_as, en):
    data = drawn(View(layers=("measured",)), covered, seen_as, en)
    assert [name for name, rows in data.items() if rows["features"]] == ["measured"]


def test_contradictions_are_measured_against_the_model(covered, seen_as, en):
    rows = drawn(View(layers=ALL), covered, seen_as, en)["contradictions"]["features"]
    said = {(row["properties"]["modelled"], row["properties"]["verdict"]) for row in rows}
    assert said <= {(True, "weaker"), (False, "stronger")} and (True, "weaker") in said


def test_site_that_is_down_is_marked_and_says_what_it_took(covered, seen_as, en):
    site, seen = covered.city.sites[DOWN], seen_as(View(layers=ALL))
    rows = layer_data(seen, View(layers=ALL), covered, en)["sites"]["features"]
    assert (
        [row["properties"]["id"] for row in rows if row["properties"]["down"]]
        == [site.id]
        == [rows[-1]["properties"]["id"]]
    )
    told = text_of(patches(covered, Picture(), en, seen.as_of, seen)["coverage-down"]["children"])
    assert site.name in told and "people" in told


def test_site_that_is_down_names_the_dead_link_above_it_and_what_that_takes_along(covered, seen_as, en):
    site = covered.city.sites[DOWN]
    link = next(covered.tree.above(site.id))
    dead = Alert(7, "f", "link_down", "severe", "open", link, NOON, NOON, None, None, None, site.commune_code, {})
    told = down_list(seen_as(View()), Picture(alerts=(dead,)), covered, en)
    assert covered.names[link] in text_of(told) and "takes along" in text_of(told)
    over = msgspec.structs.replace(dead, cleared_at=NOON)
    assert "takes along" not in text_of(down_list(seen_as(View()), Picture(alerts=(over,)), covered, en))


def test_communes_that_lost_coverage_are_named_with_the_people_that_lost_it(covered, seen_as, en):
    seen = seen_as(View())
    lost, [down] = lost_communes(seen), seen.down
    assert lost and set(lost) <= {code for codes in down.communes.values() for code in codes}
    told = text_of(down_list(seen, Picture(), covered, en))
    for code, amounts in lost.items():
        assert told.count(covered.commune_name(code)) >= 2  # where the site is told, and by itself
        assert all(amounts_text(one, en) in told for one in amounts.values())
    people = [row["any"].people for row in lost.values() if "any" in row]
    assert people == sorted(people, reverse=True)


def test_many_communes_of_a_dead_site_are_counted_after_the_first(covered, seen_as, en):
    lost = {row.code: {"any": Amounts(1.0, 100.0 - n)} for n, row in enumerate(covered.city.communes[:9])}
    names = commune_names(set(lost) | {"elsewhere"}, lost, covered, en)
    assert names.startswith(covered.commune_name(covered.city.communes[0].code)) and names.endswith("… and 3 more")


def test_several_sites_that_are_down_say_what_they_take_away_together(covered, seen_as, en):
    seen = seen_as(View())
    assert "together" not in text_of(down_list(seen, Picture(), covered, en))
    other = msgspec.structs.replace(seen.down[0], site_id=covered.city.sites[1].id)
    said = text_of(down_list(msgspec.structs.replace(seen, down=(*seen.down, other)), Picture(), covered, en))
    assert "Down: 2. Together they take away:" in said


def test_failures_come_with_most_people_first(covered, seen_as):
    rows = failures(seen_as(View(service="any")), View(service="any"))
    people = [row.amounts.people for row in rows]
    assert people == sorted(people, reverse=True) and people[0] > 0
    assert covered.city.sites[DOWN].id not in {row.site_id for row in rows}


@pytest.mark.parametrize("order", ["uncovered", "share", "lost", "name"])
def test_ranking_holds_every_commune_once(order, covered, seen_as):
    rows = ranked(seen_as(View(order=order)), View(order=order), covered)
    assert sorted(row.commune_code for row in rows) == sorted(covered.communes)


def test_commune_that_lost_most_is_first_when_asked_for(covered, seen_as):
    view = View(service="any", figure="area", order="lost")
    first, second = ranked(seen_as(view), view, covered)[:2]
    assert first.lost.area_km2 > 0 and first.lost.area_km2 >= second.lost.area_km2


def test_shades_of_lost_name_only_what_lost_something(covered, seen_as):
    view = View(service="any", figure="area", when="lost")
    seen = seen_as(view)
    steps = shades(seen, view, list(covered.communes))
    assert {code for code, step in steps.items() if step > 0} == {
        code for code in covered.communes if seen.standing(code, "any").lost.area_km2 > 0
    }


def test_page_without_any_result_says_so_and_shades_nothing(covered, en):
    parts = shown(Seen(), View(), covered, en)
    assert parts[0]["steps"] == {} and "not been computed" in text_of(parts)
    live = patches(covered, Picture(), en, NOON, Seen())
    assert "not been computed" in text_of(live["coverage-figures"]["children"])
    assert "is-none" in live["panel-coverage-whole"]["className"]


def test_page_before_its_first_answer_changes_nothing(covered, en):
    assert patches(covered, Picture(), en, NOON, None) == {}


def test_old_result_is_stale_in_every_panel(covered, seen_as, en):
    seen = seen_as(View())
    later = seen.as_of + timedelta(seconds=MISSED_LOOKS * covered.settings.coverage.look_seconds + 1)
    looks = {key: props["className"] for key, props in patches(covered, Picture(), en, later, seen).items()
             if key.startswith("panel-")}  # fmt: skip
    assert len(looks) == 6 and all("is-stale" in look for look in looks.values())


def test_layers_say_their_age_and_origin(covered, seen_as, en):
    seen = seen_as(View())
    told = text_of(layer_ages(seen, en, seen.as_of, limits(covered)))
    assert seen.as_of - seen.layer("measured").as_of > timedelta(days=39), "the age of the samples, not of their file"
    assert "sectors.csv" in told and "drive-2026-11.csv" in told and "5 reports of no signal" in told


def test_complaint_about_something_else_is_not_among_them(seen_as):
    assert {row.report_id for row in seen_as(View()).complaints} == {f"r-{n}" for n in range(1, 6)}


def test_trend_draws_three_lines(seen_as, en):
    rows = seen_as(View()).months
    lines = [mark for mark in trend_drawing(rows, en).marks if mark.kind == "line" and len(mark.points) == len(rows)]
    assert len(rows) > 6 and len(lines) == 3


def test_trend_of_a_commune_is_its_own(covered, seen_as):
    code = covered.city.communes[3].code
    whole, own = (seen_as(View(commune=name)).months[0].shares for name in ("", code))
    assert own.total.people == pytest.approx(whole.total.people / len(covered.communes))


def test_drawing_is_vectors_with_names_and_a_scale(covered, seen_as, en):
    view = View(layers=ALL)
    text = svg(coverage_drawing(seen_as(view), view, covered, en))
    assert text.count("<path") >= len(covered.communes) and " km</text>" in text and "<image" not in text


def test_everything_shown_can_be_sent(covered, seen_as, en):
    assert json.dumps(shown(seen_as(View(layers=ALL)), View(layers=ALL), covered, en), cls=PlotlyJSONEncoder)


def test_sites_that_say_nothing_are_told_in_the_report(covered, seen_as, en):
    seen = msgspec.structs.replace(seen_as(View()), sites_unheard=4)
    texts = [text for chapter in report(seen, View(), NOTHING, covered, en, NOON).chapters for text in chapter.texts]
    assert any(text.startswith("4 sites say nothing") for text in texts)


def test_imported_network_stands_on_the_map_where_it_was_imported(database_url, covered, en):
    rows = [PlannedSector(id=f"m-{n}", site_id=f"mast-{n}", technology="4G", band_mhz=1800, height_metres=30,
                          azimuth_degrees=0, beam_degrees=360, power_dbm=46, lon=105.0 + n / 10, lat=19.0)
            for n in range(2)]  # fmt: skip
    with connect(database_url, 5.0) as link:
        replace_sectors(link, rows, "sites.csv", NOON)
    seen = ask(database_url, look, covered, NOON)
    places = [row["geometry"]["coordinates"] for row in layer_data(seen, View(), covered, en)["sites"]["features"]]
    assert places == [[105.0, 19.0], [105.1, 19.0]] and {site.name for site in seen.sites} == {"mast-0", "mast-1"}
