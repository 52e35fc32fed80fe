"""The centre itself as tables: its streams, its feeds with their owners, dead letters, cameras and database."""

from collections.abc import Sequence
from datetime import datetime

from dash import html

from dashboard.centre import Centre
from dashboard.components.figure_table import Cell, Column, figure_table, row_id, row_props
from dashboard.components.health import ailments
from dashboard.components.panel import MARKS, nothing
from dashboard.components.stated_list import named
from dashboard.freshness import usable
from dashboard.live import Patches
from dashboard.picture import STREAMS, Picture
from dashboard.pipeline import Fresh, Stream
from dashboard.words import AILMENT_NAMES, Words
from store.database import Database
from store.dead_letters import Heap
from store.outbox import Post

NOT_SAID = Cell("–", None, "none")
ORDER = {"bad": 0.0, "silent": 1.0, "warn": 2.0, "good": 3.0}
STREAM_NAMES = {
    "camera_frames": "Camera frames",
    "network_telemetry": "Network telemetry",
    "service_queue": "Service queues",
    "indicators": "Indicators",
    "citizen_reports": "Citizens' reports",
}
PULSE_NAMES = {"good": "runs", "warn": "behind", "bad": "stopped", "silent": "never heard"}
FEED_NAMES = {"good": "fresh", "warn": "in part", "bad": "stale", "silent": "never heard"}


def stream_table(words: Words) -> html.Div:
    """The streams, empty."""
    labels = (words("State"), words("Last heard"), words("Lag, s"), words("Messages a second"), words("Dead letters"))
    columns = [Column(label, label) for label in labels]
    return figure_table("health-streams", words("Streams of the centre"), words("Stream"), columns, STREAMS, words)


def stream_rows(streams: Sequence[Stream], words: Words, now: datetime) -> Patches:
    """How each stream stands; its dead letters are those since its process began."""
    rows = {}
    for row in streams:
        mood = {"bad": "bad", "warn": "warn"}.get(row.state, "")
        cells = [
            Cell(f"{MARKS[row.state]} {words(PULSE_NAMES[row.state])}", ORDER[row.state]),
            _time(row.as_of, now, words),
            NOT_SAID if row.lag is None else Cell(words.number(row.lag, 1), row.lag, mood),
            NOT_SAID if row.rate is None else Cell(words.number(row.rate, 1), row.rate),
            NOT_SAID if row.dead_letters is None else Cell(words.number(row.dead_letters), row.dead_letters),
        ]
        silent = "silent" if row.state in ("bad", "silent") else ""
        rows[row_id("health-streams", row.name)] = row_props(words(STREAM_NAMES[row.name]), cells, silent)
    return rows


def feed_table(centre: Centre, words: Words) -> html.Div:
    """The feeds, empty."""
    if not centre.city.feeds:
        return html.Div(nothing(words("No feed is named in the city's folder (feeds.csv).")))
    labels = (words("State"), words("Last heard"), words("Sources heard"), words("Owner"))
    columns = [Column(label, label) for label in labels]
    ids = [feed.id for feed in centre.city.feeds]
    return figure_table("health-feeds", words("Feeds and their owners"), words("Feed"), columns, ids, words)


def feed_rows(feeds: Sequence[Fresh], centre: Centre, words: Words, now: datetime) -> Patches:
    """How fresh each feed is, and whose it is."""
    rows = {}
    for row in feeds:
        unit = centre.city.units[row.feed.unit]
        heard = f"{words.number(row.heard)}/{words.number(row.sources)}"
        cells = [
            Cell(f"{MARKS[row.state]} {words(FEED_NAMES[row.state])}", ORDER[row.state]),
            _time(row.as_of, now, words),
            Cell(heard, row.heard / row.sources if row.sources else None, "warn" if row.heard < row.sources else ""),
            Cell(unit.vi if words.language == "vi" else unit.en, None, "text"),
        ]
        silent = "silent" if row.state in ("bad", "silent") else ""
        rows[row_id("health-feeds", row.feed.id)] = row_props(named(row.feed, words), cells, silent)
    return rows


def letter_list(heaps: Sequence[Heap], days: int, words: Words, now: datetime) -> list:
    """Which topics have dead letters, why the newest died, and what to do about them."""
    if not heaps:
        return [nothing(words("Every message of the last {n} days could be read.", n=days))]
    rows = []
    for heap in heaps:
        when = words("newest {time}", time=words.clock(heap.newest, now))
        count = words("{n} dead letters", n=words.number(heap.letters))
        rows.append(html.Li([html.Code(heap.topic), html.B(count), when, html.Span(heap.reason, className="quiet")]))
    said = words("Look at them with `ioc dead-letters`; send them again with `ioc dead-letters resend`.")
    return [html.Ul(rows, className="rows"), html.P(said, className="quiet")]


def camera_list(centre: Centre, picture: Picture, words: Words, now: datetime) -> list:
    """How many cameras are well, and how many have each ailment."""
    if not centre.city.cameras:
        return [nothing(words("No camera is configured."))]
    limit = centre.settings.dashboard.camera_stale_seconds
    live = [c for c in centre.city.cameras if (h := picture.stills.get(c.id)) and usable(h.time, now, limit)]
    counted: dict[str, int] = {}
    for camera in live:
        for ailment in ailments(camera, picture, now) or ():
            counted[ailment] = counted.get(ailment, 0) + 1
    every = words.number(len(centre.city.cameras))
    rows = [html.Li([html.B(f"{words.number(len(live))}/{every}"), words("cameras send pictures")])]
    rows += [html.Li([html.B(words.number(n)), words.name(AILMENT_NAMES, key)]) for key, n in sorted(counted.items())]
    return [html.Ul(rows, className="rows"), html.A(words("All cameras"), href="/cameras")]


def database_list(database: Database | None, answer_ms: float | None, post: Post | None, words: Words) -> list:
    """The database, and the letters that people are to be sent."""
    if database is None:
        return [nothing(words("Being read …"))]
    engine = f"PostgreSQL {database.version}{' · TimescaleDB' if database.timescale else ''}"
    connections = f"{words.number(database.connections)}/{words.number(database.most_connections)}"
    rows = {
        words("Engine"): engine,
        words("Size"): f"{words.number(database.bytes / 1e6)} MB",
        words("Connections"): connections,
        words("Answers in"): "–" if answer_ms is None else f"{words.number(answer_ms, 1)} ms",
    }
    if post is not None:
        rows[words("Letters that wait")] = words.number(post.waiting)
        rows[words("Letters that failed once")] = words.number(post.failing)
        rows[words("Letters given up")] = words.number(post.given_up)
    return [html.Dl([html.Div([html.Dt(name), html.Dd(value)]) for name, value in rows.items()], className="facts")]


def _time(time: datetime | None, now: datetime, words: Words) -> Cell:
    return NOT_SAID if time is None else Cell(words.clock(time, now), time.timestamp())
