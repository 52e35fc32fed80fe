"""Thresholds over time: how long, how fast, when it clears, and when nobody is there."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.course import Course, Point, judged
from alerts.engine import Engine
from config.alerting import Threshold
from store.records import AlertCleared, AlertRaised
from tests.builders import NOON, reading, settings

VINH = ZoneInfo("Asia/Ho_Chi_Minh")


def threshold(**more) -> Threshold:
    return Threshold(kind="k", prefix="link-", metric="m", severity="minor", **more)


def verdicts(rule: Threshold, *values: float, every: float = 10, working: bool = True) -> list[str]:
    course, found = Course(), []
    for number, value in enumerate(values):
        now = judged(rule, course, Point(NOON + timedelta(seconds=every * number), value), working)
        course = now.course
        found.append(now.verdict)
    return found


def test_bound_must_be_crossed_for_its_whole_time():
    rule = threshold(above=5, for_seconds=20)
    assert verdicts(rule, 9, 9, 9, 9) == ["", "", "open", "open"]
    assert verdicts(rule, 9, 9, 1, 9, 9, 9) == ["", "", "clear", "", "", "open"]


def test_alert_is_as_old_as_the_crossing():
    rule, course = threshold(below=5, for_seconds=20), Course()
    for seconds in (0, 10, 20):
        now = judged(rule, course, Point(NOON + timedelta(seconds=seconds), 1.0))
        course = now.course
    assert (now.verdict, now.since) == ("open", NOON)


def test_between_its_two_bounds_nothing_changes():
    assert verdicts(threshold(above=20, clear_below=5), 30, 10, 4, 10, 21) == ["open", "", "clear", "", "open"]
    assert verdicts(threshold(below=5, clear_above=20), 1, 10, 30) == ["open", "", "clear"]


def test_it_must_be_inside_for_the_time_to_clear():
    rule = threshold(above=5, clear_seconds=20)
    assert verdicts(rule, 9, 1, 1, 1, 9, 1) == ["open", "", "", "clear", "open", ""]


def test_rate_is_growth_a_minute_over_its_window():
    rule = threshold(rate_above=10, over_seconds=60)
    assert verdicts(rule, *range(0, 20, 2))[-1] == "open"  # 2 in 10 s are 12 a minute
    assert verdicts(rule, *range(10))[-1] == "clear"
    assert verdicts(rule, 0, 100)[-1] == ""  # too little of the window is known


def test_counter_that_was_set_back_grows_from_nothing():
    rule = threshold(rate_above=10, over_seconds=60)
    assert verdicts(rule, *range(1000, 1006), *range(6))[-1] == "clear"


def test_gap_of_which_nothing_is_known_lasts_through_nothing():
    assert verdicts(threshold(above=5, for_seconds=300), 9, 9, 9, every=400) == ["", "", ""]


def test_outside_office_hours_it_clears():
    assert verdicts(threshold(above=5, office_hours=True), 9, 9, working=False) == ["clear", "clear"]


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        (datetime(2026, 11, 20, 9, 0, tzinfo=VINH), True),
        (datetime(2026, 11, 20, 12, 0, tzinfo=VINH), False),
        (datetime(2026, 11, 20, 20, 0, tzinfo=VINH), False),
        (datetime(2026, 11, 22, 9, 0, tzinfo=VINH), False),
    ],
)
def test_wait_is_judged_in_office_hours_of_the_citys_time(moment, opens):
    seconds = (moment - NOON).total_seconds()
    engine = Engine(settings().alerts, {}, time_zone="Asia/Ho_Chi_Minh")
    rows = [reading(seconds + n * 60, "office-1", "wait_seconds", 9000.0) for n in range(7)]
    assert any(isinstance(change, AlertRaised) for change in engine.judge(rows)) == opens


def test_engine_that_starts_anew_asks_what_was_before():
    past = [Point(NOON + timedelta(seconds=n), 50.0) for n in range(0, 120, 10)]
    of_loss = reading(120, "link-1", "loss_percent", 50.0)
    assert Engine(settings().alerts, {}).judge([of_loss]) == []
    [alert] = Engine(settings().alerts, {}, past=lambda *_: past).judge([of_loss])
    assert isinstance(alert, AlertRaised)
    assert alert.opened_at == NOON


values = st.lists(st.floats(0, 40), min_size=1, max_size=40)


@given(values=values)
def test_readings_told_twice_give_the_same_alerts(values):
    rows = [reading(n * 30, "link-1", "loss_percent", value) for n, value in enumerate(values)]
    engine, once = Engine(settings().alerts, {}), Engine(settings().alerts, {})
    first = [engine.judge([row]) for row in rows]
    assert first == [once.judge([row]) for row in rows]
    assert all(not again or isinstance(again[0], AlertCleared | AlertRaised) for again in first)
    assert engine.judge(rows) == []  # older than what is known: late news changes nothing


@given(values=values, gaps=st.lists(st.sampled_from([-5, 0, 10, 299, 300, 301, 900]), min_size=40, max_size=40))
def test_quick_answer_for_good_readings_is_the_slow_one(values, gaps):
    rule, engine, course, seconds = settings().alerts.thresholds[3], Engine(settings().alerts, {}), Course(), 0
    assert rule.kind == "link_lossy"
    for value, gap in zip(values, gaps, strict=False):
        seconds += gap
        told = engine.judge([reading(seconds, "link-1", "loss_percent", value)])
        now = judged(rule, course, Point(NOON + timedelta(seconds=seconds), value))
        course = now.course
        kinds = {"clear": [AlertCleared], "open": [AlertRaised], "": []}
        assert [type(change) for change in told] == kinds[now.verdict]


@given(values=values)
def test_alert_opens_only_after_its_whole_time_of_crossing(values):
    rule = threshold(above=20, for_seconds=60)
    for number, verdict in enumerate(verdicts(rule, *values, every=30)):
        lasting = values[max(0, number - 2) : number + 1]
        assert (verdict == "open") == (len(lasting) == 3 and min(lasting) > 20)
