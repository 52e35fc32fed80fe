"""One camera's frames in, its incidents and their evidence out."""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from typing import Any

from config.city import Camera
from config.settings import Vision
from store.records import Evidence, Incident, TimeSource
from vision.confirmation import Confirmation
from vision.detector import detector
from vision.evidence import Proof
from vision.frame import Frame, decode
from vision.health.bill import Bill
from vision.health.examination import Examination
from vision.health.familiar import Familiar
from vision.learned import Learned
from vision.observer import GAP_SECONDS, Observer
from vision.queueing import Queues
from vision.rule import AreaRule, Sighting, configured
from vision.scene import Scene
from vision.visibility import Visibility


@dataclass(frozen=True)
class Observation:
    """What one frame told: incidents that started, had news or ended, and pictures that prove it."""

    records: list[Incident | Evidence] = field(default_factory=list)


class Pipeline:
    """Background → detections → tracks → scene → rules → incidents, for one camera.

    ``open_incidents`` are those the store holds unended: they go on under their own id. Raises ConfigError when a
    rule's section is wrong. ``skipped`` counts frames that were not newer than the one before. Times on evidence are
    told in ``zone``; ``learned`` is what the camera's tracks taught before. ``scene`` and ``sightings``, by rule, are
    those of the newest frame.
    """

    def __init__(
        self, camera: Camera, settings: Vision, open_incidents: Sequence[Incident] = (), zone: tzinfo = UTC,
        learned: Learned | None = None,
    ) -> None:  # fmt: skip
        self.skipped = 0
        self._camera = camera
        self._settings = settings
        self.proof = Proof(camera.id, settings, zone)
        self.scene: Scene | None = None
        self.sightings: dict[str, list[Sighting]] = {}
        self._rules = configured(settings, camera)
        self._confirmations = {rule: Confirmation(camera.id, rule) for rule in self._rules}
        self._waiting = [incident for incident in open_incidents if incident.rule in self._rules]
        self._examination = Examination(_drawn_on(camera))
        self._visibility = Visibility()
        self._queues = Queues(camera.zones)
        self._observer = Observer(camera, learned or Learned(), detector(settings.detector))
        self._last: datetime | None = None

    def set_up(self, camera: Camera) -> None:
        """Go on with other zones, calibration and thresholds; open incidents and what was learnt stay."""
        self._rules = configured(self._settings, camera)
        self._camera = camera
        self._observer.set_up(camera)
        self._examination.redrawn(_drawn_on(camera))
        self._queues = Queues(camera.zones)

    @property
    def learned(self) -> Learned:
        """What is usual before this camera."""
        return self._observer.learned

    def plain(self) -> dict[str, Any]:
        """What is to outlive a restart, as plain data: what is usual here, and the view its zones are drawn on."""
        familiar = self._examination.familiar
        view = familiar.plain() | {"drawn": _drawing(self._camera)} if familiar.known else {}
        return self.learned.plain() | {"view": view}

    def recall(self, plain: Mapping[str, Any]) -> None:
        """Take up the view again that was known before, unless its zones have been drawn anew meanwhile."""
        view = plain.get("view")
        if isinstance(view, dict) and view.get("drawn") == _drawing(self._camera):
            self._examination.recall(Familiar.of(view))

    @property
    def bill(self) -> Bill:
        """What ails the camera."""
        return self._examination.bill

    def step(self, jpeg: bytes, time: datetime, sequence: int, source: TimeSource = "capture") -> Observation:
        """What this frame tells; raises Undecodable when it is no picture. ``source`` is whose clock ``time`` is."""
        if self._last is not None and time <= self._last:
            self.skipped += 1
            return Observation()
        frame = Frame(time, sequence, decode(jpeg, self._settings.width_px, self._settings.max_megapixels), source)
        seconds = (time - self._last).total_seconds() if self._last else 0.0
        self._last = time
        self._prepare(frame, seconds)
        self._examine(frame)
        self.scene = self._look(frame, min(seconds, GAP_SECONDS))
        news = self._judge(self.scene)
        started = {number for known in self._confirmations.values() for number in known.started}
        return Observation([*news, *self.proof.step(frame, jpeg, self.scene, news, started)])

    def _examine(self, frame: Frame) -> None:
        """Once a second, is the camera well, and is there smoke before it?"""
        examination = self._examination
        if examination.due(frame.time):
            examination.look(frame.picture, frame.time)
            if examination.view and self.bill.clear:
                self._visibility.step(examination.view, examination.familiar, frame.time)

    def _prepare(self, frame: Frame, seconds: float) -> None:
        """New memories for a new size, a new background after a gap; open incidents outlive both."""
        if self._observer.prepare(frame, seconds):
            waiting, self._waiting = self._waiting, []
            for confirmation in self._confirmations.values():
                waiting += confirmation.release()
            for incident in waiting:
                self._restore(incident, frame.time)

    def _restore(self, incident: Incident, now: datetime) -> None:
        """An incident that is known already: its place stands since its start, its track goes on."""
        rule = self._rules[incident.rule]
        if isinstance(rule, AreaRule):
            area = rule.area(incident.box, self._camera.zones)
            self._confirmations[incident.rule].restore(incident, area, now)
            return
        number = self._observer.restore(incident.box, incident.start)
        self._confirmations[incident.rule].restore(incident, number, now)

    def _look(self, frame: Frame, seconds: float) -> Scene:
        """What is in the picture now."""
        scene = self._observer.look(frame, seconds, self._reported())
        # zones lie while the camera looks elsewhere than when they were drawn
        zones = self._camera.zones if self.bill.in_place else ()
        veil, hazy = (self._visibility.veil, self._visibility.hazy) if self.bill.clear else (None, False)
        scene = replace(scene, zones=zones, veil=veil, hazy=hazy)
        return replace(scene, queues=self._queues.step(scene))

    def _reported(self) -> dict[int, frozenset[str]]:
        """The rules that have an incident open on a track, by its number."""
        rules: dict[int, set[str]] = {}
        for rule, known in self._confirmations.items():
            for number in known.incidents:
                rules.setdefault(number, set()).add(rule)
        return {number: frozenset(names) for number, names in rules.items()}

    def _judge(self, scene: Scene) -> list[Incident]:
        """What each rule has to say of the scene, as news of its incidents; nothing begins while little can be told."""
        steady, news = self.bill.steady and not scene.change, list[Incident]()
        for name, rule in self._rules.items():
            known = self._confirmations[name]
            seen = [sighting for sighting in rule.sightings(scene) if steady or sighting.track in known.incidents]
            self.sightings[name] = seen
            if scene.change:
                known.hold(scene.time)
            news += known.step(seen, scene.time)
        self._observer.mark(self._reported().keys())
        return news


def _drawn_on(camera: Camera) -> bool:
    """Whether anything is drawn on its picture that would lie once it has moved."""
    return bool(camera.zones or camera.calibration)


def _drawing(camera: Camera) -> int:
    """Tells one set-up of a camera from another."""
    return zlib.crc32(repr((camera.zones, camera.calibration)).encode())
