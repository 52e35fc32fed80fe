"""Halts processes for a moment, in a way that they go on even when we are killed meanwhile."""

import os
import signal
import subprocess
from collections.abc import Sequence

GUARD = 'read -r _; for group in "$@"; do kill -s CONT -- "-$group" 2>/dev/null; done'


class Pause:
    """Halted process groups.

    A guard waits for our end of a pipe to close, by ``resume`` or by our death, and lets them go on: a halted process
    obeys no death signal, so without the guard our death would leave it behind.
    """

    def __init__(self, groups: Sequence[int]) -> None:
        command = ["/bin/sh", "-c", GUARD, "sh", *map(str, groups)]
        self._guard = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)
        for group in groups:
            os.killpg(group, signal.SIGSTOP)

    def resume(self) -> None:
        """Let them go on."""
        self._guard.communicate()
