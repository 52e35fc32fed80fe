"""One camera's capture process seen from outside: started, read with a deadline, given up, opened anew."""

import contextlib
import logging
import os
import random
import struct
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from math import isfinite
from typing import NamedTuple

from config import Camera
from config.settings import Sources

log = logging.getLogger(__name__)

PROGRAM = (sys.executable, "-m", "vision.capture")
HEADER = struct.Struct(">dI")
CANNOT_OPEN, ENDED = 3, 4
MOST_BYTES = 5 << 20
READ_BYTES = 1 << 20
START_SECONDS = 5.0
LAST_SECOND = datetime(9000, 1, 1, tzinfo=UTC).timestamp()


class Frame(NamedTuple):
    """One picture on its way; ``sequence`` rises also over restarts, because it starts from the clock."""

    camera_id: str
    time: datetime
    sequence: int
    jpeg: bytes


class Pace(NamedTuple):
    """How a video file is read: how fast, whether over and over, and how far its times may run ahead of the clock."""

    speed: float
    loop: bool
    ahead_seconds: float


class Capture:
    """``due`` is when it is opened next; ``done`` once a file has ended, with ``problem`` if it could not be read.

    The clock is monotonic and passed in.
    """

    def __init__(
        self, camera: Camera, sources: Sources, pace: Pace, due: float = 0.0, program: Sequence[str] = PROGRAM
    ) -> None:
        self.camera, self.done, self.problem = camera, False, ""
        self.is_file = "://" not in camera.url or camera.url.startswith("file://")
        self._sources, self._pace, self._program = sources, pace, program
        self._process: subprocess.Popen[bytes] | None = None
        self._killed: list[subprocess.Popen[bytes]] = []
        self._bytes, self._closed, self._held = bytearray(), False, False
        self.due, self._opened, self._heard, self._deadline = due, 0.0, 0.0, 0.0
        self._failures = self._sequence = 0
        self._newest = 0.0

    @property
    def pid(self) -> int | None:
        """The child, None while there is none."""
        return self._process.pid if self._process else None

    @property
    def pipe(self) -> int | None:
        """The descriptor to wait on before ``frames``; None while there is none, or enough has been read ahead."""
        if self._process is None or self._closed or len(self._bytes) > MOST_BYTES + HEADER.size:
            return None
        return self._process.stdout.fileno() if self._process.stdout else None

    def tend(self, now: float) -> None:
        """Start the child when it is time, give it up when it is silent, take note when it has ended."""
        if self._process is None:
            if not self.done and now >= self.due:
                self._start(now)
        elif self._closed and not self._held and self._process.poll() is not None:
            self._ended(self._process.returncode, now)
        elif now > self._deadline:
            self._retry(f"no frame for {now - self._heard:.0f} s", now)

    def fill(self, now: float) -> None:
        """Take what the pipe holds; never waits."""
        if (pipe := self.pipe) is None:
            return
        with contextlib.suppress(BlockingIOError):
            read = os.read(pipe, READ_BYTES)
            self._bytes += read
            if not read:
                self._closed = True
                self._deadline = now + START_SECONDS

    def frames(self, now: float) -> Iterator[Frame]:
        """The frames that are whole, but for those of a fast file that would run too far ahead of the clock."""
        while len(self._bytes) >= HEADER.size:
            when, size = HEADER.unpack_from(self._bytes)
            if not (isfinite(when) and 0 < when < LAST_SECOND and 0 < size <= MOST_BYTES):
                self._retry(f"a frame of {size} bytes at {when}: it lies", now)
                return
            self._held = when > time.time() + self._pace.ahead_seconds
            if self._held:
                self._hear(now)
            if self._held or len(self._bytes) < HEADER.size + size:
                return
            jpeg = bytes(self._bytes[HEADER.size : HEADER.size + size])
            del self._bytes[: HEADER.size + size]
            yield self._frame(when, jpeg, now)

    def stop(self) -> None:
        """Kill the child: it holds nothing that must be ended in order."""
        if self._process is None:
            return
        self._process.kill()
        for pipe in (self._process.stdout, self._process.stderr):
            if pipe:
                pipe.close()
        # not waited for here: a child that hangs in the kernel would hold up every other camera
        self._killed = [process for process in (*self._killed, self._process) if process.poll() is None]
        self._process = None
        self._bytes.clear()

    def bury(self, seconds: float) -> None:
        """Wait until killed children are gone."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            for process in self._killed:
                process.wait(seconds)

    def _start(self, now: float) -> None:
        options = ["--rate-fps", self._sources.rate_fps, "--width", self._sources.width_px]
        options += ["--quality", self._sources.jpeg_quality, "--speed", self._pace.speed]
        command = [*self._program, "-", *map(str, options)]
        pipe = subprocess.PIPE
        try:
            self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, bufsize=0)
        except OSError as error:
            self._retry(f"no process for it: {error}", now)
            return
        self._closed, self._held, self._opened = False, False, now
        self._hear(now, START_SECONDS)
        for stream in (self._process.stdout, self._process.stderr):
            if stream:
                os.set_blocking(stream.fileno(), False)
        self._tell_url(self._process)

    def _tell_url(self, process: subprocess.Popen[bytes]) -> None:
        """By stdin, so that a password in it is not in the list of processes."""
        if process.stdin:
            with contextlib.suppress(BrokenPipeError):
                process.stdin.write(f"{self.camera.url}\n".encode())
            process.stdin.close()

    def _frame(self, when: float, jpeg: bytes, now: float) -> Frame:
        self._hear(now)
        if now - self._opened > self._sources.read_seconds:
            self._failures = 0
        self._newest = max(self._newest, when)
        self._sequence = max(self._sequence + 1, int(time.time() * 1000))
        return Frame(self.camera.id, datetime.fromtimestamp(when, UTC), self._sequence, jpeg)

    def _hear(self, now: float, longer_seconds: float = 0.0) -> None:
        self._heard, self._deadline = now, now + self._sources.read_seconds + longer_seconds

    def _ended(self, code: int, now: float) -> None:
        said = self._said() or f"ended with code {code}"
        if self.is_file and not self._pace.loop and code in (ENDED, CANNOT_OPEN):
            self.done, self.problem = True, said if code == CANNOT_OPEN else ""
            log.log(logging.ERROR if self.problem else logging.INFO, "%s: %s", self.camera.id, said)
            self.stop()
        elif self.is_file and code == ENDED:
            self.stop()
            # a cut of the film is no event: the pause is longer than what vision takes for one and the same scene
            self.due = now + max(0.0, self._newest - time.time()) + self._sources.loop_pause_seconds
            log.debug("%s: played; again in %.0f s", self.camera.id, self.due - now)
        else:
            self._retry(said, now)

    def _said(self) -> str:
        if self._process is None or self._process.stderr is None:
            return ""
        said = self._process.stderr.read(1 << 16) or b""
        return (said.decode(errors="replace").strip().splitlines() or [""])[-1]

    def _retry(self, reason: str, now: float) -> None:
        self.stop()
        longest = min(self._sources.retry_max_seconds, self._sources.retry_seconds * 2.0**self._failures)
        # cameras that were lost together are not to be opened together
        wait = longest * random.uniform(0.5, 1.0)  # noqa: S311 — a spread, no secret
        self._failures, self.due = min(self._failures + 1, 30), now + wait
        log.warning("%s: %s; opened anew in %.1f s", self.camera.id, reason, wait)
