"""What screens say, in every language."""

import ast
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from config.language import catalogue
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


def every_text() -> set[str]:
    return set().union(*(said(ast.parse(path.read_text())) for path in (*(*ROOM.rglob("*.py"), *OTHERS), REPORT)))


@pytest.mark.parametrize("text", sorted(every_text()))
def test_text_has_a_vietnamese_translation_with_the_same_places(text):
    translated = catalogue("vi").get(text)
    assert translated, f"config/locale/vi.po has no translation of {text!r}"
    assert sorted(_places(text)) == sorted(_places(translated))


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
