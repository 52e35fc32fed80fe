"""The life of an alert: which step leads from which state to which, who may take it, and what time does by itself."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple, get_args

from config.procedures import Procedure
from store.handling import Act, Change, Role
from store.records import UNRESOLVED, Alert, Reason, State

WORKERS: frozenset[Role] = frozenset(("operator", "police"))
CHIEFS: frozenset[Role] = frozenset(("leader", "administrator"))
LEADER: frozenset[Role] = frozenset(("leader",))
ANYBODY = WORKERS | CHIEFS
REASONS: tuple[Reason, ...] = tuple(reason for reason in get_args(Reason) if reason)
MOST_ESCALATIONS = 3  # whom the third call did not move, the tenth will not; it stays open and counted
MOST_SHELVED = timedelta(hours=24)
MOST_NOTE = 2000


class Person(NamedTuple):
    """Who acts, and as what."""

    name: str
    role: Role


class Step(NamedTuple):
    """One row of the table: what leads where, and who may do it; ``state`` None: the state stays.

    ``owned``: once somebody has the alert it is for them, or for a chief.
    """

    sources: tuple[State, ...]
    state: State | None
    roles: frozenset[Role]
    owned: bool = True


BY_ITSELF: frozenset[Role] = frozenset(("centre",))
STEPS: Mapping[Act, Step] = {
    "acknowledge": Step(("open", "shelved"), "acknowledged", WORKERS, owned=False),
    "take_over": Step(("acknowledged", "dispatched"), None, WORKERS, owned=False),
    "dispatch": Step(("acknowledged",), "dispatched", WORKERS),
    "resolve": Step(("acknowledged", "dispatched"), "resolved", WORKERS),
    "dismiss": Step(UNRESOLVED, "dismissed", WORKERS),
    "shelve": Step(("open", "acknowledged"), "shelved", WORKERS),
    "release": Step(("acknowledged", "dispatched", "shelved"), "open", WORKERS | LEADER),
    "reopen": Step(("resolved", "dismissed"), "open", CHIEFS, owned=False),
    "tick": Step(("acknowledged", "dispatched"), None, WORKERS),
    "note": Step((*UNRESOLVED, "resolved", "dismissed"), None, ANYBODY, owned=False),
    "escalate": Step(("open",), "open", BY_ITSELF, owned=False),
    "expire": Step(("acknowledged",), "open", BY_ITSELF, owned=False),
    "overdue": Step(("dispatched",), None, BY_ITSELF, owned=False),
    "unshelve": Step(("shelved",), "open", BY_ITSELF, owned=False),
}
SILENT: frozenset[Act] = frozenset(("note", "tick"))  # they change no state, so nobody can be too late with one


REFUSALS = {
    "state": "The alert's state does not allow this",
    "role": "This role may not do this",
    "owned": "Somebody else has this alert: take it over first",
    "yours": "You have this alert already",
    "reason": "Dismissing needs a reason",
    "time": "Shelving needs a time, at most a day ahead",
    "note": "This needs a note",
    "item": "Which line of the checklist?",
}


class Refused(ValueError):
    """This person may not do this to this alert now; the text is an English msgid."""


def allowed(alert: Alert, person: Person) -> list[Act]:
    """What this person may do to this alert now, in the order of the table."""
    return [act for act in STEPS if not _objection(alert, person, act)]


def decide(
    alert: Alert,
    person: Person,
    act: Act,
    now: datetime,
    note: str = "",
    reason: Reason = "",
    until: datetime | None = None,
    item: str = "",
) -> Change:
    """The change that ``act`` makes; raises Refused. ``item`` is the line of the checklist that a tick is about."""
    if objection := _objection(alert, person, act) or _incomplete(act, now, note.strip(), reason, until, item):
        raise Refused(objection)
    step = STEPS[act]
    return Change(
        alert.id,
        None if act in SILENT else alert.version,
        act,
        alert.state,
        step.state or alert.state,
        person.name,
        person.role,
        now,
        _owner(alert, person, act),
        note.strip()[:MOST_NOTE],
        reason if act == "dismiss" else alert.reason if act in SILENT else "",
        until if act == "shelve" else alert.shelved_until if act in SILENT else None,
        _escalated(alert, act),
        {"item": item} if act == "tick" else {},
    )


def deadline(alert: Alert, procedure: Procedure) -> datetime | None:
    """When time acts on the alert by itself; None: never. What nobody sees for a reason waits without a limit."""
    if alert.changed_at is None or (alert.hidden and alert.state == "open"):
        return None
    if alert.state == "shelved":
        return alert.shelved_until
    if alert.state == "acknowledged":
        return alert.changed_at + timedelta(minutes=procedure.act_minutes)
    if alert.escalated >= MOST_ESCALATIONS:
        return None
    if alert.state == "dispatched" and procedure.close_minutes:
        return alert.changed_at + timedelta(minutes=procedure.close_minutes)
    return alert.changed_at + timedelta(minutes=procedure.acknowledge_minutes) if alert.state == "open" else None


def on_clock(alert: Alert, procedure: Procedure, now: datetime) -> Change | None:
    """What time has done to the alert by ``now``: an open one escalates, one that nobody acted on opens again and
    escalates, one that a unit was sent to and nobody closed escalates, a shelved one opens; None: nothing yet.
    """
    due = deadline(alert, procedure)
    if due is None or now < due:
        return None
    acts: dict[State, Act] = {
        "open": "escalate",
        "acknowledged": "expire",
        "dispatched": "overdue",
        "shelved": "unshelve",
    }
    note = f"{alert.owner} had it" if alert.state == "acknowledged" else ""
    return decide(alert, Person("centre", "centre"), acts[alert.state], now, note)


def _objection(alert: Alert, person: Person, act: Act) -> str:
    step = STEPS[act]
    if alert.state not in step.sources:
        return REFUSALS["state"]
    if person.role not in step.roles:
        return REFUSALS["role"]
    if step.owned and alert.owner and person.name != alert.owner and person.role not in CHIEFS:
        return REFUSALS["owned"]
    if act == "take_over" and alert.owner == person.name:
        return REFUSALS["yours"]
    return ""


def _incomplete(act: Act, now: datetime, note: str, reason: Reason, until: datetime | None, item: str) -> str:
    if act == "dismiss" and reason not in REASONS:
        return REFUSALS["reason"]
    if act == "shelve" and (until is None or not now < until <= now + MOST_SHELVED):
        return REFUSALS["time"]
    if act in ("shelve", "reopen", "note") and not note:
        return REFUSALS["note"]
    return REFUSALS["item"] if act == "tick" and not item else ""


def _owner(alert: Alert, person: Person, act: Act) -> str:
    if act in ("acknowledge", "take_over"):
        return person.name
    return "" if (STEPS[act].state or alert.state) in ("open", "shelved") else alert.owner


def _escalated(alert: Alert, act: Act) -> int:
    """Coming back to people's eyes by a lapse of time counts; being reopened begins anew."""
    if act in ("escalate", "expire", "overdue"):
        return min(alert.escalated + 1, MOST_ESCALATIONS)
    return 0 if act == "reopen" else alert.escalated
