"""Since when something is so: believed after it has lasted, and again only when it has been over for a while."""

from dataclasses import dataclass
from datetime import datetime

LONGEST_STEP_SECONDS = 3.0
DOUBT = 2.0


@dataclass
class Persistence:
    """Of one symptom: ``since`` is set once it has been seen for ``after_seconds``, and None again ``over_seconds``
    after it was last seen. A look without it takes back DOUBT times its own length, so that what comes and goes is
    not believed; a gap between looks counts as LONGEST_STEP_SECONDS.
    """

    after_seconds: float
    over_seconds: float
    since: datetime | None = None
    _gathered: float = 0.0
    _without: float = 0.0
    _began: datetime | None = None
    _last: datetime | None = None

    def step(self, seen: bool, now: datetime) -> datetime | None:
        """Count this look; returns ``since``."""
        seconds = 0.0 if self._last is None else min((now - self._last).total_seconds(), LONGEST_STEP_SECONDS)
        self._last = now
        if seen:
            self._gathered += seconds if self._began else 0.0
            self._began, self._without = self._began or now, 0.0
        else:
            self._gathered, self._without = max(0.0, self._gathered - DOUBT * seconds), self._without + seconds
        if self.since is None and self._gathered >= self.after_seconds:
            self.since = self._began
        if self._without >= self.over_seconds and self.since:
            self.since, self._gathered = None, 0.0
        if not seen and self.since is None and not self._gathered:
            self._began = None
        return self.since
