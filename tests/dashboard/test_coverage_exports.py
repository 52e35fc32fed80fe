"""What leaves the screen: every number with its layer and its date, and nothing that was not on it."""

import csv
import io
import json

import pytest

from dashboard.components.coverage_losses import lost_communes
from dashboard.coverage_answers import NOTHING
from dashboard.coverage_exports import communes_csv, map_geojson
from dashboard.coverage_report import report
from dashboard.coverage_report_page import report_page
from dashboard.coverage_report_pdf import report_pdf
from dashboard.coverage_seen import Seen
from dashboard.coverage_view import View
from tests.builders import NOON

SVG = "http://www.w3.org/2000/svg"  # a name, not an address that is asked
ALL = ("sites", "gaps", "measured", "complaints", "contradictions", "names")


def rows_of(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


@pytest.fixture
def en(covered):
    return covered.words("en")


def test_csv_has_the_whole_city_and_every_commune_with_all_three(covered, seen_as):
    seen = seen_as(View())
    rows = rows_of(communes_csv(seen, View(), covered))
    assert len(rows) == 1 + len(covered.communes) and rows[0]["commune"] == covered.city.name
    assert all(row[f"{name}_share_now"] for row in rows for name in ("area", "people", "hamlets"))
    assert {(row["layer"], row["as_of"]) for row in rows} == {("modelled", seen.as_of.isoformat())}


def test_csv_adds_up(covered, seen_as):
    whole, *rows = rows_of(communes_csv(seen_as(View()), View(), covered))
    assert sum(float(row["people_now"]) for row in rows) == pytest.approx(float(whole["people_now"]), abs=1)
    assert sum(float(row["area_km2_total"]) for row in rows) == pytest.approx(float(whole["area_km2_total"]), abs=1)


def test_csv_is_in_the_order_of_the_screen(covered, seen_as):
    view = View(order="share", figure="hamlets")
    shares = [float(row["hamlets_share_now"]) for row in rows_of(communes_csv(seen_as(view), view, covered))[1:]]
    assert shares == sorted(shares)


def test_csv_of_nothing_is_a_header(covered):
    assert rows_of(communes_csv(Seen(), View(), covered)) == []


def test_geojson_says_layer_and_date_of_every_feature(covered, seen_as, en):
    made = json.loads(map_geojson(seen_as(View()), View(layers=ALL), covered, en))
    kinds = {row["properties"]["kind"] for row in made["features"]}
    assert kinds == {"commune", "sites", "gaps", "measured", "contradictions", "complaints"}
    assert all(row["properties"]["layer"] in ("modelled", "measured", "complained") for row in made["features"])
    assert all(row["properties"].get("as_of") or row["properties"]["layer_as_of"] for row in made["features"])
    assert set(made["layers"]) == {"modelled", "measured", "complained"}


def test_geojson_leaves_out_what_is_not_on_the_screen(covered, seen_as, en):
    made = json.loads(map_geojson(seen_as(View()), View(layers=("complaints",)), covered, en))
    assert {row["properties"]["kind"] for row in made["features"]} == {"commune", "complaints"}


def test_geojson_of_nothing_has_communes_without_figures(covered, en):
    made = json.loads(map_geojson(Seen(), View(), covered, en))
    communes = [row for row in made["features"] if row["properties"]["kind"] == "commune"]
    assert communes and all(set(row["properties"]) == {"kind", "commune_code", "commune"} for row in communes)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_chapter_of_the_report_has_a_layer_and_a_date(language, covered, seen_as):
    words = covered.words(language)
    made = report(seen_as(View()), View(), NOTHING, covered, words, NOON)
    layers = [words(name) for name in ("Modelled", "Measured", "Complained about")]
    for chapter in made.chapters[:-1]:
        assert chapter.source.startswith(tuple(layers)) and "/20" in chapter.source
    assert all(len(row) == len(c.table.heads) for c in made.chapters if c.table for row in c.table.rows)


def test_report_of_nothing_says_so_and_makes_no_number_up(covered, en):
    made = report(Seen(), View(), NOTHING, covered, en, NOON)
    assert "Coverage has not been computed yet." in made.chapters[0].texts
    assert not [row for chapter in made.chapters[:-1] if chapter.table for row in chapter.table.rows]
    assert report_pdf(made, en).startswith(b"%PDF-") and report_page(made, en)


def test_page_is_whole_in_itself(covered, seen_as):
    words = covered.words("vi")
    text = report_page(report(seen_as(View()), View(), NOTHING, covered, words, NOON), words)
    assert '<html lang="vi">' in text and text.count("<svg") == 2 and "<img" not in text
    assert (
        "src=" not in text and "url(" not in text and "<script" not in text and '<link rel="icon" href="data:,"' in text
    )


def test_pdf_embeds_its_fonts_and_holds_no_picture(covered, seen_as):
    words = covered.words("vi")
    data = report_pdf(report(seen_as(View()), View(layers=ALL), NOTHING, covered, words, NOON), words)
    assert data.startswith(b"%PDF-") and b"/FontFile2" in data and b"/Subtype /Image" not in data


def test_report_names_the_communes_that_lost_coverage(covered, seen_as, en):
    seen, view = seen_as(View()), View()
    made = report(seen, view, NOTHING, covered, en, NOON)
    [lost] = [chapter for chapter in made.chapters if chapter.title.startswith("Communes that lost coverage")]
    codes = [code for code, row in lost_communes(seen).items() if view.service in row]
    assert {row[0] for row in lost.table.rows} == {covered.commune_name(code) for code in codes} != set()
    [down] = [chapter for chapter in made.chapters if chapter.title.startswith("Down now")]
    assert covered.commune_name(codes[0]) in down.table.rows[0][-1]


def test_map_of_the_report_says_of_each_sign_its_layer_and_date(covered, seen_as, en):
    _, drawn, *_ = report(seen_as(View()), View(layers=ALL), NOTHING, covered, en, NOON).chapters
    for layer, sign in (("Modelled", "red outline"), ("Measured", "coloured dot"), ("Complained about", "violet tri")):
        [said] = [text for text in drawn.texts if sign in text]
        assert said.startswith(f"{layer} · as of ") and "/20" in said


def test_report_says_where_a_table_ends_before_its_end(covered, seen_as, en):
    made = report(seen_as(View()), View(), NOTHING, covered, en, NOON)
    [communes] = [chapter for chapter in made.chapters if chapter.title.startswith("Communes, ")]
    assert len(communes.table.rows) == 30 and f"The first 30 of {len(covered.communes)}." in communes.texts


def test_report_names_the_link_that_opens_its_view(covered, seen_as, en):
    view = View(service="any", figure="area")
    assert report(seen_as(view), view, NOTHING, covered, en, NOON).link == "/coverage?service=any&figure=area"
