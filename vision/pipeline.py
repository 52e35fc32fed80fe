"""One camera's frames in, its incidents and their evidence out."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, tzinfo

from config.city import Camera
from config.settings import Vision
from store.records import Box, Evidence, Incident, TimeSource
from vision import detections
from vision.background import CELL, Background
from vision.confirmation import Confirmation
from vision.evidence import Proof
from vision.frame import Frame, decode
from vision.health.bill import Bill
from vision.health.examination import Examination
from vision.place import Place
from vision.queueing import Queues
from vision.rule import AreaRule, Sighting, configured
from vision.scene import Scene, Stop, Track
from vision.standing import Standing
from vision.tracker import Motion, Tracker
from vision.visibility import Visibility

GAP_SECONDS = 10.0
CAME_LENGTHS = 0.8
GLANCE_SECONDS = 1.0


@dataclass(frozen=True)
class Observation:
    """What one frame told: incidents that started, had news or ended, and pictures that prove it."""

    records: list[Incident | Evidence] = field(default_factory=list)


class Pipeline:
    """Background → detections → tracks → scene → rules → incidents, for one camera.

    ``open_incidents`` are those the store holds unended: they go on under their own id. Raises ConfigError when a
    rule's section is wrong. ``skipped`` counts frames that were not newer than the one before. Times on evidence are
    told in ``zone``. ``scene`` and ``sightings``, by rule, are those of the newest frame.
    """

    def __init__(
        self, camera: Camera, settings: Vision, open_incidents: Sequence[Incident] = (), zone: tzinfo = UTC
    ) -> None:
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
        self._shape: tuple[int, ...] = ()
        self._last: datetime | None = None

    def set_up(self, camera: Camera) -> None:
        """Go on with other zones, calibration and thresholds; open incidents and what was learnt stay."""
        self._rules = configured(self._settings, camera)
        self._camera = camera
        self._examination.redrawn(_drawn_on(camera))
        self._queues = Queues(camera.zones)

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
        if frame.picture.shape != self._shape:
            self._begin(frame)
        elif seconds > GAP_SECONDS:
            self._background.learn()

    def _begin(self, frame: Frame) -> None:
        self._shape = frame.picture.shape
        self._cells = (self._shape[1] // CELL, self._shape[0] // CELL)
        self._origin = frame.time
        self._background = Background(self._shape)
        self._standing = Standing(self._background, (self._cells[1], self._cells[0]))
        self._tracker = Tracker()
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
        width, height = self._cells
        left, top, right, bottom = incident.box
        box = (left * width, top * height, right * width, bottom * height)
        place = self._standing.restore(box, (incident.start - self._origin).total_seconds(), 0.0)
        motion = self._tracker.start(detections.Detection(place.box, place.number), 0.0)
        self._confirmations[incident.rule].restore(incident, motion.number, now)

    def _look(self, frame: Frame, seconds: float) -> Scene:
        """What is in the picture now."""
        now = (frame.time - self._origin).total_seconds()
        change = self._background.step(frame.picture, seconds, self._standing.owned)
        standing = self._standing.step(change, now, seconds)
        # nothing moves by itself when the whole picture changes
        going = detections.moving(change.moving) if change.settled else []
        going = [detection for detection in going if not self._standing.lamps(detection.box)]
        self._tracker.step(standing + going, now)
        tracks = tuple(self._track(motion) for motion in self._tracker.tracks)
        scene = Scene(
            frame.time,
            self._cells[0] / self._cells[1],
            tracks,
            # zones lie while the camera looks elsewhere than when they were drawn
            self._camera.zones if self.bill.in_place else (),
            change=not change.settled,
            cells=change.cells,
            empty=self._background.picture if change.settled else None,
            veil=self._visibility.veil if self.bill.clear else None,
        )
        return replace(scene, queues=self._queues.step(scene))

    def _track(self, motion: Motion) -> Track:
        width, height = self._cells
        path = tuple((self._at(when), x / width, y / height) for when, x, y in motion.path)
        reported = frozenset(rule for rule, known in self._confirmations.items() if motion.number in known.incidents)
        place = self._standing.places.get(motion.place)
        stop = self._stop(place, motion, bool(reported)) if place else None
        return Track(motion.number, _fractions(motion.box, width, height), path, stop, reported)

    def _stop(self, place: Place, motion: Motion, reported: bool) -> Stop | None:
        """How the track stands, None while nobody can be sure that it does."""
        if not reported and (not place.judged or motion.time - place.seen > GLANCE_SECONDS):
            return None
        came = reported or motion.travelled >= CAME_LENGTHS or place.came
        if not came and self._tracker.arrived(place.box, place.since, CAME_LENGTHS):
            came = place.came = True
        return Stop(self._at(place.since), came, place.presence, place.steady, self._at(place.seen))

    def _at(self, seconds: float) -> datetime:
        return self._origin + timedelta(seconds=seconds)

    def _judge(self, scene: Scene) -> list[Incident]:
        """What each rule has to say of the scene, as news of its incidents."""
        self.sightings = {name: rule.sightings(scene) if self.bill.steady else [] for name, rule in self._rules.items()}
        news = [
            incident
            for name, sightings in self.sightings.items()
            for incident in self._confirmations[name].step(sightings, scene.time)
        ]
        reported = {track for known in self._confirmations.values() for track in known.incidents}
        for motion in self._tracker.tracks:
            if motion.place in self._standing.places:
                self._standing.places[motion.place].reported = motion.number in reported
        return news


def _drawn_on(camera: Camera) -> bool:
    """Whether anything is drawn on its picture that would lie once it has moved."""
    return bool(camera.zones or camera.calibration)


def _fractions(box: Box, width: int, height: int) -> Box:
    """The part of a box within the picture, in fractions of it."""
    left, top, right, bottom = box
    return _share(left, width), _share(top, height), _share(right, width), _share(bottom, height)


def _share(value: float, whole: int) -> float:
    return round(min(1.0, max(0.0, value / whole)), 4)
