"""Looking for what once was, with or without the marks on Vietnamese letters."""

from datetime import timedelta

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alerts.lifecycle import Person, decide
from store import alerts, casebook, cases
from store.history import Question, Term, plain, plain_in_sql, search
from tests.builders import NOON, raised
from tests.database import ask, saved

VIETNAMESE = "Yên Thành, ĐÔ LƯƠNG; Nghĩa Đàn – Quỳ Hợp: ẶẬỆỘỢỰỴ ăâđêôơư ọṳ́"


@pytest.fixture
def url(any_engine_url):
    """Three alerts an hour apart; An noted something about the second."""
    for n in range(3):
        row = raised(n * 3600, f"link_down/link-{n}")
        saved(any_engine_url, msgspec.structs.replace(row, source_id=f"link-{n}", commune_code=str(n)))
    second = ask(any_engine_url, search, Question(commune_code="1"))[0]
    note = decide(second, Person("Trần Thị Ánh", "police"), "note", NOON, "Xe cứu thương ở Đô Lương")
    ask(any_engine_url, cases.apply, note)
    return any_engine_url


def found(url: str, **question) -> list[str]:
    return [row.source_id for row in ask(url, search, Question(**question))]


def test_search_by_time_kind_state_and_commune(url):
    hour = timedelta(hours=1)
    assert found(url) == ["link-2", "link-1", "link-0"]
    assert found(url, begins=NOON + hour, ends=NOON + 2 * hour) == ["link-1"]
    assert found(url, commune_code="2", state="open") == ["link-2"]
    assert found(url, kind="crash") == found(url, state="resolved") == []


@pytest.mark.parametrize("text", ["do luong", "ĐÔ LƯƠNG", "xe cuu thuong", "tran thi anh", "Ánh", "link-1"])
def test_notes_people_and_sources_are_found_without_marks(url, text):
    assert found(url, terms=[Term(text)]) == ["link-1"]


def test_every_term_must_fit_by_name_or_by_what_was_written(url):
    anh = Term("anh")
    assert found(url, terms=[anh, Term("zz", communes=["1", "2"])]) == ["link-1"]
    assert found(url, terms=[anh, Term("zz", communes=["2"])]) == []


def test_pages_follow_each_other_without_a_gap(url):
    first = ask(url, search, Question(most=2))
    assert found(url, before=(first[-1].opened_at, first[-1].id)) == ["link-0"]


@pytest.mark.parametrize("text", ["100%", "_", "'; --", "\\", "", "[a-", "%(x)s"])
def test_signs_of_sql_are_letters_like_others(url, text):
    found(url, terms=[Term(text)])


def test_marks_are_dropped_alike_here_and_in_the_store(any_engine_url):
    assert plain(VIETNAMESE).isascii() is False  # the dash stays
    assert plain("Yên Thành, ĐÔ LƯƠNG") == "yen thanh, do luong"
    assert ask(any_engine_url, plain_in_sql, VIETNAMESE) == plain(VIETNAMESE)


def test_cases_touched_last_are_known_by_their_newest_row(url):
    touched = ask(url, casebook.touched)
    first = ask(url, alerts.one, min(touched))
    assert len(touched) == 3 and first is not None and max(touched.values()) == 4


@given(text=st.text("aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịoòỏõóọôơuủưýỵAĂÂĐÊÔƠƯ ", max_size=30))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_vietnamese_text_is_the_same_here_and_in_the_store(database_url, text):
    assert ask(database_url, plain_in_sql, text) == plain(text)
