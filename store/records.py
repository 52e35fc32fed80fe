"""The nouns: frozen rows that rooms hand to each other; every time is UTC and aware."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from config.section import Severity

Time = Annotated[datetime, Meta(tz=True)]
Box = tuple[float, float, float, float]
State = Literal["open", "acknowledged", "dispatched", "resolved", "dismissed", "shelved"]
ReportState = Literal["received", "assigned", "in_progress", "done", "rejected"]
TimeSource = Literal["capture", "arrival"]
# plain: as the camera sent it; masked: for those who may not see faces and plates; neither: with the incident drawn in
EvidenceKind = Literal[
    "start", "start_plain", "start_masked", "worst", "worst_plain", "worst_masked",
    "end", "end_plain", "end_masked", "strip", "strip_masked",
]  # fmt: skip
Reason = Literal["", "false", "duplicate", "test", "no_action_possible"]
UNRESOLVED: tuple[State, ...] = ("open", "acknowledged", "dispatched", "shelved")


class Record(Struct, frozen=True, gc=False):
    """A frozen row."""


class Reading(Record, frozen=True, gc=False):
    """One metric of one source at one time; the unit is in the metric's name (``rtt_ms``)."""

    time: Time
    source_id: str
    metric: str
    value: float


class Indicator(Record, frozen=True, gc=False):
    """One statement of a figure about a commune ("" for the whole city) and a period, such as "2026-Q3".

    ``value`` None says that the figure is known to be missing. ``whole`` is what ``value`` is a part of. ``time`` is
    when it was stated: of one period the newest statement holds.
    """

    time: Time
    indicator: str
    commune_code: str
    period: str
    starts: date
    value: float | None
    whole: float | None
    target: float | None
    unit: str


class ReportChange(Record, frozen=True, gc=False):
    """What was said of a citizen's report at one time; "" and None: nothing said of that."""

    time: Time
    report_id: str
    state: ReportState
    unit: str
    category: str
    lon: float | None
    lat: float | None
    commune_code: str


class Report(Record, frozen=True, gc=False):
    """A citizen's report as all its changes together make it; ``unit`` is who has it."""

    report_id: str
    category: str
    lon: float | None
    lat: float | None
    commune_code: str
    state: ReportState
    state_at: Time
    unit: str
    first_at: Time
    received_at: Time | None
    assigned_at: Time | None
    ended_at: Time | None


class Still(Record, frozen=True, gc=False):
    """The newest picture of a camera, as JPEG; ``lag_seconds`` from capture to the time it was analysed."""

    camera_id: str
    time: Time
    sequence: int
    jpeg: bytes
    lag_seconds: float = 0.0


class Incident(Record, frozen=True, gc=False):
    """A confirmed sighting of one rule on one camera, from start to end (``end`` is None while it lasts).

    ``box`` is (left, top, right, bottom) in fractions of the picture; ``track`` the path as (seconds since start, x, y)
    of the box's centre, in fractions. ``id`` is made of camera, rule and start, so a replay makes the same one.
    """

    id: str
    camera_id: str
    rule: str
    start: Time
    time: Time
    box: Box
    confidence: float
    end: Time | None = None
    track: tuple[tuple[float, float, float], ...] = ()


class Evidence(Record, frozen=True, gc=False):
    """A picture kept as proof of an incident; ``sha256`` is of ``picture`` (a JPEG; strips are animated WebP), in hex.

    ``time`` was told by the camera or its reader at capture, or by whoever heard of the frame first, at its arrival.
    """

    incident_id: str
    kind: EvidenceKind
    time: Time
    picture: bytes
    sha256: str
    camera_id: str
    time_source: TimeSource = "capture"


class Sight(Record, frozen=True, gc=False):
    """What a camera that somebody looks at sees in the frame of this time: tracks, sightings, what it has learnt."""

    camera_id: str
    time: Time
    sight: dict[str, Any]


class Learned(Record, frozen=True, gc=False):
    """What a camera has learnt of its own traffic up to this time."""

    camera_id: str
    time: Time
    learned: dict[str, Any]


class AlertRaised(Record, frozen=True, gc=False):
    """The engine saw a condition that a person must judge; the store opens an alert or updates the open one."""

    fingerprint: str
    kind: str
    severity: Severity
    source_id: str
    time: Time
    opened_at: Time
    lon: float | None
    lat: float | None
    commune_code: str
    details: dict[str, Any]


class AlertCleared(Record, frozen=True, gc=False):
    """The condition behind a fingerprint is over. ``resolves`` closes the alert too: nobody needs to judge it."""

    fingerprint: str
    time: Time
    resolves: bool


class Alert(Record, frozen=True, gc=False):
    """Something a person must judge; ``cleared_at``: when its condition ended. ``version`` grows with each change.

    ``escalated``: time limits that ran out. ``root_id`` stands for it while ``hidden``, it for what it ``hides``."""

    id: int
    fingerprint: str
    kind: str
    severity: Severity
    state: State
    source_id: str
    opened_at: Time
    last_seen_at: Time
    cleared_at: Time | None
    lon: float | None
    lat: float | None
    commune_code: str
    details: dict[str, Any]
    version: int = 1
    owner: str = ""
    changed_at: Time | None = None
    changed_by: str = "centre"
    shelved_until: Time | None = None
    escalated: int = 0
    reason: Reason = ""
    hidden: Literal["", "root", "maintenance", "flood"] = ""
    root_id: int | None = None
    hides: dict[str, Any] = {}
    flapping: bool = False
    told: int = -1


class DeadLetter(Record, frozen=True, gc=False):
    """A message that could not be decoded, where it stood, and why; not ``whole`` when its value was cut."""

    topic: str
    partition: int
    offset: int
    time: Time
    key: bytes | None
    value: bytes
    reason: str
    whole: bool = True


class Batch(Struct):
    """All that one transaction saves."""

    readings: list[Reading] = []
    stills: list[Still] = []
    incidents: list[Incident] = []
    evidence: list[Evidence] = []
    sights: list[Sight] = []
    learned: list[Learned] = []
    alerts: list[AlertRaised | AlertCleared] = []
    dead_letters: list[DeadLetter] = []
    indicators: list[Indicator] = []
    report_changes: list[ReportChange] = []

    def add(self, records: Iterable[Record]) -> None:
        """Put records where their kind belongs; nearly all are readings."""
        others: list[Record] = []
        for record in records:
            if isinstance(record, Reading):
                self.readings.append(record)
            else:
                others.append(record)
        for record in others:
            getattr(self, _ROOM[type(record)]).append(record)


_ROOM: dict[type[Record], str] = {
    Still: "stills",
    Incident: "incidents",
    Evidence: "evidence",
    Sight: "sights",
    Learned: "learned",
    AlertRaised: "alerts",
    AlertCleared: "alerts",
    DeadLetter: "dead_letters",
    Indicator: "indicators",
    ReportChange: "report_changes",
}
