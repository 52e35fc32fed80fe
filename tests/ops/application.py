"""A script beside this file, run as a process that tests can kill."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import ClassVar

import psutil

from tests.patience import until

HERE = Path(__file__).parent
MARK = "TEST_MARK"


class Application:
    """A running script; its first line of output says that it is ready. Its family carries a mark of its own."""

    running: ClassVar[list["Application"]] = []

    def __init__(self, script: str, *arguments: object, **environment: str) -> None:
        self.mark = os.urandom(8).hex()
        command = [sys.executable, str(HERE / script), *map(str, arguments)]
        environ = {**os.environ, MARK: self.mark, **environment}
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environ, cwd=HERE.parent.parent)
        self.running.append(self)

    def line(self) -> str:
        """The next line it prints."""
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def end_by(self, number: signal.Signals) -> int:
        """Send it a signal and wait for its end; its return code."""
        self.process.send_signal(number)
        return self.process.wait(60)

    def family(self) -> list[psutil.Process]:
        """All live processes that it or its children started."""
        return [process for process in psutil.process_iter() if self._is_ours(process)]

    def wait_until_nothing_is_left(self) -> None:
        """Fails when a process of the family outlives it."""
        until(lambda: not self.family(), 30, why=f"still there: {self.family()}")

    def kill(self) -> None:
        """It and all it started."""
        family = self.family()
        for process in family:
            process.kill()
        psutil.wait_procs(family, timeout=10)
        self.process.wait()
        assert self.process.stdout
        self.process.stdout.close()

    def _is_ours(self, process: psutil.Process) -> bool:
        try:
            return process.status() != psutil.STATUS_ZOMBIE and process.environ().get(MARK) == self.mark
        except (psutil.Error, OSError):
            return False
