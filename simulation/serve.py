"""Runs the simulated city by the clock: cameras, telemetry and queues, until it is told to stop."""

import contextlib
import heapq
import logging
import signal
import threading
import time as clocks
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import cv2

from config import Settings
from config.city import Camera, City
from simulation import messages
from simulation.figures import Figures
from simulation.incidents import Script, schedule
from simulation.outbox import Outbox
from simulation.scene import Scene

log = logging.getLogger(__name__)
AHEAD_SECONDS = 120  # scripts are handed out so early that the car can drive to where it will stand
LONGEST_GAP_SECONDS = 10
REPORT_SECONDS = 60

Clock = Callable[[], datetime]


def serve(settings: Settings, city: City, clock: Clock = lambda: datetime.now(UTC)) -> None:
    """Produces until SIGTERM or SIGINT; a slow machine or a broker that is away costs frames, never pace."""
    cv2.setNumThreads(1)
    stop = threading.Event()
    outbox = Outbox(settings.broker.bootstrap_servers)
    start = clock().replace(microsecond=0)
    failed: list[Exception] = []
    works = {
        "outbox": lambda: outbox.run(stop),
        "figures": lambda: _figures(settings, city, outbox, clock, start, stop),
    }
    threads = [threading.Thread(target=_guarded, args=(work, stop, failed), name=name) for name, work in works.items()]
    with _signals(stop):
        for thread in threads:
            thread.start()
        try:
            Cameras(settings, city, outbox, clock, start).run(stop)
        finally:
            stop.set()
            for thread in threads:
                thread.join(timeout=15)
    if failed:
        raise failed[0]


def _guarded(work: Callable[[], None], stop: threading.Event, failed: list[Exception]) -> None:
    """Half a city must not look like a whole one: when one thread fails the process ends, and is started anew."""
    try:
        work()
    except Exception as error:
        log.exception("stopped by an error")
        failed.append(error)
        stop.set()


class Cameras:
    """All rendered cameras in turn, each at its own moment of the period so that the load is even."""

    def __init__(self, settings: Settings, city: City, outbox: Outbox, clock: Clock, start: datetime) -> None:
        self.settings, self.outbox, self.clock, self.start = settings, outbox, clock, start
        self.cameras: tuple[Camera, ...] = tuple(camera for camera in city.cameras if camera.simulated)
        self.rate = settings.simulation.rate_fps
        self.scripts = schedule(tuple(camera.id for camera in self.cameras), settings.simulation.seed, start)
        self.coming: Script | None = next(self.scripts, None)
        self.scenes: dict[str, Scene] = {}
        self.handed: list[Script] = []
        self.made, self.late = 0, 0

    def run(self, stop: threading.Event) -> None:
        """Builds a scene whenever nothing is due, and paints what is due."""
        due: list[tuple[datetime, int]] = []
        # the camera of the first incident is built first: its vehicle must be seen to come
        first = self.coming.camera_id if self.coming else ""
        building = sorted(enumerate(self.cameras), key=lambda row: row[1].id != first)
        reported = clocks.monotonic()
        while not stop.is_set():
            if building:
                due.append(self._build(*building.pop(0)))
                heapq.heapify(due)
            self._hand_out()
            wait = (due[0][0] - self.clock()).total_seconds() if due else 1.0
            if wait > 0 and not building:
                stop.wait(min(wait, 1.0))
            elif due and wait <= 0:
                moment, number = due[0]
                heapq.heapreplace(due, (self._paint(moment, number), number))
            if clocks.monotonic() - reported > REPORT_SECONDS:
                reported = clocks.monotonic()
                self._report()

    def _build(self, number: int, camera: Camera) -> tuple[datetime, int]:
        scene = Scene(camera, self.settings.simulation.seed, self.start, zone=self.settings.city.time_zone)
        for script in self.handed:
            if script.camera_id == camera.id:
                scene.play(script)
        self.scenes[camera.id] = scene
        period = 1 / self.rate
        first = self.start + timedelta(seconds=period * number / max(len(self.cameras), 1))
        return self._next(first), number

    def _paint(self, moment: datetime, number: int) -> datetime:
        """Paints one frame, unless it is late by more than a period; returns when the camera's next is due."""
        late = (self.clock() - moment).total_seconds()
        if late > 1 / self.rate:
            self.late += int(late * self.rate)
            moment = self._next(moment)
        camera = self.cameras[number]
        self.outbox.put(messages.frame(self.scenes[camera.id], moment, self.rate))
        self.made += 1
        return moment + timedelta(seconds=1 / self.rate)

    def _next(self, moment: datetime) -> datetime:
        """The newest moment of this camera's rhythm that is not in the future."""
        periods = int((self.clock() - moment).total_seconds() * self.rate)
        return moment + timedelta(seconds=max(periods, 0) / self.rate)

    def _hand_out(self) -> None:
        while self.coming is not None and self.coming.time < self.clock() + timedelta(seconds=AHEAD_SECONDS):
            script, self.coming = self.coming, next(self.scripts, None)
            self.handed = [*self.handed[-20:], script]
            log.info(
                "%s: %s at %s for %.0f s",
                script.camera_id,
                script.kind,
                f"{script.time:%H:%M:%S}Z",
                script.hold_seconds,
            )
            if script.camera_id in self.scenes:
                self.scenes[script.camera_id].play(script)

    def _report(self) -> None:
        lost, self.outbox.lost_frames = self.outbox.lost_frames, 0
        late, self.late = self.late, 0
        made, self.made = self.made, 0
        level = logging.WARNING if late or lost else logging.DEBUG
        log.log(level, "%d frames made, %d left out (this machine is too slow), %d not delivered", made, late, lost)


def _figures(
    settings: Settings, city: City, outbox: Outbox, clock: Clock, start: datetime, stop: threading.Event
) -> None:
    """Each second's figures; after a pause the seconds missed are made up for, up to a bound."""
    figures = Figures(settings, city, start)
    for message in figures.before(start):
        outbox.put(message)
    second = start
    while not stop.is_set():
        now = clock()
        second = max(second, now.replace(microsecond=0) - timedelta(seconds=LONGEST_GAP_SECONDS))
        while second <= now and not stop.is_set():
            for message in figures.of(second):
                outbox.put(message)
            second += timedelta(seconds=1)
        stop.wait(max((second - clock()).total_seconds(), 0.01))


@contextlib.contextmanager
def _signals(stop: threading.Event) -> Iterator[None]:
    """SIGTERM and SIGINT set ``stop``; in a thread that is not the main one signals stay as they are."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, lambda *_: stop.set()) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
