"""The health of the centre itself: its streams, feeds and their owners, dead letters, cameras and database."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from time import perf_counter

import msgspec
from dash import Dash, html

from dashboard.centre import Centre
from dashboard.components.fact import Fact, fact_patches, facts
from dashboard.components.figure_table import draw_rows, gathered, rows_store
from dashboard.components.health_tables import (
    camera_list,
    database_list,
    feed_rows,
    feed_table,
    letter_list,
    stream_rows,
    stream_table,
)
from dashboard.components.panel import nothing, panel, panel_patches
from dashboard.freshness import newest
from dashboard.live import Patches
from dashboard.picture import CANARY, Picture
from dashboard.pipeline import METRICS, Fresh, Stream, feeds, streams
from dashboard.systems import canary_told
from dashboard.words import Words
from store import dead_letters, outbox, past, readings
from store.database import Database, described
from store.feeds import Heard, heard
from store.outbox import Post
from store.pool import AsyncConnection
from store.reader import alive
from store.records import Reading

NAME, PATH, TITLE, ORDER = "health", "/health", "Health of the centre", 20
READ_SECONDS = 5.0
LETTER_DAYS = 7
EARLIER = timedelta(seconds=20)  # by which messages a second are told at the first look
FACTS = ("streams", "lag", "letters", "feeds", "canary", "answer")
Said = Mapping[tuple[str, str], Reading]


class Found(msgspec.Struct, frozen=True):
    """What the centre says of itself, and what it said before that."""

    readings: Said
    before: Said
    heard: Heard
    heaps: tuple[dead_letters.Heap, ...]
    database: Database | None
    post: Post
    answer_ms: float
    read_at: datetime


async def look(connection: AsyncConnection, centre: Centre, now: datetime, before: Found | None) -> Found:
    """Read it, and how long the database takes for the least there is to ask."""
    begun = perf_counter()
    await alive(connection)
    answer = 1000 * (perf_counter() - begun)
    rows = await readings.latest(connection, list(METRICS))
    earlier = _older(before, rows) if before else _by_key(await past.readings(connection, list(METRICS), now - EARLIER))
    return Found(
        _by_key(rows),
        earlier,
        await heard(connection),
        tuple(await dead_letters.heaps(connection, now - timedelta(days=LETTER_DAYS))),
        await described(connection),
        await outbox.post(connection),
        answer,
        now,
    )


def layout(centre: Centre, words: Words) -> html.Div:
    """The panels without their figures."""
    behind = words("Lag is the age of the oldest message that is not stored yet.")
    return html.Div(
        [
            rows_store(NAME),
            facts([f"health-{key}" for key in FACTS]),
            panel("health-streams", words("Streams of the centre"), [stream_table(words)], behind),
            panel("health-feeds", words("Feeds and their owners"), [feed_table(centre, words)]),
            panel("health-letters", words("Messages that cannot be read"), [html.Div(id="health-letters")]),
            panel("health-cameras", words("Cameras"), [html.Div(id="health-cameras")]),
            panel("health-database", words("Database and letters"), [html.Div(id="health-database")]),
        ],
        className="page figure-page",
    )


def patches(centre: Centre, picture: Picture, words: Words, now: datetime, found: Found | None) -> Patches:
    """Everything on the page that can change."""
    own = {"health-cameras": {"children": camera_list(centre, picture, words, now)}}
    ages = _ages(centre, picture, found, now, words)
    if found is None:
        waiting = {"children": [nothing(words("Being read …"))]}
        return {**own, **ages, "health-letters": waiting, "health-database": waiting}
    of_streams = streams(centre, found.readings, found.before, now)
    of_feeds = feeds(centre, found.heard, picture, now)
    rows = [*_facts(centre, of_streams, of_feeds, found, words), _canary(centre, picture, words)]
    changes: Patches = {
        **own,
        **ages,
        **fact_patches(rows, now, words),
        **stream_rows(of_streams, words, now),
        **feed_rows(of_feeds, centre, words, now),
        "health-letters": {"children": letter_list(found.heaps, LETTER_DAYS, words, now)},
        "health-database": {"children": database_list(found.database, found.answer_ms, found.post, words)},
    }
    return gathered(NAME, changes)


def callbacks(app: Dash, centre: Centre) -> None:
    """Nothing is done here: what is wrong with the centre is mended outside of it."""
    draw_rows(app, NAME)


def _by_key(rows: Iterable[Reading]) -> Said:
    return {(row.source_id, row.metric): row for row in rows}


def _older(before: Found, rows: list[Reading]) -> Said:
    """The last readings that are older than these: a pulse comes less often than we read."""
    news = _by_key(rows)
    moved = {key for key, row in before.readings.items() if key in news and news[key].time > row.time}
    return {**before.before, **{key: before.readings[key] for key in moved}}


def _facts(centre: Centre, of_streams: list[Stream], of_feeds: list[Fresh], found: Found, words: Words) -> list[Fact]:
    limit, as_of = centre.settings.alerts.pipeline.silent_seconds, newest(row.as_of for row in of_streams)
    stopped = sum(row.state in ("bad", "silent") for row in of_streams)
    runs = f"{words.number(len(of_streams) - stopped)}/{words.number(len(of_streams))}"
    lags = [row.lag for row in of_streams if row.lag is not None and row.state != "bad"]
    late = any(row.state == "warn" for row in of_streams)
    letters = sum(heap.letters for heap in found.heaps)
    fresh = sum(row.state in ("good", "warn") for row in of_feeds)
    feed_text = f"{words.number(fresh)}/{words.number(len(of_feeds))}" if of_feeds else None
    stale = [words("{n} stale", n=words.number(len(of_feeds) - fresh))] * (fresh < len(of_feeds))
    ended = [words("{n} stopped", n=words.number(stopped))] * bool(stopped)
    worst = words.number(max(lags), 1) if lags else None
    days, seen, answer = words("in {n} days", n=LETTER_DAYS), found.read_at, words.number(found.answer_ms, 1)
    return [
        Fact("health-streams", words("Streams that run"), runs, tuple(ended), as_of, limit, _mood(stopped)),
        Fact("health-lag", words("Largest lag"), worst, (), as_of, limit, _mood(late), words("s")),
        Fact("health-letters", words("Dead letters"), words.number(letters), (days,), seen, limit, _mood(letters)),
        Fact("health-feeds", words("Feeds that are fresh"), feed_text, tuple(stale), seen, limit, _mood(len(stale))),
        Fact("health-answer", words("Database answers in"), answer, (), seen, limit, "plain", "ms"),
    ]


def _canary(centre: Centre, picture: Picture, words: Words) -> Fact:
    """How long a made incident takes from before the camera to this screen."""
    limits, as_of = centre.settings.canary, picture.time(CANARY, "incident_seconds")
    value, unit, slow = canary_told(centre, picture, words)
    notes = (words("from a made incident to this screen"),)
    return Fact(
        "health-canary", words("Camera to screen"), value, notes, as_of, limits.stale_seconds, _mood(slow), unit
    )


def _ages(centre: Centre, picture: Picture, found: Found | None, now: datetime, words: Words) -> Patches:
    limit = centre.settings.dashboard.stale_seconds
    pulse = newest(row.time for row in found.readings.values()) if found else None
    read = found.read_at if found else None
    stills = newest(head.time for head in picture.stills.values())
    times = {"streams": pulse, "feeds": read, "letters": read, "cameras": stills, "database": read}
    changes: dict[str, Mapping[str, object]] = {}
    for key, as_of in times.items():
        changes |= panel_patches(f"health-{key}", as_of, limit, now, words)
    return changes


def _mood(bad: int) -> str:
    return "bad" if bad else "plain"
