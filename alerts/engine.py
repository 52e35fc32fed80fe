"""Turns what was seen into what a person must judge; pure: the store decides what is new."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from alerts.course import (
    Course,
    Judged,
    Point,
    Verdict,
    crosses,
    is_inside,
    judged,
    needs_past,
    past_seconds,
    still_calm,
)
from alerts.office_days import is_working
from config.section import Severity
from config.settings import Alerts, Threshold
from store.alert_changes import Flapping
from store.records import AlertCleared, AlertRaised, Incident, Reading, Record

Change = AlertRaised | AlertCleared
Past = Callable[[str, str, datetime, datetime], Iterable[Point]]  # source, metric, since, until


class Place(NamedTuple):
    """Where a source stands."""

    lon: float | None
    lat: float | None
    commune_code: str


NOWHERE = Place(None, None, "")
CAMERA = "camera_"


class Engine:
    """``judge`` gives the changes of a batch in order, repeats of one fingerprint folded into one."""

    def __init__(
        self,
        settings: Alerts,
        places: Mapping[str, Place],
        severities: Mapping[str, Severity] = MappingProxyType({}),
        past: Past = lambda _source, _metric, _since, _until: (),
        time_zone: str = "UTC",
    ) -> None:
        """``severities`` are those of the procedures, which hold before the settings'; ``past`` asks the store what a
        source said before.
        """
        of_thresholds: dict[str, Severity] = {row.kind: row.severity for row in settings.thresholds}
        self._severity: Mapping[str, Severity] = {**of_thresholds, **settings.severity, **severities}
        self._places = places
        self.flapping = Flapping(settings.grouping.flap_count, settings.grouping.flap_seconds)
        self._past, self._hours, self._zone = past, settings.office_hours, ZoneInfo(time_zone)
        self._courses: dict[tuple[int, str], Course] = {}
        self._thresholds: dict[str, list[tuple[int, Threshold]]] = {}
        # camera_frozen is what health_frozen_seconds opens, for as long as it is above 0
        cameras = [kind for kind in settings.severity if kind.startswith(CAMERA)]
        self._ailments = {f"health_{kind.removeprefix(CAMERA)}_seconds": kind for kind in cameras}
        for number, threshold in enumerate(settings.thresholds):
            self._thresholds.setdefault(threshold.metric, []).append((number, threshold))

    def judge(self, records: Iterable[Record]) -> list[Change]:
        """Alerts to open, keep open or clear because of ``records``, which stand in the order they came."""
        changes: list[Change] = []
        for record in records:
            if isinstance(record, Reading):
                if record.metric in self._thresholds:
                    changes += self._of_reading(record)
                elif record.metric in self._ailments:
                    changes.append(self._of_ailment(record))
            elif isinstance(record, Incident):
                changes += self._of_incident(record)
        return _folded(changes)

    def _of_reading(self, reading: Reading) -> Iterable[Change]:
        for number, threshold in self._thresholds[reading.metric]:
            if not reading.source_id.startswith(threshold.prefix):
                continue
            fingerprint = f"{threshold.kind}/{reading.source_id}"
            verdict, since = self._verdict(number, threshold, reading)
            if verdict == "clear":
                yield AlertCleared(fingerprint, reading.time, resolves=True)
            elif verdict == "open":
                yield self._raised(fingerprint, threshold, reading, since)

    def _raised(self, fingerprint: str, threshold: Threshold, reading: Reading, since: datetime) -> AlertRaised:
        place = self._places.get(reading.source_id, NOWHERE)
        severity = self._severity[threshold.kind]
        details = {"metric": reading.metric, "value": reading.value}
        kind, source = threshold.kind, reading.source_id
        return AlertRaised(fingerprint, kind, severity, source, reading.time, since, *place, details)

    def _verdict(self, number: int, threshold: Threshold, reading: Reading) -> tuple[Verdict, datetime]:
        if not needs_past(threshold):  # nearly all: one reading is enough
            if crosses(threshold, reading.value):
                return "open", reading.time
            return ("clear" if is_inside(threshold, reading.value) else ""), reading.time
        key = (number, reading.source_id)
        course = self._courses.get(key) or self._before(threshold, reading)
        if (calm := still_calm(threshold, course, reading.time, reading.value)) is not None:
            self._courses[key] = calm
            return "clear", reading.time
        now = self._judged(threshold, course, Point(reading.time, reading.value))
        self._courses[key] = now.course
        return now.verdict, now.since

    def _before(self, threshold: Threshold, reading: Reading) -> Course:
        """What was before the first reading that this process sees of a source: a restart forgets nothing."""
        course = Course()
        since = reading.time - timedelta(seconds=past_seconds(threshold))
        for point in self._past(reading.source_id, reading.metric, since, reading.time):
            course = self._judged(threshold, course, point).course
        return course

    def _judged(self, threshold: Threshold, course: Course, point: Point) -> Judged:
        working = not threshold.office_hours or is_working(self._hours, self._zone, point.time)
        return judged(threshold, course, point, working)

    def _of_ailment(self, reading: Reading) -> Change:
        """A camera's ailment, which has lasted for the reading's seconds; the alert is as old as the ailment."""
        kind = self._ailments[reading.metric]
        fingerprint = f"{kind}/{reading.source_id}"
        if reading.value <= 0:
            return AlertCleared(fingerprint, reading.time, resolves=True)
        since = reading.time - timedelta(seconds=reading.value)
        place = self._places.get(reading.source_id, NOWHERE)
        details = {"metric": reading.metric, "value": round(reading.value, 1)}
        severity = self._severity[kind]
        return AlertRaised(fingerprint, kind, severity, reading.source_id, reading.time, since, *place, details)

    def _of_incident(self, incident: Incident) -> Iterable[Change]:
        fingerprint = f"incident/{incident.id}"
        severity = self._severity.get(incident.rule, "unknown")
        place = self._places.get(incident.camera_id, NOWHERE)
        details = {"incident_id": incident.id, "confidence": round(incident.confidence, 2)}
        yield AlertRaised(
            fingerprint, incident.rule, severity, incident.camera_id, incident.time, incident.start, *place, details
        )
        if incident.end is not None:
            yield AlertCleared(fingerprint, incident.time, resolves=False)  # seen over now, though it ended before


def _folded(changes: list[Change]) -> list[Change]:
    """Of successive changes of one fingerprint in the same sense only one, from the first opening to the last time."""
    last: dict[str, int] = {}
    folded: list[Change] = []
    for change in changes:
        at = last.get(change.fingerprint)
        if at is not None and type(folded[at]) is type(change):
            folded[at] = _joined(folded[at], change)
        else:
            last[change.fingerprint] = len(folded)
            folded.append(change)
    return folded


def _joined(first: Change, second: Change) -> Change:
    if isinstance(first, AlertRaised) and isinstance(second, AlertRaised):
        newer = second if second.time >= first.time else first
        return msgspec.structs.replace(newer, opened_at=min(first.opened_at, second.opened_at))
    return second if second.time >= first.time else first
