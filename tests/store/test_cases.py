"""What is done to an alert: saved with its audit, or refused with who was first."""

import asyncio
from datetime import timedelta

import psycopg
import pytest

from alerts.lifecycle import Person, decide
from store import alerts, audit, cases
from store.pool import async_connect, connect
from store.records import Alert
from store.write import save
from tests.builders import NOON, batch, cleared, raised
from tests.database import ask, saved

AN, BINH, CHIEF = Person("An", "police"), Person("Bình", "operator"), Person("Chi", "leader")
LATER = NOON + timedelta(minutes=1)


@pytest.fixture
def url(any_engine_url):
    saved(any_engine_url, raised(0))
    return any_engine_url


def the_alert(url: str) -> Alert:
    [alert] = ask(url, alerts.unresolved)
    return alert


def do(url: str, alert: Alert, person: Person, act: str, **more) -> Alert:
    return ask(url, cases.apply, decide(alert, person, act, LATER, **more))  # pyright: ignore[reportArgumentType]


def test_case_from_open_to_resolved_has_its_timeline(url):
    alert = the_alert(url)
    for act in ("acknowledge", "dispatch", "resolve"):
        alert = do(url, alert, AN, act, note=f"vì {act}")
    assert (alert.state, alert.owner, alert.version) == ("resolved", "An", 4)
    found = ask(url, audit.timeline, alert.id)
    assert [(row.action, row.actor, row.was, row.state) for row in found] == [
        ("open", "centre", None, "open"),
        ("acknowledge", "An", "open", "acknowledged"),
        ("dispatch", "An", "acknowledged", "dispatched"),
        ("resolve", "An", "dispatched", "resolved"),
    ]


def test_of_two_at_once_the_second_is_told_who_was_first_and_when(url):
    alert = the_alert(url)
    do(url, alert, AN, "acknowledge")
    with pytest.raises(cases.Overtaken) as refused:
        do(url, alert, BINH, "acknowledge")
    now = refused.value.now
    assert now and (now.changed_by, now.changed_at, now.owner) == ("An", LATER, "An")
    assert len(ask(url, audit.timeline, alert.id)) == 2


def test_many_at_once_one_wins(url):
    alert = the_alert(url)

    async def all_at_once() -> list:
        tries = [_one(url, decide(alert, Person(f"P{n}", "police"), "acknowledge", LATER)) for n in range(8)]
        return await asyncio.gather(*tries, return_exceptions=True)

    outcomes = asyncio.run(all_at_once())
    assert sum(isinstance(outcome, Alert) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, cases.Overtaken) for outcome in outcomes) == 7


async def _one(url: str, change):
    async with await async_connect(url, 10.0) as connection:
        return await cases.apply(connection, change)


def test_note_and_tick_are_never_too_late_and_hold_up_nobody(url):
    alert = the_alert(url)
    do(url, alert, CHIEF, "note", note="xe cứu thương đang tới")
    taken = do(url, alert, AN, "acknowledge")
    assert do(url, taken, AN, "tick", item="look").version == taken.version
    do(url, taken, AN, "tick", item="look")
    assert list(ask(url, cases.ticked, alert.id).items()) == [("look", ("An", LATER))]


def test_alert_that_cleared_meanwhile_says_so_to_who_acts(url):
    alert = the_alert(url)
    saved(url, cleared(9))
    with pytest.raises(cases.Overtaken, match="centre was first: it is resolved"):
        do(url, alert, AN, "acknowledge")


def test_alert_is_not_reopened_beside_a_newer_one_of_the_same(url):
    alert = the_alert(url)
    saved(url, cleared(9))
    old = ask(url, alerts.one, alert.id)
    saved(url, raised(20))
    with pytest.raises(cases.OpenAgain):
        do(url, old, CHIEF, "reopen", note="chưa xong")


def test_dismissed_alert_keeps_its_reason_and_is_not_opened_by_a_replay(url):
    alert = do(url, the_alert(url), AN, "dismiss", reason="false")
    assert alert.reason == "false"
    with connect(url, 5) as link:
        assert save(link, batch(raised(0))).alerts_opened == 0


def test_change_is_told_to_all_who_listen(url):
    with psycopg.connect(url, autocommit=True) as ear:
        ear.execute("LISTEN ioc")
        do(url, the_alert(url), AN, "acknowledge")
        assert [notice.payload for notice in ear.notifies(timeout=5, stop_after=1)] == ["alerts"]
