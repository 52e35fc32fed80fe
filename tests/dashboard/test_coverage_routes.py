"""The addresses of coverage: documents, and the socket of a mast that is dragged."""

import asyncio
import json

import pytest

from dashboard.app import build
from dashboard.coverage_model import Model
from dashboard.coverage_socket import _answer
from tests.dashboard import scenes
from tests.dashboard.asking import ask, knock

OURS = "http://127.0.0.1:8050"
KINDS = {
    "report.pdf": ("application/pdf", "inline"),
    "report.html": ("text/html; charset=utf-8", "inline"),
    "communes.csv": ("text/csv; charset=utf-8", "attachment"),
    "map.geojson": ("application/geo+json", "attachment"),
}


@pytest.fixture
def app(covered):
    return build(covered.settings, covered.city)


@pytest.mark.parametrize("name", KINDS)
def test_document_is_what_it_says_and_is_never_kept(name, app):
    told = ask(app, f"/coverage/{name}?service=any")
    assert told.status == 200 and len(told.body) > 500
    assert (told.headers["content-type"], told.headers["content-disposition"].partition(";")[0]) == KINDS[name]
    assert told.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_report_speaks_the_readers_language(language, app):
    told = ask(app, "/coverage/report.html", cookie=f"language={language}")
    heads = {"vi": "Báo cáo vùng phủ sóng", "en": "Mobile coverage for leaders"}
    assert heads[language] in told.body.decode()


TRIED = "mast_lon=104.9&mast_lat=19.3&layers=sites.servers&sought=true&masts=2&spacing_km=15"


def test_report_holds_what_its_view_asks_of_the_model(app):
    told = ask(app, f"/coverage/report.html?{TRIED}", cookie="language=en").body.decode()
    for words in ("2 masts from", "The mast that is tried", "newly covered", "Overlap, 4G", "one site alone"):
        assert words in told


def test_geojson_holds_masts_and_best_servers_that_are_on_the_screen(app):
    told = json.loads(ask(app, f"/coverage/map.geojson?{TRIED}", cookie="language=en").body)
    rows = [row["properties"] for row in told["features"]]
    kinds = [row["kind"] for row in rows]
    assert (kinds.count("sought"), kinds.count("tried")) == (2, 1) and kinds.count("servers") > 10
    assert all(row["layer"] == "modelled" and (row.get("layer_as_of") or row["as_of"]) for row in rows)


def test_report_of_a_plan_that_cannot_be_says_why(app):
    told = ask(app, "/coverage/report.html?sought=true&given=nonsense", cookie="language=en")
    assert told.status == 200 and "is not name, longitude, latitude" in told.body.decode()


def test_document_without_a_database_says_so(covered):
    lost = scenes.settings("postgresql://postgres@127.0.0.1:1/none", 8050)
    told = ask(build(lost, covered.city), "/coverage/report.pdf", cookie="language=en")
    assert (told.status, told.body) == (503, b"The database gives no answer.")


def test_socket_is_for_our_own_pages_in_a_language_that_we_speak(app):
    assert knock(app, "/live/siting?lang=vi", host="127.0.0.1:8050", origin=OURS) == "websocket.accept"
    assert knock(app, "/live/siting?lang=xx", host="127.0.0.1:8050", origin=OURS) == "websocket.close"
    assert knock(app, "/live/siting?lang=vi", host="127.0.0.1:8050", origin="http://evil.example") == "websocket.close"


@pytest.mark.parametrize("asked", ["{", "[]", '{"lon": 1}', '{"lon": 400, "lat": 1}', '{"lon": NaN, "lat": 1}'])
def test_socket_answers_nonsense_in_words(asked, covered):
    told = asyncio.run(_answer(Model(covered), asked, covered, covered.words("en")))
    assert told == {"problem": "This cannot be understood."}


def test_socket_answers_a_place_with_three_figures(covered):
    asked = json.dumps({"lon": 104.9, "lat": 19.3, "view": {"service": "4G", "height_metres": "60"}})
    told = asyncio.run(_answer(Model(covered), asked, covered, covered.words("en")))
    lines = told["lines"]
    assert (told["lon"], told["lat"]) == (104.9, 19.3)
    assert any("km²" in line and ("people" in line or "person" in line) and "hamlet" in line for line in lines)
