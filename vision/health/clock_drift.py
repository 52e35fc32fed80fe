"""Clock drift: the camera's time of capture is not the time at which its pictures arrive, or stands still."""

from datetime import datetime, timedelta

# Encoding and sending take a second or two at worst, and never less than nothing: the quickest picture of a while
# tells what the clocks are apart, however the network stutters.
APART = timedelta(seconds=5)
WHILE = timedelta(seconds=15)
AFTER_SECONDS, OVER_SECONDS = 30.0, 30.0


class ClockDrift:
    """The least time from capture to arrival, of this while and the one before it."""

    def __init__(self) -> None:
        self._least: list[timedelta] = []
        self._began: datetime | None = None

    def seen(self, captured: datetime, arrived: datetime) -> bool:
        """Whether the camera's clock is wrong by more than APART, by all that came lately."""
        took = arrived - captured
        if self._began is None or arrived - self._began > WHILE:
            self._began, self._least = arrived, [took, *self._least[:1]]
        self._least[0] = min(self._least[0], took)
        return abs(min(self._least)) > APART
