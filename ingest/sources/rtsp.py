"""Cameras: RTSP or HTTP streams and video files, each read by a process of its own, to ``camera.frames``."""

import logging
import signal
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from multiprocessing.connection import wait

import msgspec

from config import Camera, Settings
from ingest.sources.capture import Capture, Frame, Pace
from ingest.sources.outlet import Outgoing, Outlet

log = logging.getLogger(__name__)

TICK_SECONDS = 0.2
REPLAY_SECONDS = 5.0
STOP_SECONDS = 0.5
BEFORE_REFUSED = 0.5
BETWEEN_STARTS_SECONDS = 0.1


class Unreadable(ValueError):
    """A video file cannot be opened; the message says which and why."""


def serve(settings: Settings, cameras: Sequence[Camera], speed: float = 1.0, loop: bool = False) -> None:
    """Send the frames of all cameras that have a URL, until SIGTERM or SIGINT, or all are files and have ended.

    A file is read from its start again and again with ``loop``. Without it, Unreadable is raised at the end when a
    file could not be opened.
    """
    stopped: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, _: stopped.append(number))
    pace = Pace(speed, loop, settings.ingest.future_seconds * BEFORE_REFUSED)
    now = time.monotonic()
    captures = [
        Capture(camera, settings.sources, pace, due=now + number * BETWEEN_STARTS_SECONDS)
        for number, camera in enumerate(camera for camera in cameras if camera.url)
    ]
    outlet = Outlet(settings)
    try:
        run(captures, lambda frame: outlet.put(frame_message(frame)), lambda: bool(stopped), _replay_news(outlet.put))
        if not stopped:
            outlet.drain()
    finally:
        outlet.close()
    if problems := [f"{capture.camera.id}: {capture.problem}" for capture in captures if capture.problem]:
        raise Unreadable("; ".join(problems))


def run(
    captures: Sequence[Capture],
    send: Callable[[Frame], None],
    stopping: Callable[[], bool],
    replaying: Callable[[], None] = lambda: None,
) -> None:
    """Pass on frames until told to stop or all captures are done; ``send`` must not wait.

    1. start, give up and reopen what is due 2. wait for bytes of any camera 3. send the frames that are whole
    """
    try:
        while not stopping() and not all(capture.done for capture in captures):
            now = time.monotonic()
            for capture in captures:
                capture.tend(now)
            _wait_and_fill(captures)
            for capture in captures:
                for frame in capture.frames(time.monotonic()):
                    send(frame)
            if any(capture.is_file and not capture.done for capture in captures):
                replaying()
    finally:
        for capture in captures:
            capture.stop()
        for capture in captures:
            capture.bury(STOP_SECONDS)


def frame_message(frame: Frame) -> Outgoing:
    """A frame as the topic ``camera.frames`` carries it; its time is ours, since a stream brings none of the camera."""
    said = {"time": frame.time.isoformat(), "sequence": str(frame.sequence), "time-source": "arrival"}
    headers = tuple((name, text.encode()) for name, text in said.items())
    return Outgoing("camera.frames", frame.camera_id, frame.jpeg, headers)


def _wait_and_fill(captures: Iterable[Capture]) -> None:
    by_pipe = {pipe: capture for capture in captures if (pipe := capture.pipe) is not None}
    if not by_pipe:
        time.sleep(TICK_SECONDS)
    for pipe in wait(list(by_pipe), TICK_SECONDS) if by_pipe else ():
        if isinstance(pipe, int):
            by_pipe[pipe].fill(time.monotonic())


def _replay_news(put: Callable[[Outgoing], None]) -> Callable[[], None]:
    """A function that says, every few seconds however often it is called, that recorded footage is being sent."""
    due = 0.0

    def tell() -> None:
        nonlocal due
        if time.monotonic() >= due:
            due = time.monotonic() + REPLAY_SECONDS
            now = datetime.now(UTC).isoformat()
            reading = {"time": now, "source_id": "centre.replay", "metric": "running", "value": 1.0}
            put(Outgoing("network.telemetry", "centre.replay", msgspec.json.encode(reading)))

    return tell
