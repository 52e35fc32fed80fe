"""The life of an alert: no step but those of the table, and what time does by itself."""

from datetime import timedelta
from itertools import pairwise
from typing import get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from alerts.lifecycle import (
    MOST_ESCALATIONS,
    REASONS,
    STEPS,
    Person,
    Refused,
    allowed,
    deadline,
    decide,
    on_clock,
)
from config.procedures import Procedure
from store.handling import Act, Change, Role
from store.records import UNRESOLVED, Alert, State
from tests.builders import NOON

PROCEDURE = Procedure(
    unit="police",
    severity="severe",
    acknowledge_minutes=5,
    act_minutes=30,
    escalate_to="leader",
    checklist=(),
    close_minutes=120,
)
AN, BINH, CHI = Person("An", "police"), Person("Bình", "operator"), Person("Chi", "leader")
PEOPLE = (AN, BINH, CHI, Person("Dũng", "administrator"))


def alert(state: State = "open", owner: str = "", **changes) -> Alert:
    made = Alert(1, "f", "crash", "severe", state, "cam-01", NOON, NOON, None, None, None, "1", {}, owner=owner)
    return msgspec.structs.replace(made, **({"changed_at": NOON} | changes))


def after(known: Alert, change: Change) -> Alert:
    """What the store makes of a change."""
    if change.version is None:
        return known
    assert change.version == known.version
    names = ("state", "owner", "reason", "shelved_until", "escalated")
    news = {name: getattr(change, name) for name in names}
    return msgspec.structs.replace(
        known, version=known.version + 1, changed_at=change.time, changed_by=change.actor, **news
    )


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


@pytest.mark.parametrize("role", get_args(Role))
@pytest.mark.parametrize("state", get_args(State))
@pytest.mark.parametrize("act", get_args(Act))
def test_step_is_taken_only_from_its_states_and_by_its_roles(act, state, role):
    step = STEPS[act]
    fits = state in step.sources and role in step.roles
    assert (act in allowed(alert(state), Person("An", role))) == fits


def test_person_without_a_state_to_change_sees_only_the_note():
    assert allowed(alert(), CHI) == ["note"]
    assert allowed(alert(), AN) == ["acknowledge", "dismiss", "shelve", "note"]
    assert allowed(alert("acknowledged", "An"), AN) == [
        "dispatch", "resolve", "dismiss", "shelve", "release", "tick", "note"]  # fmt: skip


def test_what_somebody_else_has_must_be_taken_over_first():
    theirs = alert("acknowledged", "An")
    assert allowed(theirs, BINH) == ["take_over", "note"]
    with pytest.raises(Refused, match="take it over"):
        decide(theirs, BINH, "resolve", NOON)
    assert after(theirs, decide(theirs, BINH, "take_over", NOON)).owner == "Bình"
    assert "release" in allowed(theirs, CHI)


@pytest.mark.parametrize(
    ("act", "more", "words"),
    [
        ("dismiss", {}, "reason"),
        ("dismiss", {"reason": "bored"}, "reason"),
        ("shelve", {"note": "n"}, "time"),
        ("shelve", {"note": "n", "until": NOON}, "time"),
        ("shelve", {"note": "n", "until": NOON + timedelta(days=2)}, "time"),
        ("shelve", {"until": NOON + minutes(5)}, "note"),
        ("note", {"note": "  "}, "note"),
    ],
)
def test_step_without_what_it_needs_is_refused(act, more, words):
    with pytest.raises(Refused, match=words):
        decide(alert(), AN, act, NOON, **more)


def test_acknowledgement_nobody_acted_on_opens_again_and_escalates():
    taken = alert("acknowledged", "An")
    assert on_clock(taken, PROCEDURE, NOON + minutes(29.9)) is None
    change = on_clock(taken, PROCEDURE, NOON + minutes(30))
    assert change
    assert (change.state, change.owner, change.escalated, change.note) == ("open", "", 1, "An had it")


def test_alert_that_a_unit_was_sent_to_and_nobody_closes_escalates_and_stays_with_who_has_it():
    sent = alert("dispatched", "An")
    assert on_clock(sent, PROCEDURE, NOON + minutes(119)) is None
    change = on_clock(sent, PROCEDURE, NOON + minutes(120))
    assert change
    assert (change.act, change.state, change.owner, change.escalated) == ("overdue", "dispatched", "An", 1)
    assert deadline(sent, msgspec.structs.replace(PROCEDURE, close_minutes=0)) is None


