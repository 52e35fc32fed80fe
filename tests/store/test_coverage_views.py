"""What leaders see of coverage: months by the communes of today, complaints of their kind, and that there is news."""

from datetime import date, timedelta

import pytest

from geo.shares import Amounts
from store import coverage_changes, coverage_views
from store.coverage import CommuneCoverage, State
from store.pool import connect
from store.records import ReportChange
from store.units import Part, replace_crosswalk
from tests.builders import NOON
from tests.database import ask, saved

STATE = State(NOON, NOON, 0, 0, 0, {})


@pytest.fixture
def link(any_engine_url):
    with connect(any_engine_url, 5) as connection:
        connection.autocommit = True
        yield connection


def day(link, when: date, **people: float) -> None:
    """One day: so many people covered of a hundred in each commune; area and hamlets are a tenth of that."""
    total = Amounts(10.0, 100.0, 10.0)
    rows = [CommuneCoverage(code, "4G", total, None, Amounts(n / 10, n, n / 10)) for code, n in people.items()]
    coverage_changes.save_day(link, when, {"modelled": rows}, STATE)


def months(url: str, commune: str = "") -> dict[date, tuple[float | None, ...]]:
    rows = ask(url, coverage_views.months, "4G", date(2026, 1, 1), commune)
    return {row.day: (row.shares.area, row.shares.people, row.shares.hamlets) for row in rows}


def test_month_is_its_last_day(link, any_engine_url):
    for when, people in ((date(2026, 9, 3), 10.0), (date(2026, 9, 28), 30.0), (date(2026, 10, 1), 40.0)):
        day(link, when, a=people)
    assert months(any_engine_url) == {date(2026, 9, 28): (0.3, 0.3, 0.3), date(2026, 10, 1): (0.4, 0.4, 0.4)}


def test_whole_city_is_the_sum_and_a_commune_is_its_own(link, any_engine_url):
    day(link, date(2026, 9, 28), a=10.0, b=30.0)
    assert months(any_engine_url)[date(2026, 9, 28)] == (0.2, 0.2, 0.2)
    assert months(any_engine_url, "b")[date(2026, 9, 28)] == (0.3, 0.3, 0.3)


def test_month_of_a_former_unit_is_given_to_those_that_followed(link, any_engine_url):
    day(link, date(2025, 6, 30), old=50.0)
    parts = [Part("old", code, "Old", date(2025, 7, 1), *(share,) * 3) for code, share in (("a", 0.75), ("b", 0.25))]
    replace_crosswalk(link, parts, "units.csv", NOON)
    [row] = ask(any_engine_url, coverage_views.months, "4G", date(2025, 1, 1), "a")
    assert row.cut and (row.shares.covered.people, row.shares.total.people) == (37.5, 75.0)


def test_measured_days_are_no_months_of_the_model(link, any_engine_url):
    total = Amounts(10.0, 100.0, 10.0)
    row = CommuneCoverage("a", "4G", total, None, total)
    coverage_changes.save_day(link, date(2026, 9, 28), {"measured": [row]}, STATE)
    assert months(any_engine_url) == {}


def test_complaints_are_reports_of_no_signal_since_then(any_engine_url):
    kinds = {"r-1": ("no_signal", 1), "r-2": ("waste", 1), "r-3": ("no_signal", 40)}
    for name, (kind, days) in kinds.items():
        at = NOON - timedelta(days=days)
        saved(any_engine_url, ReportChange(at, name, "received", "", kind, 105.6, 18.6, "1"))
    rows = ask(any_engine_url, coverage_views.complaints, NOON - timedelta(days=31))
    assert [(row.report_id, row.lon, row.commune_code) for row in rows] == [("r-1", 105.6, "1")]


def test_contents_change_with_each_part(link, any_engine_url):
    told = [ask(any_engine_url, coverage_views.contents)]
    coverage_changes.save_now(link, coverage_changes.Result(STATE, [], [], [], []))
    told.append(ask(any_engine_url, coverage_views.contents))
    day(link, date(2026, 9, 28), a=10.0)
    told.append(ask(any_engine_url, coverage_views.contents))
    assert len(set(told)) == 3
