"""`ioc ingest` as a process that somebody starts again whenever it ends."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from types import TracebackType
from typing import Self

from tests.faults.account import figures
from tests.journeys.processes import environment, free_port
from tests.patience import until

SESSION = {"IOC_BROKER__SESSION_TIMEOUT_MS": "2000"}


class Supervised:
    """`ioc ingest network_telemetry`, started again at once whenever it ends (unless told not to)."""

    def __init__(self, database_url: str, servers: str, again: bool = True) -> None:
        self.port, self.repeated, self.starts = free_port(), 0.0, 0
        self._environment = environment(database_url, servers, IOC_METRICS__PORT=str(self.port), **SESSION)
        self._stop, self._again = threading.Event(), again
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._run, name="supervisor")

    def __enter__(self) -> Self:
        self._thread.start()
        until(lambda: self._process, why="ingest does not start")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._take_figures()
        self.send(signal.SIGTERM)
        self._thread.join(30)
        if self._thread.is_alive():
            self.send(signal.SIGKILL)
            self._thread.join()
            raise AssertionError("ingest did not end when asked")

    def kill(self) -> None:
        """As the system kills what takes too much memory."""
        self._take_figures()
        before = self.starts
        self.send(signal.SIGKILL)
        if self._again:
            until(lambda: self.starts > before, why="ingest is not started again")

    def figure(self, name: str) -> float:
        """One of its figures, summed over its labels; 0 while it does not answer."""
        return figures(self.port).get(name, 0.0)

    def ready(self) -> bool:
        """Whether it says that it is connected to both its services."""
        told = figures(self.port)
        return told.get("ioc_broker_connected", 0) == told.get("ioc_database_connected", 0) == 1

    def _take_figures(self) -> None:
        self.repeated += figures(self.port).get("ioc_readings_repeated_total", 0)

    def send(self, number: signal.Signals) -> None:
        """Signal the process that runs now."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._process.pid, number) if self._process else None

    def _run(self) -> None:
        while not self._stop.is_set() and (self._again or not self.starts):
            command = [sys.executable, "-m", "ops", "ingest", "network_telemetry"]
            self._process = subprocess.Popen(command, env=self._environment)
            self.starts += 1
            self._process.wait()
