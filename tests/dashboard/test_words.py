"""What screens say, in every language."""

import ast
import re
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest

from config.language import LANGUAGES, catalogue, plurals
from dashboard.words import Words

ROOT = Path(__file__).parent.parent.parent
ROOM = ROOT / "dashboard"
SAYING = ("words", "self", "self.words", "self._say", "Asked")
# What other rooms say to people.
OTHERS = [ROOT / name for name in ("config/kinds.py", "alerts/message.py", "alerts/lifecycle.py")]
NOON = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)
NAMED = {
    "KINDS",
    "SEVERITIES",
    "STATES",
    "AGE_UNITS",
    "CAPTIONS",
    "CLOCKS",
    "PURPOSES",
    "FAULTS",
    "LABELS",
    "TITLE",
    "AILMENT_NAMES",
    "SUSPENDED",
    "ROLES",
    "TOLD",
    "ENDS",
    "STEP_NAMES",
    "WHY_LOST",
    "GROUPS",
    "ACTS",
    "DONE",
    "WHY_DISMISSED",
    "HIDDEN",
    "REFUSALS",
    "REACH",
    "WAYS",
    "SPAN_NAMES",
    "VARIANTS",
    "HEADINGS",
    "NAMES",
    "FEED_NAMES",
    "PULSE_NAMES",
    "LATE_NAMES",
    "HEALTH_NAMES",
    "REPORT_NAMES",
    "PILLAR_NAMES",
    "REPORT_STATES",
    "STREAM_NAMES",
    "PIPELINE_NAMES",
    "STATEMENT_NAMES",
    "UNIT_NAMES",
    "CHECKIN_NAMES",
    "DOCUMENT_NAMES",
    "SHARE_NAMES",
    "COURSE_NAMES",
    "TABLE_NAMES",
    "FACT_NAMES",
    "SECURITY_NAMES",
    "COLUMN_NAMES",
    "KIND_NAMES",
    "LINK_STATES",
    "SERVICE_NAMES",
    "FIGURE_NAMES",
    "WHEN_NAMES",
    "LAYER_NAMES",
    "ORDER_NAMES",
    "METHOD_NAMES",
    "VERDICT_NAMES",
    "HONEST_NAMES",
    "INPUT_NAMES",
    "ROW_NAMES",
    "SIGN_NAMES",
    "SPOKEN_LABELS",
}
# A page of figures is made where incidents are judged, and speaks the same languages.
REPORT = ROOM.parent / "vision" / "report.py"


def said(tree: ast.AST) -> set[str]:
    """The English texts of a source: what ``words(…)`` is called with, and the tables of names."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) in SAYING]
    texts = [arg.value for call in calls for arg in call.args[:1] if isinstance(arg, ast.Constant)]
    for node in ast.walk(tree):
        targets = node.targets[0] if isinstance(node, ast.Assign) else None
        names = [n.id for n in ast.walk(targets) if isinstance(n, ast.Name)] if targets else []
        if NAMED & set(names):
            held = node.value.values if isinstance(node.value, ast.Dict) else getattr(node.value, "elts", [])
            wanted = held if isinstance(node.value, ast.Dict) else [held[names.index("TITLE")]]
            texts += [value.value for value in wanted]
    return {text for text in texts if isinstance(text, str)}


@cache
def every_text() -> set[str]:
    return set().union(*(said(ast.parse(path.read_text())) for path in (*(*ROOM.rglob("*.py"), *OTHERS), REPORT)))


def test_every_text_has_a_vietnamese_translation_with_the_same_places():
    translations = {text: catalogue("vi").get(text, "") for text in every_text()}
    assert len(translations) > 900
    assert [text for text, translated in translations.items() if not translated] == [], "not in config/locale/vi.po"
    assert [text for text, made in translations.items() if sorted(_places(text)) != sorted(_places(made))] == []


# What is read on a page, or aloud, besides what stands between its tags.
READ = ("title", "alt", "placeholder", "aria_label", "label", "hint", "caption")
ALIKE = {"SHA-256 ", " km"}  # the same in every language
WORD = re.compile(r"[^\W\d_]{2,}")


def plain_texts(tree: ast.AST) -> set[str]:
    """What a component is given to show that went through no catalogue."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    shown = [call.args[0] for call in calls if call.args and ast.unparse(call.func).startswith("html.")]
    shown += [pair.value for call in calls for pair in call.keywords if pair.arg in (*READ, "children")]
    parts = [part for one in shown for part in (one.elts if isinstance(one, ast.List | ast.Tuple) else [one])]
    leaves = [leaf for part in parts for leaf in (part.values if isinstance(part, ast.JoinedStr) else [part])]
    texts = {leaf.value for leaf in leaves if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str)}
    return {text for text in texts if WORD.search(text)} - ALIKE


