"""Freshness of feeds, dead letters by topic, and the database itself, on both engines."""

from datetime import UTC, datetime, timedelta

from store import dead_letters, feeds
from store.database import described
from store.records import DeadLetter
from tests.builders import NOON, reading
from tests.database import ask, saved
from tests.ingest.mission import stored

STATEMENT = {"time": "2026-10-02T01:00:00Z", "indicator": "cashless_accounts", "commune_code": "17506",
             "period": "2026-Q3", "value": 1, "unit": "accounts"}  # fmt: skip


def letter(offset: int, topic: str, seconds: float, reason: str) -> DeadLetter:
    return DeadLetter(topic, 0, offset, NOON + timedelta(seconds=seconds), None, b"{", reason)


def test_store_that_never_heard_anything_says_so(any_engine_url):
    assert ask(any_engine_url, feeds.heard) == ({}, None, 0, None)


def test_each_source_was_heard_when_it_said_its_newest(any_engine_url):
    saved(any_engine_url, reading(0, "link-1"), reading(9, "link-1", "rtt_ms"), reading(5, "link-2"))
    stored(any_engine_url, "indicators", STATEMENT)
    found = ask(any_engine_url, feeds.heard)
    assert found.sources == {"link-1": NOON + timedelta(seconds=9), "link-2": NOON + timedelta(seconds=5)}
    assert (found.stated_at, found.indicators) == (datetime(2026, 10, 2, 1, tzinfo=UTC), 1)


def test_dead_letters_are_heaped_by_topic_with_the_newest_reason(any_engine_url):
    rows = [
        letter(1, "indicators", 1, "first"),
        letter(2, "indicators", 2, "last"),
        letter(1, "camera.frames", 3, "no JPEG"),
    ]
    saved(any_engine_url, *rows)
    found = ask(any_engine_url, dead_letters.heaps, NOON)
    assert [(row.topic, row.letters, row.reason) for row in found] == [
        ("camera.frames", 1, "no JPEG"),
        ("indicators", 2, "last"),
    ]
    assert ask(any_engine_url, dead_letters.heaps, NOON + timedelta(seconds=9)) == []


def test_database_says_what_it_is(any_engine_url):
    found = ask(any_engine_url, described)
    assert found.bytes > 1_000_000 and 0 <= found.connections <= found.most_connections
    assert found.version[:1].isdigit()
