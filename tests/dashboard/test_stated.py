"""Indicators as they stand: newest period, shares of wholes, targets; missing is neither zero nor silence."""

from datetime import date, timedelta

from config.city import IndicatorKind
from dashboard.stated import PILLARS, index_of, share_of, stated
from store.indicators import Period
from store.records import Indicator
from tests.builders import NOON

ACCOUNTS = IndicatorKind("cashless_accounts", "Tài khoản", "accounts")
POINTS = IndicatorKind("dti_economy_score", "Kinh tế số", "points")
RANK = IndicatorKind("dti_rank", "Hạng", "rank", "city")
COMMUNES = ("1", "2", "3")


def said(
    code: str, value: float | None, whole: float | None = None, target: float | None = None, month: int = 11
) -> Indicator:
    time = NOON - timedelta(days=31 * (11 - month))
    return Indicator(time, "any", code, f"2026-{month:02}", date(2026, month, 1), value, whole, target, "any")


def test_share_is_of_those_that_gave_part_and_whole():
    found = stated(ACCOUNTS, [said("1", 90, 100, 80), said("2", None, 100, 80), said("3", 30, 100, 80)], COMMUNES)
    assert (found.value, found.target, found.unit) == (60.0, 80.0, "percent")
    assert (found.given, found.missing, found.silent, found.gap) == (2, 1, 0, 20.0)


def test_mean_leaves_out_who_gave_none_and_who_speaks_of_an_older_period():
    found = stated(POINTS, [said("1", 60), said("2", None), said("3", 10, month=9)], COMMUNES)
    assert (found.value, found.period, found.given, found.missing, found.silent) == (60.0, "2026-11", 1, 1, 1)


def test_nothing_stated_is_no_figure_and_everybody_silent():
    found = stated(POINTS, [], COMMUNES)
    assert (found.value, found.gap, found.silent, found.as_of) == (None, None, 3, None)


def test_all_missing_is_no_zero():
    assert stated(POINTS, [said(code, None, target=75.0) for code in COMMUNES], COMMUNES).value is None


def test_rank_is_better_when_it_is_lower():
    assert stated(RANK, [said("", 27, target=10.0)], COMMUNES).gap == 17.0
    assert (stated(RANK, [said("", 9, target=10.0)], COMMUNES).gap or 0) < 0


def test_index_with_a_pillar_missing_is_missing():
    whole = {pillar: {"1": 60.0, "2": 60.0} for pillar in PILLARS}
    assert index_of("1", whole) == 60.0
    assert index_of("2", whole | {PILLARS[0]: {"2": None}}) is None
    assert index_of("3", whole) is None


def test_period_is_told_as_a_share_or_a_mean():
    row = Period("any", "2026-11", date(2026, 11, 1), 4, 200.0, 150.0, 300.0)
    assert (share_of(ACCOUNTS, row), share_of(POINTS, row)) == (50.0, 50.0)
    assert share_of(POINTS, row._replace(given=0, total=None)) is None