def test_nothing_is_shown_that_is_in_no_catalogue():
    shown = {str(path): plain_texts(ast.parse(path.read_text())) for path in ROOM.rglob("*.py")}
    assert {name: texts for name, texts in shown.items() if texts} == {}


PART = re.compile(r"(?<![\w-])[^\W\d_]\w*(?![\w-])")  # with a hyphen it is a class
LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`')
CODE = re.compile(r"\$\{[^}]*\}|<[^>]*>")  # what is filled in, and tags
SENTENCE = re.compile(r"[^\W\d_]{2,} [^\W\d_]{2,}|[^\x00-\x7f]{1,}[^\W\d_]|^[A-Z][a-z]+ ")
# Classes and events; and a kind of commune, as the city's folder says it.
STYLES = set(re.findall(r"[\w-]+", " ".join(path.read_text() for path in (ROOM / "assets").glob("*.css"))))
NO_TEXT = STYLES | {"click", "keypress", "zoomend", "viewreset", "moveend", "dragend", "use", "strict", "px", "phường"}


@pytest.mark.parametrize("path", sorted((ROOM / "assets").glob("*.js")), ids=lambda path: path.stem)
def test_scripts_show_only_texts_that_the_page_gives_them(path):
    code = re.sub(r"(?m)(^|\s)//.*$", "", path.read_text())
    texts = [CODE.sub("", next(filter(None, found.groups()), "")) for found in LITERAL.finditer(code)]
    assert [text for text in texts if SENTENCE.search(text) and set(PART.findall(text)) - NO_TEXT] == []


NOUNS = "alerts|cameras|stations|links|offices|portals|sites|bridges|others|incidents|dossiers|reports|letters|people"


def test_number_and_noun_agree_in_english():
    counted = {text for text in every_text() if re.search(rf"{{n}} (\w+ )?({NOUNS})\b", text)}
    assert counted and counted - set(plurals("en")) == set(), "no singular in config/locale/en.po"


def test_plural_goes_with_the_number():
    vi, en = (Words(language, "Asia/Ho_Chi_Minh") for language in LANGUAGES)
    assert [en("{n} alerts", n=en.number(n)) for n in (0, 1, 2, 1001)] == [
        "0 alerts",
        "1 alert",
        "2 alerts",
        "1,001 alerts",
    ]
    assert {vi("{n} alerts", n=n)[2:] for n in (1, 2)} == {catalogue("vi")["{n} alerts"][4:]}


def test_singulars_are_of_texts_that_are_said():
    assert set(plurals("en")) - every_text() == set()


def _places(text: str) -> list[str]:
    return [part.split("}")[0] for part in text.split("{")[1:]]


def test_catalogue_holds_nothing_that_is_not_said():
    assert set(catalogue("vi")) - every_text() == set()


def test_number_follows_the_language():
    assert Words("vi", "Asia/Ho_Chi_Minh").number(51297.46, 1) == "51.297,5"
    assert Words("en", "Asia/Ho_Chi_Minh").number(51297.46, 1) == "51,297.5"


def test_clock_of_another_day_says_its_date():
    words = Words("vi", "Asia/Ho_Chi_Minh")
    assert words.clock(NOON, NOON + timedelta(hours=11)) == "12:00"
    assert words.clock(NOON, NOON + timedelta(hours=13)) == "21/11 12:00"


@pytest.mark.parametrize(
    ("seconds", "text"), [(-3, "0 s"), (59.9, "59 s"), (60, "1 min"), (7200, "2 h"), (180000, "2 d")]
)
def test_duration_is_told_in_its_largest_unit(seconds, text):
    assert Words("en", "Asia/Ho_Chi_Minh").duration(seconds) == text


def test_name_nobody_gave_yet_is_shown_in_plain_words():
    assert Words("vi", "Asia/Ho_Chi_Minh").name({}, "smoke_seen") == "Smoke seen"
