"""What the store knew at a past moment."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from alerts.lifecycle import Person, decide
from store import alerts, cases, past, readings
from store.records import Reading, ReportChange
from tests import builders
from tests.database import ask, saved

AN, CENTRE = Person("An", "police"), Person("centre", "centre")
SECOND = timedelta(seconds=1)


@pytest.fixture
def begun(any_engine_url):
    """An alert that began a minute ago and is known only now; taken a minute from now, dismissed in two."""
    now = datetime.now(UTC)
    began = now - 60 * SECOND
    saved(any_engine_url, msgspec.structs.replace(builders.raised(), time=began, opened_at=began))
    for n, (act, more) in enumerate((("acknowledge", {}), ("dismiss", {"reason": "false"})), start=1):
        [alert] = ask(any_engine_url, alerts.unresolved)
        ask(any_engine_url, cases.apply, decide(alert, AN, act, now + n * 60 * SECOND, **more))
    return any_engine_url, now


@pytest.mark.parametrize(("seconds", "state", "owner"), [(30, "open", ""), (90, "acknowledged", "An")])
def test_alert_stands_as_it_stood_then_with_who_had_it(begun, seconds, state, owner):
    url, now = begun
    [alert] = ask(url, past.alerts, now + seconds * SECOND)
    assert (alert.state, alert.owner) == (state, owner)
    assert alert.details["later"] == {"reason": "false"}


def test_alert_is_gone_after_it_was_dismissed_and_not_there_before_it_began(begun):
    url, now = begun
    assert ask(url, past.alerts, now + 150 * SECOND) == []
    assert ask(url, past.alerts, now - 90 * SECOND) == []


def test_alert_that_was_not_known_yet_says_since_when_it_is(begun):
    url, now = begun
    [alert] = ask(url, past.alerts, now - 30 * SECOND)
    assert datetime.fromisoformat(alert.details["later"]["known_at"]) >= now
    assert ask(url, past.deeds, now) == []
    assert [(deed.actor, deed.action) for deed in ask(url, past.deeds, now + 90 * SECOND)] == [("An", "acknowledge")]


def test_alerts_without_room_are_counted_as_they_stood_then(begun):
    url, now = begun
    then = now + 90 * SECOND
    assert ask(url, past.rest, then, [], 0) == [alerts.Rest("1", "link_down", "severe", "", "acknowledged", False, 1)]
    assert ask(url, past.rest, then, ask(url, past.alerts, then), 1) == []


def test_case_that_nobody_closed_in_time_has_escalated_by_then(any_engine_url):
    now = datetime.now(UTC)
    saved(any_engine_url, msgspec.structs.replace(builders.raised(), time=now, opened_at=now))
    for n, (who, act) in enumerate(((AN, "acknowledge"), (AN, "dispatch"), (CENTRE, "overdue"))):
        [alert] = ask(any_engine_url, alerts.unresolved)
        ask(any_engine_url, cases.apply, decide(alert, who, act, now + n * 60 * SECOND))
    stood = [ask(any_engine_url, past.alerts, now + seconds * SECOND)[0].escalated for seconds in (90, 150)]
    assert stood == [0, 1]


def test_readings_are_those_of_that_moment_and_no_older_than_a_day(any_engine_url):
    noon = builders.NOON
    rows = [Reading(noon + n * SECOND, "link-1", "up", float(n)) for n in (0, 10, 20)]
    saved(any_engine_url, *rows, Reading(noon - timedelta(days=2), "link-2", "up", 1.0))
    assert [row.value for row in ask(any_engine_url, past.readings, ["up"], noon + 15 * SECOND)] == [10.0]
    assert len(ask(any_engine_url, readings.latest, ["up"])) == 2


def test_incidents_and_reports_are_counted_as_they_stood(any_engine_url):
    noon = builders.NOON
    change = ReportChange(noon, "r1", "received", "", "road", None, None, "1")
    done = ReportChange(noon + 60 * SECOND, "r1", "done", "u", "road", None, None, "1")
    saved(any_engine_url, builders.incident(30, ended=30), change, done)
    for seconds, ongoing, unended in ((10, 1, 1), (90, 0, 0)):
        [count] = ask(any_engine_url, past.incidents, noon - 60 * SECOND, noon + seconds * SECOND)
        assert (count.begun, count.ongoing) == (1, ongoing)
        assert ask(any_engine_url, past.reports, noon + seconds * SECOND).unended == unended
