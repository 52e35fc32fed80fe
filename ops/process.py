"""A direct child process that dies with us: its log lines carry its name, and it is stopped with all it started."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import psutil

from ops.guard import Guard

SET_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)
KERNEL_TELLS = sys.platform == "linux"
LINES_KEPT = 20
Say = Callable[[str, str], None]


class Account(NamedTuple):
    """Whom a child runs as."""

    name: str
    uid: int
    gid: int


class Child:
    """One process, in a session of its own: Ctrl-C reaches us alone, and we stop it in the right order.

    On Linux the kernel sends it ``death_signal`` when we die, even by kill -9. The kernel means the *thread*
    that started it, so a thread is kept for as long as the child lives. Elsewhere a guard does it.
    """

    def __init__(self, name: str, say: Say, death_signal: signal.Signals = signal.SIGTERM) -> None:
        self.name, self.last_lines = name, deque[str](maxlen=LINES_KEPT)
        self._say, self._death_signal = say, death_signal
        self._process: subprocess.Popen[str] | None = None
        self._keeper: threading.Thread | None = None
        self._failed: OSError | None = None
        self._swept = False
        self._guard: Guard | None = None
        self._begun = threading.Event()
        self._begun.set()

    def start(
        self, command: Sequence[str], environment: Mapping[str, str] | None = None, account: Account | None = None
    ) -> None:
        """Start ``command``, when an earlier one has ended; raises OSError when it cannot be executed."""
        self.last_lines.clear()
        self._failed = None
        self._begun.clear()
        arguments = (list(command), environment, account)
        self._keeper = threading.Thread(target=self._keep, args=arguments, name=self.name, daemon=True)
        self._keeper.start()
        self._begun.wait()
        if self._failed:
            raise self._failed

    @property
    def pid(self) -> int | None:
        """The process, or None before the first start."""
        return self._process.pid if self._process else None

    @property
    def ended(self) -> int | None:
        """The return code (negative: the signal), or None while it runs; what it leaves behind is ended with it."""
        code = self._process.poll() if self._process else 0
        if code is not None:
            self._sweep()
        return code

    @property
    def memory_bytes(self) -> int:
        """Resident memory; 0 when it is gone."""
        with contextlib.suppress(psutil.NoSuchProcess):
            return psutil.Process(self.pid).memory_info().rss if self.ended is None else 0
        return 0

    def send(self, number: signal.Signals) -> None:
        """Signal the process alone."""
        if self._process and self.ended is None:
            self._process.send_signal(number)

    def send_all(self, number: signal.Signals) -> None:
        """Signal the process and what it started."""
        if self._process and not self._swept:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, number)

    def ask_to_end(self, number: signal.Signals = signal.SIGTERM) -> None:
        """Send ``number``, and let it go on if it is halted: it could not obey."""
        self._begun.wait()
        self.send(number)
        self.send_all(signal.SIGCONT)

    def finish(self, patience_seconds: float) -> bool:
        """Wait until it has ended, after the patience kill it, and all it left behind. True when it obeyed."""
        obeyed = self.wait(patience_seconds)
        self._sweep()
        if self._process and self._keeper:
            self._process.wait()
            self._keeper.join(1)
        return obeyed

    def stop(self, number: signal.Signals, patience_seconds: float) -> bool:
        """Ask it to end and see to it."""
        self.ask_to_end(number)
        return self.finish(patience_seconds)

    def wait(self, seconds: float) -> bool:
        """True when it ended within the time."""
        try:
            if self._process:
                self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def _sweep(self) -> None:
        """Once: later its number may be another's."""
        self.send_all(signal.SIGKILL)
        self._swept, guard, self._guard = True, self._guard, None
        if guard:
            guard.dismiss()

    def _keep(
        self,
        command: list[str],
        environment: Mapping[str, str] | None,
        account: Account | None,
    ) -> None:
        who = {"user": account.uid, "group": account.gid, "extra_groups": []} if account else {}
        try:
            self._process = subprocess.Popen(
                command,
                env=environment,
                cwd="/" if account else None,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                start_new_session=True,
                preexec_fn=self._die_with_us(),  # noqa: PLW1509 - it takes no lock and imports nothing
                **who,
            )
            self._swept = False
            self._guard = None if KERNEL_TELLS else Guard(self._death_signal, [self._process.pid])
        except OSError as error:
            self._failed = error
            return
        finally:
            self._begun.set()
        with self._process.stdout or contextlib.nullcontext([]) as lines:
            for line in lines:
                self.last_lines.append(line.rstrip())
                with contextlib.suppress(OSError, ValueError):  # our own output is gone; this thread must live on
                    self._say(self.name, line.rstrip())
        self._process.wait()

    def _die_with_us(self) -> Callable[[], None] | None:
        """What the child does between fork and exec: after its change of user, which would undo it."""
        if not KERNEL_TELLS:
            return None
        prctl, parent, number = ctypes.CDLL(None).prctl, os.getpid(), int(self._death_signal)

        def before_exec() -> None:
            prctl(SET_DEATH_SIGNAL, number, 0, 0, 0)
            if os.getppid() != parent:
                os._exit(1)

        return before_exec
