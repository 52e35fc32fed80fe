"""What a person does to an alert: checked by the life cycle, saved by the store, answered in words."""

import logging
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from alerts.lifecycle import Person, Refused, decide
from dashboard.authority import permits, visitor
from dashboard.case_words import REFUSALS
from dashboard.centre import Centre
from dashboard.scope import thing_of
from dashboard.words import STATES, Words
from store import alerts, cases
from store.handling import Act, Change
from store.reader import DatabaseDown
from store.records import Alert, Reason, Time

log = logging.getLogger(__name__)
TRIES = 4  # somebody else's change between reading and writing; the clock's own escalation is one
ACT = "/case/{alert_id}/act"
LATE = timedelta(seconds=30)
LARGEST = 2**63 - 1  # the store counts no further
Text = Annotated[str, Meta(max_length=2000)]


class Wish(msgspec.Struct, forbid_unknown_fields=True):
    """What somebody asks for. ``version`` is the alert as they saw it, ``tapped_at`` when, by their own clock.

    ``name``: who tapped; what waited for a link is not done in the name of whoever uses the device next.
    """

    act: Literal[
        "acknowledge", "take_over", "dispatch", "resolve", "dismiss", "shelve", "release", "reopen", "note", "tick"
    ]
    name: Annotated[str, Meta(max_length=60)] = ""
    version: int | None = None
    note: Text = ""
    reason: Reason = ""
    minutes: Annotated[float, Meta(ge=0, le=10_080)] = 0
    item: Annotated[str, Meta(max_length=40)] = ""
    tapped_at: Time | None = None


Answer = dict[str, Any]


async def answer(centre: Centre, alert_id: int, body: bytes, words: Words, now: datetime) -> tuple[int, Answer]:
    """The HTTP status and what to tell: "done", or a "problem" in words; 503 asks to try again."""
    try:
        wish = msgspec.json.decode(body, type=Wish)
    except (msgspec.ValidationError, msgspec.DecodeError):
        return 400, {"problem": words("This cannot be understood.")}
    if not 0 < alert_id <= LARGEST:
        return 404, {"problem": words("There is no such alert.")}
    who = visitor()
    if who.role is None or not permits(who, ACT) or wish.name not in ("", who.name):
        return 403, {"problem": words("{name} tapped this: log in as {name}.", name=wish.name or "?")}
    try:
        return await _done(centre, alert_id, wish, Person(who.name, who.role), words, now)
    except DatabaseDown:
        return 503, {"problem": words("The database gives no answer.")}


async def _done(
    centre: Centre, alert_id: int, wish: Wish, person: Person, words: Words, now: datetime
) -> tuple[int, Answer]:
    for _ in range(TRIES):
        alert = await centre.reader.ask(alerts.one, alert_id)
        if alert is None or not permits(visitor(), ACT, thing_of(alert)):
            return 404, {"problem": words("There is no such alert.")}
        if _has_it(alert, wish, person):
            return 200, _told(alert)
        if _too_late(alert, wish):
            return 409, _overtaken(alert, words, now)
        try:
            return 200, _told(await centre.reader.ask(cases.apply, _change(alert, wish, person, now)))
        except Refused as refused:
            return _refused(alert, wish, str(refused), words, now)
        except cases.OpenAgain:
            return 409, {"problem": words("The same thing is an open alert already.")}
        except cases.Overtaken as overtaken:
            log.info("alert %s: %s", alert_id, overtaken)
    return 409, {"problem": words("Others keep changing this alert: look again.")}


def _has_it(alert: Alert, wish: Wish, person: Person) -> bool:
    """Whether this is the second sending of an acknowledgement whose answer was lost."""
    return wish.act == "acknowledge" and alert.owner == person.name and alert.state in ("acknowledged", "dispatched")


def _too_late(alert: Alert, wish: Wish) -> bool:
    """Whether the person saw another alert than it is now; who takes it wants it as long as nobody has it."""
    return wish.act not in ("acknowledge", "note", "tick") and wish.version not in (None, alert.version)


def _change(alert: Alert, wish: Wish, person: Person, now: datetime) -> Change:
    until = now + timedelta(minutes=wish.minutes) if wish.act == "shelve" and wish.minutes else None
    act: Act = wish.act
    change = decide(alert, person, act, now, wish.note, wish.reason, until, wish.item)
    if wish.tapped_at is None or now - wish.tapped_at < LATE:
        return change
    return msgspec.structs.replace(change, details={**change.details, "tapped_at": wish.tapped_at.isoformat()})


def _refused(alert: Alert, wish: Wish, said: str, words: Words, now: datetime) -> tuple[int, Answer]:
    if wish.act == "acknowledge" and alert.state not in ("open", "shelved"):
        return 409, _overtaken(alert, words, now)
    return 422, {"problem": words(REFUSALS.get(said, said)), "version": alert.version}


def _overtaken(alert: Alert, words: Words, now: datetime) -> Answer:
    who = words("the centre itself") if alert.changed_by == "centre" else alert.changed_by
    when = words.clock(alert.changed_at or now, now)
    text = words("{name} was first, at {time}: {state}", name=who, time=when, state=words.name(STATES, alert.state))
    return {"problem": text, "by": alert.changed_by, "version": alert.version}


def _told(alert: Alert) -> Answer:
    return {"done": True, "version": alert.version, "state": alert.state, "owner": alert.owner}
