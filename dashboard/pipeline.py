"""The centre's own streams and feeds: whether each lives, how far it is behind, and how fresh what it brings is."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from config.feed import Feed
from dashboard.centre import Centre
from dashboard.freshness import newest
from dashboard.picture import CENTRE, STREAMS, Picture
from store.feeds import Heard
from store.records import Reading

State = Literal["good", "warn", "bad", "silent"]
Said = Mapping[tuple[str, str], Reading]
PULSES = ("lag_seconds", "messages_total", "dead_letters_total")
METRICS = tuple(f"{stream}_{pulse}" for stream in STREAMS for pulse in PULSES)


class Stream(NamedTuple):
    """``state``: good, behind (warn), stopped (bad), or never heard (silent). ``rate`` is messages a second."""

    name: str
    state: State
    as_of: datetime | None
    lag: float | None
    rate: float | None
    dead_letters: float | None


class Fresh(NamedTuple):
    """A feed, whether it is fresh, when it was last heard, and of its ``sources`` how many were heard in time."""

    feed: Feed
    state: State
    as_of: datetime | None
    sources: int
    heard: int


def streams(centre: Centre, said: Said, before: Said, now: datetime) -> list[Stream]:
    """Every stream of the centre; ``before`` is what was said some seconds ago, by which the rate is told."""
    return [_stream(centre, name, said, before, now) for name in STREAMS]


def feeds(centre: Centre, heard: Heard, picture: Picture, now: datetime) -> list[Fresh]:
    """Every feed that the city's folder names."""
    return [_feed(centre, feed, heard, picture, now) for feed in centre.city.feeds]


def _stream(centre: Centre, name: str, said: Said, before: Said, now: datetime) -> Stream:
    limits = centre.settings.alerts.pipeline
    lag, total, dead = (said.get((CENTRE, f"{name}_{pulse}")) for pulse in PULSES)
    as_of = newest(row.time for row in (lag, total, dead) if row)
    if as_of is None:
        return Stream(name, "silent", None, None, None, None)
    stopped = (now - as_of).total_seconds() > limits.silent_seconds
    behind = lag is not None and lag.value > limits.lag_seconds
    state: State = "bad" if stopped else "warn" if behind else "good"
    rate = None if stopped else _rate(total, before.get((CENTRE, f"{name}_messages_total")))
    return Stream(name, state, as_of, lag.value if lag else None, rate, dead.value if dead else None)


def _rate(total: Reading | None, before: Reading | None) -> float | None:
    """Messages a second; a total that fell began anew with its process, and tells nothing yet."""
    if total is None or before is None or total.time <= before.time or total.value < before.value:
        return None
    return (total.value - before.value) / (total.time - before.time).total_seconds()


def _feed(centre: Centre, feed: Feed, heard: Heard, picture: Picture, now: datetime) -> Fresh:
    times = _times(centre, feed, heard, picture)
    as_of = newest(times)
    limit = 60 * feed.fresh_minutes
    in_time = sum(time is not None and (now - time).total_seconds() <= limit for time in times)
    if as_of is None:
        return Fresh(feed, "silent", None, len(times), 0)
    stale = (now - as_of).total_seconds() > limit
    return Fresh(feed, "bad" if stale else "good" if in_time == len(times) else "warn", as_of, len(times), in_time)


def _times(centre: Centre, feed: Feed, heard: Heard, picture: Picture) -> Sequence[datetime | None]:
    """When each source of the feed was last heard; statements and reports are one source each."""
    if feed.stream == "camera_frames":
        return [picture.stills[id].time if id in picture.stills else None for id in centre.cameras]
    if feed.stream == "indicators":
        return [heard.stated_at]
    if feed.stream == "citizen_reports":
        return [heard.reported_at]
    return [heard.sources.get(source) for source in centre.names if source.startswith(feed.prefix)]
