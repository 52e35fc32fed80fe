"""The centre's own streams and feeds: stopped, behind, stale, and never heard are four things."""

from datetime import UTC, datetime, timedelta

import msgspec

from config.feed import Feed
from dashboard.centre import Centre
from dashboard.pages import health
from dashboard.picture import CENTRE, Picture
from dashboard.pipeline import feeds, streams
from store.feeds import Heard
from store.records import Reading
from tests.builders import NOON, city, settings
from tests.database import ask, saved

FEEDS = (
    Feed("links", "Đường truyền", "network_telemetry", "network_team", 2.0, "link-"),
    Feed("reports", "Phản ánh", "citizen_reports", "service_desk", 60.0),
)
CENTRE_OF = Centre(settings(), msgspec.structs.replace(city(), feeds=FEEDS))


def pulse(stream: str, seconds: float = 0, lag: float = 0.1, total: float = 100) -> dict:
    """What a stream said of itself so many seconds before noon."""
    values = {"lag_seconds": lag, "messages_total": total, "dead_letters_total": 2}
    time = NOON - timedelta(seconds=seconds)
    rows = [Reading(time, CENTRE, f"{stream}_{metric}", float(value)) for metric, value in values.items()]
    return {(row.source_id, row.metric): row for row in rows}


def test_streams_run_lag_stop_or_were_never_heard():
    said = pulse("camera_frames") | pulse("network_telemetry", lag=61) | pulse("service_queue", 31)
    found = {row.name: row.state for row in streams(CENTRE_OF, said, {}, NOON)}
    assert found == {
        "camera_frames": "good", "network_telemetry": "warn", "service_queue": "bad",
        "indicators": "silent", "citizen_reports": "silent",
    }  # fmt: skip


def test_rate_is_told_by_two_pulses_and_not_across_a_restart():
    before = pulse("camera_frames", 10, total=50) | pulse("indicators", 10, total=900)
    said = pulse("camera_frames", total=100) | pulse("indicators", total=3)
    found = {row.name: row.rate for row in streams(CENTRE_OF, said, before, NOON)}
    assert (found["camera_frames"], found["indicators"]) == (5.0, None)


def test_rate_is_told_at_the_first_look_by_what_was_said_before(database_url):
    now = datetime.now(UTC)
    times = {now - timedelta(seconds=30): 50.0, now: 350.0}
    saved(database_url, *(Reading(t, CENTRE, "camera_frames_messages_total", total) for t, total in times.items()))
    found = ask(database_url, health.look, CENTRE_OF, now, None)
    [row] = [row for row in streams(CENTRE_OF, found.readings, found.before, now) if row.name == "camera_frames"]
    assert row.rate == 10.0


def test_feed_is_fresh_in_part_stale_or_never_heard():
    def state(**sources: float) -> list[tuple[str, int, int]]:
        times = {f"link-{name}": NOON - timedelta(seconds=age) for name, age in sources.items()}
        rows = feeds(CENTRE_OF, Heard(times, None, 0, NOON - timedelta(hours=2)), Picture(), NOON)
        return [(row.state, row.heard, row.sources) for row in rows]

    assert state(centre=1, **{"1": 2}) == [("good", 2, 2), ("bad", 0, 1)]
    assert state(centre=1) == [("warn", 1, 2), ("bad", 0, 1)]
    assert state(centre=500) == [("bad", 0, 2), ("bad", 0, 1)]
    assert state() == [("silent", 0, 2), ("bad", 0, 1)]
