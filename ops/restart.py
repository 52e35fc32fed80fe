"""Starts again what ended by itself, later each time it ends soon."""

import time
from collections.abc import Callable

FIRST_SECONDS = 1.0
LONGEST_SECONDS = 30.0
HEALTHY_SECONDS = 60.0


class Restart:
    """Watches one process; ``check`` it often. ``start`` may raise any error: that counts as one more end."""

    def __init__(
        self,
        name: str,
        start: Callable[[], None],
        ended: Callable[[], int | None],
        say: Callable[[str], None],
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._name, self._start, self._ended, self._say, self._now = name, start, ended, say, now
        self._wait, self._started_at = FIRST_SECONDS, now()
        self._due: float | None = None

    def check(self) -> None:
        """Say that it ended, and start it again when its wait is over."""
        code = self._ended()
        if code is None:
            return
        if self._due is None:
            self._schedule(how_it_ended(code))
        elif self._now() >= self._due:
            self._due, self._started_at = None, self._now()
            try:
                self._start()
                self._say(f"{self._name} runs again")
            except Exception as error:
                self._schedule(f"could not be started: {error}")

    def _schedule(self, why: str) -> None:
        if self._now() - self._started_at > HEALTHY_SECONDS:
            self._wait = FIRST_SECONDS
        self._say(f"{self._name} {why}; starting it again in {self._wait:g} s")
        self._due = self._now() + self._wait
        self._wait = min(2 * self._wait, LONGEST_SECONDS)


def how_it_ended(code: int) -> str:
    """A return code in words."""
    return f"was killed by signal {-code}" if code < 0 else f"ended by itself with exit code {code}"
