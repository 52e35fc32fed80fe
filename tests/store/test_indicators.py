"""Indicators: what holds after corrections; missing is neither zero nor silence."""

from datetime import UTC, date, datetime

from store import indicators
from tests.database import ask
from tests.ingest.mission import COMMUNES, DTI, GOOD, stored


def _statement(second: int, value: float | None, **changes: object) -> dict:
    return GOOD | {"time": f"2026-10-02T01:00:{second:02}Z", "value": value} | changes


def test_accounts_of_mission_are_84_68_percent(any_engine_url):
    stored(any_engine_url, "indicators", _statement(0, 135241, whole=159708))
    found = indicators.summed(ask(any_engine_url, indicators.current, ["cashless_accounts"]), COMMUNES)
    assert found.part == 135241 and round(found.share_percent or 0, 2) == 84.68


def test_missing_is_neither_zero_nor_silence(any_engine_url):
    rows = [_statement(0, value, commune_code=code) for code, value in zip(COMMUNES, (0, None, 50.5), strict=False)]
    stored(any_engine_url, "indicators", *rows)
    found = ask(any_engine_url, indicators.of_period, "cashless_accounts", "2026-Q3")
    assert {row.commune_code: row.value for row in found} == dict(zip(COMMUNES, (0.0, None, 50.5), strict=False))
    total = indicators.summed(found, COMMUNES)
    assert (total.given, total.missing, total.silent) == (2, 1, len(COMMUNES) - 3)
    assert total.total == 50.5 and total.share_percent is None


def test_newest_statement_of_a_period_holds_whatever_came_last(any_engine_url):
    stored(any_engine_url, "indicators", _statement(9, 90), _statement(5, 50), _statement(7, None))
    [holds] = ask(any_engine_url, indicators.current, ["cashless_accounts"])
    assert (holds.value, holds.time) == (90.0, datetime(2026, 10, 2, 1, 0, 9, tzinfo=UTC))
    told = ask(any_engine_url, indicators.history, "cashless_accounts", "17506", "2026-Q3")
    assert [row.value for row in told] == [90.0, None, 50.0]


def test_correction_to_missing_holds_too(any_engine_url):
    stored(any_engine_url, "indicators", _statement(1, 10), _statement(2, None))
    assert [row.value for row in ask(any_engine_url, indicators.current, ["cashless_accounts"])] == [None]


def test_statement_sent_twice_is_kept_once_and_of_one_time_the_later_holds(any_engine_url):
    for _ in range(2):
        stored(any_engine_url, "indicators", _statement(1, None), _statement(1, None), _statement(1, 20))
    told = ask(any_engine_url, indicators.history, "cashless_accounts", "17506", "2026-Q3")
    assert [row.value for row in told] == [20.0, None]


def test_newest_period_is_current_and_the_trend_has_each_once(any_engine_url):
    periods = ("2026-Q2", "2025-Q4", "2026-Q1")
    stored(any_engine_url, "indicators", *(_statement(n, n, period=period) for n, period in enumerate(periods)))
    stored(any_engine_url, "indicators", _statement(30, 7, period="2025-Q4"))
    [holds] = ask(any_engine_url, indicators.current, ["cashless_accounts"])
    assert (holds.period, holds.value) == ("2026-Q2", 0.0)
    rows = ask(any_engine_url, indicators.trend, "cashless_accounts", "17506", date(2025, 1, 1))
    assert [(row.period, row.value) for row in rows] == [("2025-Q4", 7.0), ("2026-Q1", 2.0), ("2026-Q2", 0.0)]


def test_pillar_of_the_whole_city_has_no_commune(any_engine_url):
    stored(any_engine_url, "indicators", {k: v for k, v in DTI.items() if k != "commune_code"})
    assert [row.commune_code for row in ask(any_engine_url, indicators.current, ["dti_economy_score"])] == [""]


def test_periods_add_up_what_holds_of_each_and_leave_missing_out(any_engine_url):
    rows = [
        _statement(n, value, commune_code=code, whole=200)
        for n, (code, value) in enumerate(zip(COMMUNES, (50, None), strict=False))
    ]
    earlier = [_statement(9, 10, period="2026-Q2"), _statement(10, 20, period="2026-Q2")]
    stored(any_engine_url, "indicators", *rows, *earlier)
    found = ask(any_engine_url, indicators.periods, ["cashless_accounts"], date(2026, 1, 1))
    assert [(row.period, row.given, row.total, row.part, row.whole) for row in found] == [
        ("2026-Q2", 1, 20.0, None, None),
        ("2026-Q3", 1, 50.0, 50.0, 200.0),
    ]
