"""What is done to an alert, as frozen rows: a change before it is saved, and what the audit says of it afterwards."""

from typing import Any, Literal

import msgspec

from store.records import Reason, Record, State, Time

Role = Literal["operator", "police", "leader", "administrator", "wall", "centre"]
Act = Literal[
    "acknowledge", "take_over", "dispatch", "resolve", "dismiss", "shelve", "release", "reopen", "note", "tick",
    "escalate", "expire", "overdue", "unshelve",
]  # fmt: skip


class Change(Record, frozen=True, gc=False):
    """One step of an alert as the life cycle allows it, to be saved if the alert still has this ``version``.

    ``version`` None: it changes no state and so cannot come too late. ``details`` go into the audit alone.
    """

    alert_id: int
    version: int | None
    act: Act
    was: State
    state: State
    actor: str
    role: Role
    time: Time
    owner: str
    note: str = ""
    reason: Reason = ""
    shelved_until: Time | None = None
    escalated: int = 0
    details: dict[str, Any] = msgspec.field(default_factory=dict)


class Audited(Record, frozen=True, gc=False):
    """A row of the audit: what was done, by whom and when; ``number`` is its place in the chain."""

    number: int
    time: Time
    actor: str
    role: Role
    action: str
    alert_id: int | None
    was: State | None
    state: State | None
    note: str
    details: dict[str, Any]
