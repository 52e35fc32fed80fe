"""Hand-overs of shifts as the store keeps them, on both engines."""

from datetime import timedelta

import psycopg
import pytest

from alerts.lifecycle import Person, decide
from store import alerts, cases, handovers
from store.handovers import NotYours
from store.pool import connect
from tests.builders import NOON, raised
from tests.database import ask, saved

LATER = NOON + timedelta(hours=8)


def give(url: str, name: str = "An") -> None:
    ask(url, handovers.give, NOON, LATER, {"cases": []}, name, "operator", "đội 2 đang ở hiện trường")


def test_handover_is_signed_by_two_people_and_in_the_audit(any_engine_url):
    give(any_engine_url)
    [waiting] = ask(any_engine_url, handovers.newest)
    assert (waiting.given_by, waiting.taken_by, waiting.report) == ("An", None, {"cases": []})
    ask(any_engine_url, handovers.take, waiting.id, LATER, "Bình", "operator")
    assert ask(any_engine_url, handovers.newest)[0].taken_by == "Bình"
    with connect(any_engine_url, 5.0) as link:
        rows = link.execute("SELECT actor, action FROM audit ORDER BY number").fetchall()
    assert rows == [("An", "hand-over"), ("Bình", "take-shift")]


def test_one_waits_at_a_time_and_nobody_takes_over_from_themselves(any_engine_url):
    give(any_engine_url)
    with pytest.raises(NotYours):
        give(any_engine_url, "Chi")
    [waiting] = ask(any_engine_url, handovers.newest)
    with pytest.raises(NotYours):
        ask(any_engine_url, handovers.take, waiting.id, LATER, "An", "operator")
    ask(any_engine_url, handovers.take, waiting.id, LATER, "Bình", "operator")
    with pytest.raises(NotYours):
        ask(any_engine_url, handovers.take, waiting.id, LATER, "Chi", "operator")
    give(any_engine_url, "Bình")


def test_each_desk_hands_over_to_itself_alone(any_engine_url):
    give(any_engine_url)
    ask(any_engine_url, handovers.give, NOON, LATER, {"cases": []}, "Chi", "police", "", "1|")
    assert [ask(any_engine_url, handovers.newest, desk)[0].given_by for desk in ("", "1|")] == ["An", "Chi"]
    [waiting] = ask(any_engine_url, handovers.newest, "1|")
    with pytest.raises(NotYours):
        ask(any_engine_url, handovers.take, waiting.id, LATER, "Bình", "operator")
    ask(any_engine_url, handovers.take, waiting.id, LATER, "Dung", "police", "1|")


@pytest.mark.parametrize("change", ["UPDATE handovers SET note = ''", "DELETE FROM handovers"])
def test_what_was_handed_over_stays_written(any_engine_url, change):
    give(any_engine_url)
    with connect(any_engine_url, 5.0) as link, pytest.raises(psycopg.errors.RaiseException):
        link.execute(change.encode())


def test_what_was_done_since_is_counted_for_who_may_see_it(any_engine_url):
    saved(any_engine_url, raised(0))
    alert = ask(any_engine_url, alerts.one, 1)
    with connect(any_engine_url, 5.0) as link, link.transaction():
        cases.apply_now(link, decide(alert, Person("An", "police"), "acknowledge", NOON + timedelta(hours=1)))
    asked = (NOON + timedelta(minutes=30), LATER)
    assert ask(any_engine_url, handovers.done, *asked, None) == {"acknowledge": 1}
    assert ask(any_engine_url, handovers.done, *asked, (["1"], [])) == {"acknowledge": 1}
    assert ask(any_engine_url, handovers.done, *asked, (["2"], [])) == {}
