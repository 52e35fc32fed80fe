"""What a stream says of itself in the store, so that screens and alerts watch the centre as they watch the city."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from store.records import Reading

SOURCE = "centre.ingest"
EVERY = timedelta(seconds=10)
METRICS = ("lag_seconds", "messages_total", "dead_letters_total")


class Pulse:
    """``beat`` with every batch; one beat in ten seconds becomes readings ``<stream>_<metric>``."""

    def __init__(self, stream: str, now: Callable[[], datetime]) -> None:
        self._stream, self._now = stream, now
        self._messages = self._letters = 0
        self._next = datetime.min.replace(tzinfo=UTC)

    def count(self, messages: int = 0, letters: int = 0) -> None:
        """So many more are stored."""
        self._messages += messages
        self._letters += letters

    def beat(self, lag_seconds: float) -> list[Reading]:
        """The readings that are due; totals count from the start of the process."""
        if (now := self._now()) < self._next:
            return []
        self._next = now + EVERY
        values = (lag_seconds, self._messages, self._letters)
        rows = zip(METRICS, values, strict=True)
        return [Reading(now, SOURCE, f"{self._stream}_{metric}", float(value)) for metric, value in rows]
