"""Coverage as it is kept: whole results, days under the codes of their day, history by the communes of today."""

from datetime import date, timedelta

import pytest

from geo.shares import Amounts
from store import coverage
from store.coverage import CommuneCoverage, Down, Failure, GapRow, Lost, Origin, State
from store.coverage_changes import Result, has_day, save_day, save_failures, save_gaps, save_now, site_states, touch
from store.pool import connect
from store.records import Reading
from store.units import Part, replace_crosswalk
from store.write import save
from tests.builders import NOON, batch
from tests.database import ask

STATE = State(NOON, NOON, 9, 1, 2, {"sites": Origin("plan.csv", 27, NOON), "people": Origin("hamlets.csv", 4)})
REFORM = date(2025, 7, 1)
BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)


@pytest.fixture
def link(any_engine_url):
    with connect(any_engine_url, 5) as connection:
        connection.autocommit = True
        yield connection


def commune(code: str, people: float = 100.0, service: str = "4G", planned: bool = True) -> CommuneCoverage:
    """A commune of which four fifths are planned and half is covered."""
    parts = [Amounts(10.0 * share, people * share, 20.0 * share) for share in (1.0, 0.8, 0.5)]
    return CommuneCoverage(code, service, parts[0], parts[1] if planned else None, parts[2])


def result(*rows: CommuneCoverage, down=(), lost=(), codes=("1", "2")) -> Result:
    return Result(STATE, list(codes), list(rows), list(down), list(lost))


def test_result_comes_back_as_it_was(link, any_engine_url):
    gone = Amounts(1.0, 2.0, 3.0)
    site, held = Down("s", "4G", NOON, gone, ("1", "2")), Lost(("s", "t"), gone)
    save_now(link, result(commune("1"), commune("2"), down=[site], lost=[held]))
    assert ask(any_engine_url, coverage.now) == [commune("1"), commune("2")]
    assert ask(any_engine_url, coverage.state) == STATE
    assert (ask(any_engine_url, coverage.down, "4G"), ask(any_engine_url, coverage.lost)) == ([site], [held])
    assert ask(any_engine_url, coverage.down, "3G") == []


def test_three_figures_are_together_and_their_shares_are_of_the_same_whole():
    row = commune("1")
    assert (row.shares.area, row.shares.people, row.shares.hamlets) == (0.5, 0.5, 0.5)
    assert row.shares_planned and row.shares_planned.people == 0.8
    assert row.lost.people == pytest.approx(30.0)
    assert commune("1", planned=False).lost == Amounts()
    whole = coverage.summed([commune("1"), commune("2", 300.0), commune("1", service="5G")], "4G")
    assert (whole.total.people, whole.now.people) == (400.0, 200.0)


def test_later_result_replaces_what_changed_and_forgets_communes_that_are_gone(link, any_engine_url):
    save_now(link, result(commune("1"), commune("2")))
    save_now(link, result(commune("1", 7.0)))
    assert ask(any_engine_url, coverage.now) == [commune("1", 7.0), commune("2")]
    save_now(link, result(commune("3"), codes=("3",)))
    assert ask(any_engine_url, coverage.now) == [commune("3")]


def test_touch_moves_the_age_alone(link, any_engine_url):
    save_now(link, result(commune("1")))
    touch(link, NOON + timedelta(seconds=15), 5)
    state = ask(any_engine_url, coverage.state)
    assert (state.as_of, state.computed_at, state.sites_unheard) == (NOON + timedelta(seconds=15), NOON, 5)


def test_failures_and_gaps_come_back_in_their_order_and_replace_the_older(link, any_engine_url):
    rows = [Failure("b", Amounts(1, 9, 1)), Failure("a", Amounts(5, 8, 1))]
    gap = GapRow(("1", "2"), Amounts(1, 9, 1), {"type": "Polygon", "coordinates": []})
    for _ in range(2):
        save_failures(link, {"4G": rows})
        save_gaps(link, {"4G": [gap]})
    assert ask(any_engine_url, coverage.failures, "4G") == rows
    assert ask(any_engine_url, coverage.failures, "4G", 1) == rows[:1]
    assert ask(any_engine_url, coverage.gaps, "4G", "2") == [gap]
    assert ask(any_engine_url, coverage.gaps, "4G", "3") == []


def test_day_is_kept_once_and_stays_as_it_is(link, any_engine_url):
    assert not has_day(link, AFTER)
    for people in (100.0, 999.0):
        layers = {"modelled": [commune("1", people)], "measured": [commune("1", 5, planned=False)]}
        save_day(link, AFTER, layers, STATE)
    assert has_day(link, AFTER)
    [day] = ask(any_engine_url, coverage.trend, "4G", BEFORE)
    assert (day.day, day.as_of, day.cut, day.coverage) == (AFTER, NOON, False, commune("1"))
    [measured] = ask(any_engine_url, coverage.trend, "4G", BEFORE, "", "measured")
    assert (measured.coverage.planned, measured.coverage.total.people) == (None, 5.0)


def test_history_of_old_units_is_told_by_the_communes_of_today(link, any_engine_url):
    """A is in 1 with all; of B, 1 has half the area, a quarter of the people, 2 the rest; 1 kept A's code in name."""
    parts = [Part("1", "1", "A", REFORM, 1, 1, 1), Part("B", "1", "B", REFORM, 0.5, 0.25, 1),
             Part("B", "2", "B", REFORM, 0.5, 0.75, 0)]  # fmt: skip
    replace_crosswalk(link, parts, "units.csv", NOON)
    save_day(link, BEFORE, {"modelled": [commune("1", 100.0), commune("B", 40.0)]}, STATE)
    save_day(link, AFTER, {"modelled": [commune("1", 110.0), commune("2", 30.0)]}, STATE)
    days = ask(any_engine_url, coverage.trend, "4G", BEFORE)
    assert [(row.day, row.cut, row.coverage.commune_code, row.coverage.total) for row in days] == [
        (BEFORE, True, "1", Amounts(15.0, 110.0, 40.0)),
        (BEFORE, True, "2", Amounts(5.0, 30.0, 0.0)),
        (AFTER, False, "1", Amounts(10.0, 110.0, 20.0)),
        (AFTER, False, "2", Amounts(10.0, 30.0, 20.0)),
    ]
    whole = [sum(row.coverage.total.people for row in days if row.day == day) for day in (BEFORE, AFTER)]
    assert whole == [140.0, 140.0]
    assert [row.coverage.commune_code for row in ask(any_engine_url, coverage.trend, "4G", BEFORE, "2")] == ["2", "2"]


def test_state_of_a_site_is_what_its_telemetry_said_last(link):
    rows = [Reading(NOON + timedelta(seconds=n), "s", "up", value) for n, value in ((0, 1.0), (9, 0.0), (5, 1.0))]
    save(link, batch(*rows, Reading(NOON, "t", "up", 1.0), Reading(NOON, "s", "rtt_ms", 9.0)))
    assert site_states(link, ["s", "t", "u"]) == {"s": (NOON + timedelta(seconds=9), False), "t": (NOON, True)}
