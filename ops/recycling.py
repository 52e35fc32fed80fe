"""Keeps the embedded broker's memory under its limit: it has no retention, so it is emptied once all is consumed."""

import time
from collections.abc import Callable
from typing import Protocol

FULL = 0.8  # of the limit: what is on its way while we wait for the consumers needs the rest
PATIENCE_SECONDS = 60.0
AGAIN_SECONDS = 30.0
ASK_SECONDS = 0.5
MEBIBYTE = 1 << 20


class Emptied(Protocol):
    """What we need of a broker."""

    @property
    def memory_bytes(self) -> int: ...
    def lag(self) -> int: ...
    def recycle(self) -> None: ...


class Recycling:
    """``check`` it often: 1. near the limit, halt the producers 2. wait for the consumers 3. recycle 4. settle, go on.

    Settling: a consumer notices by its next heartbeat that its place in the log means nothing now; what it were sent
    before that it might see twice.
    While consumers do not come after (say, their database is down), producers go on after the patience and it is tried
    again later; at the limit itself the broker is recycled all the same, and what is lost is said.
    """

    def __init__(
        self,
        broker: Emptied,
        limit_mb: int,
        halt: Callable[[], Callable[[], None]],
        say: Callable[[str], None],
        settle_seconds: float = 4.0,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._broker, self._limit, self._halt, self._say, self._now = broker, limit_mb * MEBIBYTE, halt, say, now
        self._settle_seconds, self._settled_at = settle_seconds, 0.0
        self._go_on: Callable[[], None] | None = None
        self._give_up_at = self._ask_at = 0.0

    def check(self) -> None:
        """One look at the memory, and the next step when there is one."""
        used, now = self._broker.memory_bytes, self._now()
        if now < self._ask_at:
            return
        if self._go_on is None and used > FULL * self._limit:
            self._say(f"the broker holds {used // MEBIBYTE} MB: waiting for the consumers before it is emptied")
            self._go_on, self._give_up_at, self._settled_at = self._halt(), now + PATIENCE_SECONDS, 0.0
        if self._go_on is None:
            return
        self._ask_at = now + ASK_SECONDS
        if not self._settled_at:
            self._wait_or_recycle(used, self._broker.lag(), now)
        elif now >= self._settled_at:
            self.stop()

    def stop(self) -> None:
        """Let halted producers go on."""
        if self._go_on:
            self._go_on, go_on = None, self._go_on
            go_on()

    def _wait_or_recycle(self, used: int, lag: int, now: float) -> None:
        late = now > self._give_up_at
        if lag == 0 or (late and used >= self._limit):
            self._recycle(lag)
            self._settled_at = now + self._settle_seconds
        elif late:
            self._say(f"{lag} messages wait for their consumers: the broker is emptied later")
            self._ask_at = now + AGAIN_SECONDS
            self.stop()

    def _recycle(self, lag: int) -> None:
        if lag:
            self._say(f"the broker is at its memory limit: {lag} messages that nobody had consumed are lost")
        self._broker.recycle()
        self._say(f"the broker was emptied and holds {self._broker.memory_bytes // MEBIBYTE} MB")
