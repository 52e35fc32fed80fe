"""Offline: no picture has come for longer than allowed; judged by a clock, since no picture says it."""

from datetime import datetime, timedelta


def since(heard: datetime | None, listening: datetime, now: datetime, stale_seconds: float) -> datetime | None:
    """Since when the camera is offline, None when it is not.

    ``heard`` is when its newest picture was taken (None: never); nobody who has been ``listening`` for less than
    ``stale_seconds`` can tell.
    """
    latest = max(heard or listening, listening)
    if (now - latest) <= timedelta(seconds=stale_seconds):
        return None
    return heard or listening
