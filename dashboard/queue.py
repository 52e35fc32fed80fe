"""The police's queue as plain data: what waits, in the order it should be taken, with the clock of its procedure."""

import heapq
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, get_args

from alerts.lifecycle import Person, allowed, deadline
from config.kinds import rank
from config.procedures import Procedure
from dashboard.case_words import HIDDEN
from dashboard.centre import Centre
from dashboard.components.alert_list import evidence_url, place
from dashboard.components.sign import LETTERS
from dashboard.picture import Picture
from dashboard.words import KINDS, SEVERITIES, STATES, Words
from store.handling import Role
from store.records import Alert

MOST = 100  # a person works from the top; how many more there are is said below
OF_UNIT, OF_OWNER = 15, 15  # of each unit, for desks that show one unit's; of what each person has, for "only mine"
NEWEST = 30  # what a desk may have to tell aloud, wherever it stands in the list
PEOPLE: tuple[Role, ...] = tuple(role for role in get_args(Role) if role not in ("centre", "wall"))
# Whom the time limit is for, by the alert's state.
DUTIES = {"open": "take", "acknowledged": "act", "dispatched": "close", "shelved": "wait"}


def queue(picture: Picture, centre: Centre, words: Words, now: datetime) -> dict[str, Any]:
    """Rows that stand for themselves, and how many are hidden and why; None as rows while nothing was read."""
    if picture.read_at is None:
        return {"rows": None, "fresh": [], "more": 0, "more_of": {}, "hidden": [], "counts": {}}
    seen = sorted((alert for alert in picture.alerts if not alert.hidden), key=_turn)
    listed, tallies = _listed(seen, centre), Counter(alert.severity for alert in seen)
    left = Counter(_unit_of(row.kind, centre) for row in seen) - Counter(_unit_of(row.kind, centre) for row in listed)
    for row in picture.rest:
        left[_unit_of(row.kind, centre)] += 0 if row.hidden else row.alerts
    return {
        "rows": [_row(alert, picture, centre, words, now) for alert in listed],
        "fresh": [_fresh(alert, centre) for alert in _newest(seen)],
        "more": left.total(),
        "more_of": {unit: count for unit, count in left.items() if count},
        "hidden": _hidden(picture, words),
        "counts": {severity: n for severity in SEVERITIES if (n := tallies[severity] + picture.left(severity))},
    }


def clock_of(alert: Alert, procedure: Procedure | None) -> dict[str, Any]:
    """The time limit that runs: for what, until when, and how long it is in all; nothing when none runs."""
    due = deadline(alert, procedure) if procedure else None
    if due is None or alert.changed_at is None:
        return {}
    return {"duty": DUTIES[alert.state], "due": due.isoformat(), "of": (due - alert.changed_at) / timedelta(seconds=1)}


def _turn(alert: Alert) -> tuple[int, bool, datetime, int]:
    """Most severe first; then what nobody has; then the oldest."""
    return rank(alert.severity), alert.state != "open", alert.opened_at, alert.id


def _listed(seen: Sequence[Alert], centre: Centre) -> list[Alert]:
    """The first of all, the first of each unit, and the first of what each person has."""
    rows: list[Alert] = []
    units, owners = Counter[str](), Counter[str]()
    for number, alert in enumerate(seen):
        unit = _unit_of(alert.kind, centre)
        units[unit] += 1
        owners[alert.owner] += 1
        if number < MOST or units[unit] <= OF_UNIT or (alert.owner and owners[alert.owner] <= OF_OWNER):
            rows.append(alert)
    return rows


def _newest(seen: Iterable[Alert]) -> list[Alert]:
    """What opened, opened again or escalated last, the gravest first."""
    opened = [alert for alert in seen if alert.state == "open" and alert.changed_at is not None]
    return sorted(heapq.nlargest(NEWEST, opened, key=lambda row: (row.changed_at, row.id)), key=_turn)


def _fresh(alert: Alert, centre: Centre) -> dict[str, Any]:
    changed = alert.changed_at.isoformat() if alert.changed_at else ""
    unit, said = _unit_of(alert.kind, centre), _spoken(alert, centre)
    return {"id": alert.id, "changed": changed, "severity": alert.severity, "unit": unit, "say": said}


def _unit_of(kind: str, centre: Centre) -> str:
    procedure = centre.city.procedures.get(kind)
    return procedure.unit if procedure else ""


def _row(alert: Alert, picture: Picture, centre: Centre, words: Words, now: datetime) -> dict[str, Any]:
    procedure = centre.city.procedures.get(alert.kind)
    row: dict[str, Any] = {
        "id": alert.id,
        "version": alert.version,
        "severity": alert.severity,
        "letter": LETTERS.get(alert.severity, "?"),
        "grave": words.name(SEVERITIES, alert.severity),
        "kind": words.name(KINDS, alert.kind),
        "place": place(alert, centre),
        "opened": alert.opened_at.isoformat(),
        "since": words.clock(alert.opened_at, now),
        "state": alert.state,
        "stated": words.name(STATES, alert.state),
        "owner": alert.owner,
        "takers": [role for role in PEOPLE if "acknowledge" in allowed(alert, Person("", role))],
        "still": _still(alert, picture),
        "escalated": alert.escalated,
        **_unit(procedure, centre, words),
        **clock_of(alert, procedure),
    }
    optional = {
        "over": words.clock(alert.cleared_at, now) if alert.cleared_at else "",
        "hides": alert.hides.get("alerts", 0),
        "flapping": alert.flapping,
    }
    return row | {key: value for key, value in optional.items() if value}


def _unit(procedure: Procedure | None, centre: Centre, words: Words) -> Mapping[str, str]:
    if procedure is None:
        return {"unit": "", "unit_name": words("no procedure")}
    return {"unit": procedure.unit, "unit_name": centre.city.units[procedure.unit].in_language(words.language)}


def _still(alert: Alert, picture: Picture) -> str:
    """A queue is seen by who passes by: the masked copy, also for those who may see the plain one."""
    incident_id = alert.details.get("incident_id", "")
    kinds = picture.evidence.get(incident_id, [])
    if "start_masked" in kinds:
        return evidence_url(incident_id, "start_masked")
    return ""


def _spoken(alert: Alert, centre: Centre) -> str:
    """What a desk says aloud, in Vietnamese whatever the page is in."""
    words = centre.words("vi")
    kind, severity = words.name(KINDS, alert.kind), words.name(SEVERITIES, alert.severity)
    return f"{severity}: {kind}. {place(alert, centre)}."


def _hidden(picture: Picture, words: Words) -> list[str]:
    counts = picture.hidden()
    return [f"{words(text)}: {words.number(counts[why])}" for why, text in HIDDEN.items() if counts[why]]
