"""Offline: no picture has come for longer than allowed; judged by a clock, since no picture says it."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

# One camera that is silent is its own fault. When all of several are, it is the centre that is deaf.
SEVERAL = 2


def since(heard: datetime | None, listening: datetime, now: datetime, stale_seconds: float) -> datetime | None:
    """Since when the camera is offline, None when it is not.

    ``heard`` is when its newest picture was taken (None: never); nobody who has been ``listening`` for less than
    ``stale_seconds`` can tell.
    """
    latest = max(heard or listening, listening)
    if (now - latest) <= timedelta(seconds=stale_seconds):
        return None
    return heard or listening


def deaf_since(
    cameras: Iterable[str], heard: Mapping[str, datetime], listening: datetime, now: datetime, stale_seconds: float
) -> datetime | None:
    """Since when no camera at all is heard, None when one is, or when there are not several."""
    known = list(cameras)
    latest = max((heard[camera] for camera in known if camera in heard), default=None)
    return since(latest, listening, now, stale_seconds) if len(known) >= SEVERAL else None
