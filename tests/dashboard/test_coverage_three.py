"""Never one coverage figure: wherever a share of coverage stands, area, people and hamlets stand together."""

import ast
import re
from pathlib import Path

import pytest
from dash import html
from dash.development.base_component import Component

from dashboard.components.coverage_figures import coverage_figures
from dashboard.components.coverage_layers import commune_hideout
from dashboard.components.coverage_three import ORDER, amounts_text, share_text, three
from dashboard.coverage_answers import NOTHING
from dashboard.coverage_report import report
from dashboard.coverage_view import View
from dashboard.pages.coverage import shown
from geo.shares import Amounts, Shares
from tests.builders import NOON

ROOM = Path(__file__).parent.parent.parent / "dashboard"
SHARE = re.compile(r"\d\s*%")


def alone(node: object, together: bool = False) -> list[str]:
    """Texts with a share that stand in nothing that holds all three."""
    if isinstance(node, str):
        return [] if together or not SHARE.search(node) else [node]
    if isinstance(node, list | tuple):
        return [text for child in node for text in alone(child, together)]
    if not isinstance(node, Component):
        return []
    names = str(getattr(node, "className", "")).split()
    if "three" in names and len(SHARE.findall(text_of(node))) >= len(ORDER):
        together = True
    return alone(getattr(node, "children", None), together)


def text_of(node: object) -> str:
    if isinstance(node, Component):
        return text_of(getattr(node, "children", None))
    return " ".join(map(text_of, node)) if isinstance(node, list | tuple) else str(node or "")


@pytest.fixture(params=["vi", "en"])
def words(request, covered):
    return covered.words(request.param)


@pytest.mark.parametrize("service", ["4G", "any"])
@pytest.mark.parametrize("when", ["now", "planned", "lost"])
def test_page_never_shows_a_share_alone(service, when, covered, seen_as, words):
    view = View(service=service, when=when, commune=covered.city.communes[0].code)
    parts = shown(seen_as(view), view, covered, words)
    assert SHARE.search(text_of(parts[7:])), "there are shares at all"
    assert alone(parts[7:]) == []
    rows = [[bool(SHARE.search(cell)) for cell in row] for row in parts[-1]["ranking"]["rows"]]
    assert {tuple(row) for row in rows} == {(False, False, True, True, True, False, False)}


def test_whole_city_never_shows_a_share_alone(covered, seen_as, words):
    assert alone(coverage_figures(seen_as(View()), words)) == []


def test_tooltip_of_every_commune_has_all_three(covered, seen_as, words):
    view = View(service="any", when="lost")
    lines = [line for lines in commune_hideout(seen_as(view), view, covered, words)["texts"].values() for line in lines]
    assert {len(SHARE.findall(line)) for line in lines if "%" in line} == {3}


def test_row_of_the_report_with_a_share_has_all_three(covered, seen_as, words):
    view = View()
    made = report(seen_as(view), view, NOTHING, covered, words, NOON)
    rows = [row for chapter in made.chapters if chapter.table for row in chapter.table.rows]
    shares = [sum(bool(SHARE.search(cell)) for cell in row) for row in rows]
    assert set(shares) == {0, 3}
    texts = [text for chapter in made.chapters for text in (*chapter.texts, chapter.title)]
    assert not any(SHARE.search(text) for text in texts)


def test_alone_finds_a_share_that_stands_alone():
    assert alone(html.Div(html.B("99.74 %"))) == ["99.74 %"]
    assert alone(html.Div([html.B("1 %"), html.B("2 %")], className="three")) == ["1 %", "2 %"]


def test_one_function_alone_writes_a_share():
    """Others would write them one by one; the axis of the trend has three lines by its own test."""
    writers = set()
    for path in [*ROOM.glob("coverage_*.py"), *(ROOM / "components").glob("coverage_*.py")]:
        texts = [node.value for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant)]
        if any(isinstance(text, str) and text.endswith(" %") for text in texts):
            writers.add(path.name)
    assert writers == {"coverage_three.py", "coverage_trend.py"}


@pytest.mark.parametrize(
    ("share", "text"),
    [(None, "–"), (0.0, "0 %"), (1.0, "100 %"), (0.9974, "99.74 %"), (0.999999, "99.99 %"), (0.0002, "< 0.1 %"),
     (0.5, "50.0 %")],
)  # fmt: skip
def test_share_is_never_rounded_to_all_or_nothing(share, text, covered):
    assert share_text(share, covered.words("en")) == text


def test_three_say_what_is_gone(covered):
    total = Amounts(10, 100, 4)
    part = three(Shares(Amounts(5, 50, 1), total), covered.words("en"), Shares(Amounts(5, 90, 2), total))
    assert "−40 people" in text_of(part) and "−1 hamlet" in text_of(part)
    assert "km²" not in text_of(part)


def test_amounts_name_one_of_each(covered):
    assert amounts_text(Amounts(1.25, 1.2, 0.9), covered.words("en")) == "1.2 km² · 1 person · 1 hamlet"
