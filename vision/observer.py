"""What one camera shows now: its frame as a scene of tracks, by the day or by night, in metres where that is known."""

from collections.abc import Collection, Mapping
from datetime import datetime

from config.city import Camera
from store.records import Box
from vision import detections
from vision.background import CELL, Background, Change
from vision.detections import Detection
from vision.detector import Detector
from vision.flow import CoarseFlow
from vision.frame import Frame
from vision.ground_plane import Ground, calibrated
from vision.kinematics import Kinematics
from vision.learned import Learned
from vision.place import Place
from vision.profile import DayOrNight
from vision.scene import Scene, Stop, Track
from vision.standing import Standing
from vision.tracker import Motion, Tracker

GAP_SECONDS = 10.0
CAME_LENGTHS = 0.8
GLANCE_SECONDS = 1.0
HOUSEKEEPING_SECONDS = 20.0
ASKED_SECONDS = 1.0

Reported = Mapping[int, frozenset[str]]
NOTHING: frozenset[str] = frozenset()


class Observer:
    """Background → detections → tracks → scene; what it has learnt outlives changes of the picture's size."""

    def __init__(self, camera: Camera, learned: Learned, detector: Detector | None = None) -> None:
        self.learned = learned
        self._detector = detector
        self._camera = camera
        self._light = DayOrNight()
        self._shape: tuple[int, ...] = ()
        self._ground: Ground | None = None

    def set_up(self, camera: Camera) -> None:
        """Go on with another calibration."""
        self._camera = camera
        if self._shape:
            self._measure()

    def prepare(self, frame: Frame, seconds: float) -> bool:
        """New memories for a new size (then True), a new background after a gap."""
        if frame.picture.shape == self._shape:
            if seconds > GAP_SECONDS:
                self._background.learn()
                self._standing.doubt()
                self._tracker.forget()
            return False
        self._shape = frame.picture.shape
        self._cells = (self._shape[1] // CELL, self._shape[0] // CELL)
        self._origin, self._due, self._ask_due = frame.time, 0.0, 0.0
        self._background = Background(self._shape)
        self._standing = Standing(self._background, (self._cells[1], self._cells[0]))
        self._before = None
        self._tracker, self._flow = Tracker(), CoarseFlow()
        self._kinematics = Kinematics(self._cells, frame.time)
        self._measure()
        return True

    def restore(self, box: Box, since: datetime) -> int:
        """Something known from before stands there: the number of its track."""
        width, height = self._cells
        left, top, right, bottom = box
        cells = (left * width, top * height, right * width, bottom * height)
        place = self._standing.restore(cells, (since - self._origin).total_seconds(), 0.0)
        return self._tracker.start(Detection(place.box, place.number), 0.0).number

    def look(self, frame: Frame, seconds: float, reported: Reported) -> Scene:
        """What is in the picture now; ``reported`` says which rules have an incident open on which track."""
        now = (frame.time - self._origin).total_seconds()
        change = self._background.step(frame.picture, seconds, self._standing.owned)
        standing = self._standing.step(change, now, seconds)
        going = self._going(change)
        self._tracker.step(standing + going, now)
        self._ask(frame, now)
        tracks = tuple(self._track(motion, reported.get(motion.number, NOTHING)) for motion in self._tracker.tracks)
        profile = self._light.step(change.cells, seconds)
        if change.settled:
            self._kinematics.learn(self._tracker.tracks, self.learned)
        self._keep_house(now)
        before, self._before = self._before, change.cells
        return Scene(
            frame.time,
            self._cells[0] / self._cells[1],
            tracks,
            ground=self._ground,
            learned=self.learned,
            before=before,
            change=not change.settled,
            profile=profile,
            flow=self._flow.step(change.cells, change.moving, self._largest(going), seconds, profile == "night"),
            cells=change.cells,
            empty=self._background.picture if change.settled else None,
        )

    def mark(self, reported: Collection[int]) -> None:
        """Places whose track an incident is about are kept longer when something hides them."""
        for motion in self._tracker.tracks:
            if motion.place in self._standing.places:
                self._standing.places[motion.place].reported = motion.number in reported

    def _going(self, change: Change) -> list[Detection]:
        """What moves; nothing does so by itself when the whole picture changes."""
        going = detections.moving(change.moving) if change.settled else []
        return [detection for detection in going if not self._standing.lamps(detection.box)]

    def _ask(self, frame: Frame, now: float) -> None:
        """Once a second at most, and only of what is not known yet, a model may say what things are."""
        if self._detector is None or now < self._ask_due:
            return
        unknown = [motion for motion in self._tracker.tracks if self._kinematics.unknown(motion)]
        if unknown:
            self._ask_due = now + ASKED_SECONDS
            self._kinematics.told(unknown, self._detector.find(frame.picture))

    def _largest(self, going: list[Detection]) -> float:
        cells = self._cells[0] * self._cells[1]
        return max((detection.size[0] * detection.size[1] / cells for detection in going), default=0.0)

    def _keep_house(self, now: float) -> None:
        """Now and then: forget what is gone, fade what was learnt, and measure roughly again."""
        if now < self._due:
            return
        self._due = now + HOUSEKEEPING_SECONDS
        self._kinematics.keep([motion.number for motion in self._tracker.tracks])
        self.learned.fade(HOUSEKEEPING_SECONDS)
        if not self._camera.calibration:
            self._ground = self.learned.ground(self._cells[0] / self._cells[1])

    def _measure(self) -> None:
        aspect = self._cells[0] / self._cells[1]
        points = self._camera.calibration
        self._ground = calibrated(points, aspect) if points else self.learned.ground(aspect)

    def _track(self, motion: Motion, reported: frozenset[str]) -> Track:
        place = self._standing.places.get(motion.place)
        stop = self._stop(place, motion, bool(reported)) if place else None
        return self._kinematics.track(motion, self._ground, self.learned, stop, reported)

    def _stop(self, place: Place, motion: Motion, reported: bool) -> Stop | None:
        """How the track stands, None while nobody can be sure that it does."""
        if not reported and (not place.judged or motion.time - place.seen > GLANCE_SECONDS):
            return None
        came = reported or motion.travelled >= CAME_LENGTHS or place.came
        if not came and self._tracker.arrived(place.box, place.since, CAME_LENGTHS):
            came = place.came = True
        at = self._kinematics.at
        return Stop(at(place.since), came, place.presence, place.steady, at(place.seen))
