"""Sees to processes when we die: it waits at the other end of a pipe, which closes whatever our death was."""

import os
import signal
import subprocess
from collections.abc import Sequence

SCRIPT = 'read -r _; number=$1; shift; for group in "$@"; do kill -s "$number" -- "-$group" 2>/dev/null; done'


class Guard:
    """A shell that signals process groups once our end of the pipe closes: by ``act``, or because we are gone."""

    def __init__(self, number: signal.Signals, groups: Sequence[int]) -> None:
        command = ["/bin/sh", "-c", SCRIPT, "sh", number.name.removeprefix("SIG"), *map(str, groups)]
        self._shell = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)

    def act(self) -> None:
        """Signal them now."""
        self._shell.communicate()

    def dismiss(self) -> None:
        """They need no guard any more."""
        self._shell.kill()
        self._shell.communicate()


class Pause:
    """Halted process groups; a halted process obeys no death signal, so a guard lets them go on when we die."""

    def __init__(self, groups: Sequence[int]) -> None:
        self._guard = Guard(signal.SIGCONT, groups)
        for group in groups:
            os.killpg(group, signal.SIGSTOP)

    def resume(self) -> None:
        """Let them go on."""
        self._guard.act()
