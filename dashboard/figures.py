"""Counts what the tiles of the wall say; a source that fell silent is never counted as well."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from dashboard.centre import Centre
from dashboard.components.health import ailments
from dashboard.freshness import Freshness, freshness, newest, usable
from dashboard.picture import CENTRE, STREAMS, Picture


class Tally(msgspec.Struct, frozen=True):
    """Of ``total`` sources, how many are good, how many bad, and how many say nothing; ``as_of`` is the newest word."""

    total: int
    good: int
    bad: int
    silent: int
    as_of: datetime | None
    state: Freshness


class Total(msgspec.Struct, frozen=True):
    """One metric over many sources; ``value`` is None when none of the ``total`` sources said any that counts."""

    total: int
    reporting: int
    value: float | None
    worst_id: str
    as_of: datetime | None
    state: Freshness


def counted_at(as_of: datetime | None, now: datetime, limit: float) -> datetime:
    """The time to count for: now, or once all sources are silent the time of the last word, so that figures stay."""
    return as_of if as_of is not None and freshness(as_of, now, limit) == "stale" else now


def cameras_live(centre: Centre, picture: Picture, now: datetime) -> Tally:
    """Cameras whose newest still is new enough; all others are offline or were never heard."""
    limit = centre.settings.dashboard.camera_stale_seconds
    times = [picture.stills[id].time if id in picture.stills else None for id in centre.cameras]
    as_of = newest(times)
    at = counted_at(as_of, now, limit)
    live = sum(usable(time, at, limit) for time in times)
    heard = sum(time is not None for time in times)
    return Tally(len(times), live, heard - live, len(times) - heard, as_of, freshness(as_of, now, limit))


def cameras_ailing(centre: Centre, picture: Picture, now: datetime) -> int:
    """Cameras that are heard and yet something ails them."""
    live = [camera for camera in centre.city.cameras if _live(centre, picture, now, camera.id)]
    return sum(bool(ailments(camera, picture, now)) for camera in live)


def tally(centre: Centre, picture: Picture, now: datetime, source_ids: Sequence[str], metric: str) -> Tally:
    """Sources whose metric is at least a half (1 of up, one counter open) against those where it is 0."""
    limit = centre.settings.dashboard.stale_seconds
    said = [row for id in source_ids if (row := picture.readings.get((id, metric)))]
    as_of = newest(row.time for row in said)
    at = counted_at(as_of, now, limit)
    values = [row.value for row in said if usable(row.time, at, limit)]
    good, silent = sum(value >= 0.5 for value in values), len(source_ids) - len(values)
    return Tally(len(source_ids), good, len(values) - good, silent, as_of, freshness(as_of, now, limit))


def queue(centre: Centre, picture: Picture, now: datetime, metric: str) -> Total:
    """The sum of a metric over the offices that say it now, and the office where it is worst."""
    ids = [office.id for office in centre.city.offices]
    valid, as_of, state = _valid(centre, picture, now, ids, metric)
    total = sum(valid.values()) if valid else None
    return Total(len(ids), len(valid), total, _worst(valid), as_of, state)


def longest(centre: Centre, picture: Picture, now: datetime, source_ids: Sequence[str], metric: str) -> Total:
    """The largest value of a metric among the sources that say it now, and whose it is."""
    valid, as_of, state = _valid(centre, picture, now, source_ids, metric)
    worst = _worst(valid)
    return Total(len(source_ids), len(valid), valid.get(worst), worst, as_of, state)


def today(centre: Centre, picture: Picture, now: datetime, metric: str) -> Total:
    """The sum over offices of a count that starts anew each day: yesterday's last word is not today's count."""
    limit, zone = centre.settings.dashboard.stale_seconds, centre.words("en").zone
    ids = [office.id for office in centre.city.offices]
    said = [row for id in ids if (row := picture.readings.get((id, metric)))]
    valid = [row.value for row in said if row.time.astimezone(zone).date() == now.astimezone(zone).date()]
    as_of = newest(row.time for row in said)
    return Total(len(ids), len(valid), sum(valid) if valid else None, "", as_of, freshness(as_of, now, limit))


def incidents(centre: Centre, picture: Picture) -> tuple[int, int]:
    """Incidents begun today, and those that last: of a camera that the city has no more nobody can say that they do."""
    rows, cameras = picture.incidents.values(), {camera.id for camera in centre.city.cameras}
    return sum(row.begun for row in rows), sum(row.ongoing for row in rows if row.camera_id in cameras)


def _valid(
    centre: Centre, picture: Picture, now: datetime, source_ids: Sequence[str], metric: str
) -> tuple[dict[str, float], datetime | None, Freshness]:
    limit = centre.settings.dashboard.stale_seconds
    said = {id: row for id in source_ids if (row := picture.readings.get((id, metric)))}
    as_of = newest(row.time for row in said.values())
    at = counted_at(as_of, now, limit)
    valid = {id: row.value for id, row in said.items() if usable(row.time, at, limit)}
    return valid, as_of, freshness(as_of, now, limit)


def _live(centre: Centre, picture: Picture, now: datetime, camera_id: str) -> bool:
    head = picture.stills.get(camera_id)
    return usable(head.time if head else None, now, centre.settings.dashboard.camera_stale_seconds)


def _worst(valid: dict[str, float]) -> str:
    return max(valid, key=lambda id: valid[id], default="")


def judged(centre: Centre, picture: Picture, now: datetime) -> tuple[datetime | None, Freshness]:
    """Up to when all streams were taken in, so that alerts could open: the slowest of them counts."""
    times = [time for stream in STREAMS if (time := picture.time(CENTRE, f"{stream}_messages_total"))]
    as_of = min(times, default=None)
    return as_of, freshness(as_of, now, centre.settings.dashboard.stale_seconds)
