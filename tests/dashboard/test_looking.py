"""What people type, as the store is asked for it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from dashboard.centre import Centre
from dashboard.looking import Names, Wanted, question
from tests import builders
from tests.builders import NOON

COMMUNES = [
    {"code": "17", "name": "Yên Thành", "kind": "xã", "lon": 105.5, "lat": 19.0, "area_km2": 50.0},
    {"code": "18", "name": "Thanh Chương", "kind": "xã", "lon": 105.3, "lat": 18.8, "area_km2": 50.0},
]
CENTRE = Centre(builders.settings(), builders.city(communes=COMMUNES))
NAMES = Names(CENTRE)


def asked(**wanted):
    return question(Wanted(**wanted), NAMES, CENTRE.words("vi"), NOON)


@pytest.mark.parametrize("text", ["yen thanh", "Yên Thành", "YÊN  THÀNH", "xa yen thanh"])
def test_name_of_a_commune_without_marks_is_that_commune_alone(text):
    [term] = asked(text=text).terms
    assert list(term.communes) == ["17"]


def test_words_that_are_no_name_together_must_each_fit():
    terms = asked(text="duong truyen, yen thanh 12").terms
    assert [term.text for term in terms] == ["duong truyen", "yen thanh", "12"]
    assert "link_down" in terms[0].kinds and list(terms[1].communes) == ["17"]


def test_dates_are_whole_days_of_the_city():
    found = asked(span="dates", begins=date(2026, 11, 20), ends=date(2026, 11, 21))
    assert found.begins == datetime(2026, 11, 19, 17, tzinfo=UTC)
    assert found.ends == datetime(2026, 11, 21, 17, tzinfo=UTC)


def test_span_counts_back_from_now_and_all_times_have_no_limit():
    assert asked(span="day").begins == NOON - timedelta(days=1)
    assert asked(span="all").begins is None


@pytest.mark.parametrize("text", ["", "   ", ",", "a " * 50])
def test_empty_and_endless_texts_are_harmless(text):
    assert len(asked(text=text).terms) <= 8
