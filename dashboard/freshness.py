"""How old data may be before a screen says so: live, late, stale, or none at all."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

Freshness = Literal["none", "live", "late", "stale"]
LATE_SHARE = 0.5  # past half of what is allowed, a source has missed several of its turns


def freshness(as_of: datetime | None, now: datetime, stale_seconds: float) -> Freshness:
    """The state of data that was true at ``as_of``; data from a clock that runs ahead counts as live."""
    if as_of is None:
        return "none"
    age = (now - as_of).total_seconds()
    if age > stale_seconds:
        return "stale"
    return "late" if age > stale_seconds * LATE_SHARE else "live"


def usable(as_of: datetime | None, now: datetime, stale_seconds: float) -> bool:
    """Whether data may still be counted as what is so now."""
    return freshness(as_of, now, stale_seconds) in ("live", "late")


def newest(times: Iterable[datetime | None]) -> datetime | None:
    """The latest of the times there are."""
    return max((time for time in times if time is not None), default=None)