def test_shelved_alert_opens_when_its_time_is_over_and_is_no_escalation():
    shelved = alert("shelved", shelved_until=NOON + minutes(60))
    assert on_clock(shelved, PROCEDURE, NOON + minutes(59)) is None
    change = on_clock(shelved, PROCEDURE, NOON + minutes(60))
    assert change
    assert (change.act, change.state, change.escalated, change.shelved_until) == ("unshelve", "open", 0, None)


def test_alert_that_another_stands_for_has_no_clock_while_it_is_open():
    assert deadline(alert(hidden="root"), PROCEDURE) is None
    assert deadline(alert("acknowledged", "An", hidden="root"), PROCEDURE) == NOON + minutes(30)


@given(ticks=st.lists(st.floats(0.1, 50), min_size=1, max_size=60), taken=st.sets(st.integers(0, 59)))
def test_escalation_over_a_day_comes_once_each_time_and_ends(ticks, taken):
    known, now, escalations = alert(), NOON, [0]
    for number, step in enumerate(ticks):
        now += minutes(step)
        if number in taken and known.state == "open":
            known = after(known, decide(known, AN, "acknowledge", now))
        elif change := on_clock(known, PROCEDURE, now):
            known = after(known, change)
            assert on_clock(known, PROCEDURE, now) is None
        escalations.append(known.escalated)
    assert all(later - before in (0, 1) for before, later in pairwise(escalations))
    assert escalations[-1] <= MOST_ESCALATIONS


def test_day_without_anybody_escalates_at_each_limit_and_then_waits():
    known, calls = alert(), []
    for minute in range(24 * 60):
        if change := on_clock(known, PROCEDURE, NOON + minutes(minute)):
            known = after(known, change)
            calls.append((minute, change.escalated))
    assert calls == [(5, 1), (10, 2), (15, 3)]
    assert known.state == "open"


def test_day_of_people_who_take_and_forget_never_loses_the_alert():
    known, opened_again = alert(), 0
    for minute in range(24 * 60):
        now = NOON + minutes(minute)
        if known.state == "open" and minute % 7 == 0:
            known = after(known, decide(known, AN, "acknowledge", now))
        elif change := on_clock(known, PROCEDURE, now):
            known, opened_again = after(known, change), opened_again + (change.act == "expire")
    assert known.state in ("open", "acknowledged")
    assert opened_again > 24


class Life(RuleBasedStateMachine):
    """Anybody tries anything at any time."""

    def __init__(self) -> None:
        super().__init__()
        self.alert, self.now, self.seen = alert(), NOON, [alert()]

    @rule(
        person=st.sampled_from(PEOPLE),
        act=st.sampled_from(get_args(Act)),
        note=st.sampled_from(["", "ghi chú"]),
        reason=st.sampled_from(["", *REASONS]),
        ahead=st.one_of(st.none(), st.integers(-5, 2000)),
        stale=st.booleans(),
    )
    def act(self, person, act, note, reason, ahead, stale):
        seen = self.seen[-2] if stale and len(self.seen) > 1 else self.alert
        until = None if ahead is None else self.now + minutes(ahead)
        try:
            change = decide(seen, person, act, self.now, note, reason, until, "look")
        except Refused:
            return
        if change.version in (None, self.alert.version):  # else the store refuses it
            self._take(change)

    @rule(step=st.floats(0, 600))
    def time_goes_on(self, step):
        self.now += minutes(step)
        if change := on_clock(self.alert, PROCEDURE, self.now):
            self._take(change)

    def _take(self, change):
        before, self.alert = self.alert, after(self.alert, change)
        self.seen.append(self.alert)
        step = STEPS[change.act]
        assert before.state in step.sources or change.version is None  # a tick may come late
        assert self.alert.state == (step.state or before.state)
        assert change.role in step.roles
        assert self.alert.escalated >= before.escalated or change.act == "reopen"

    @invariant()
    def state_is_one_that_makes_sense(self):
        known = self.alert
        assert (known.state in ("acknowledged", "dispatched")) <= bool(known.owner)
        assert (known.state in ("open", "shelved")) <= (not known.owner)
        assert (known.state == "dismissed") == (known.reason in REASONS)
        assert (known.state == "shelved") == (known.shelved_until is not None)
        assert 0 <= known.escalated <= MOST_ESCALATIONS

    @invariant()
    def somebody_can_always_do_something_or_it_is_over(self):
        acts = {act for person in PEOPLE for act in allowed(self.alert, person)} - {"note"}
        assert acts
        assert self.alert.state in UNRESOLVED or acts == {"reopen"}


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
