"""Each stream's decode: what it takes, and what it refuses with which reason."""

from datetime import timedelta

import pytest

from ingest.stream import Context, Undecodable, known_streams, open_stream
from tests.builders import NOON, city, message, settings

GOOD = {"time": "2026-11-21T05:00:00Z", "source_id": "link-1", "metric": "rtt_ms", "value": 12.5}
QUEUE = {"time": "2026-11-21T05:00:00Z", "office_id": "office-1", "people_waiting": 4, "wait_seconds": 61.5}


def _stream(name: str):
    return open_stream(name, Context(settings(), city(), lambda: NOON, lambda _camera: []))


def _decode(value: object, name: str = "network_telemetry", key: str | None = None):
    return list(_stream(name).decode(message(value, key=key)))


def test_telemetry_becomes_one_reading():
    [row] = _decode(GOOD, key="link-1")
    assert (row.time, row.source_id, row.metric, row.value) == (NOON, "link-1", "rtt_ms", 12.5)


def test_telemetry_in_another_time_zone_is_the_same_moment():
    [row] = _decode(GOOD | {"time": "2026-11-21T12:00:00+07:00"})
    assert row.time == NOON


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (b"", "truncated"),
        (b"{no json", "malformed"),
        (b"\xff\xfe\x00", ""),
        (b"[]", "Expected `object`"),
        (GOOD | {"value": "12"}, "Expected `float`, got `str` - at `$.value`"),
        (GOOD | {"value": None}, "$.value"),
        (b'{"time":"2026-11-21T05:00:00Z","source_id":"link-1","metric":"up","value":1e999}', ""),
        (GOOD | {"value": 1e300}, "$.value"),
        (GOOD | {"metric": "RTT (ms)"}, "$.metric"),
        (GOOD | {"metric": "a" * 65}, "$.metric"),
        (GOOD | {"metric": "up\n"}, "$.metric"),
        (GOOD | {"extra": 1}, "unknown field `extra`"),
        ({"metric": "up", "value": 1}, "missing required field"),
        (GOOD | {"source_id": "link-9"}, "unknown source 'link-9'"),
        (GOOD | {"source_id": "x" * 65}, "$.source_id"),
        (GOOD | {"time": "2026-11-21T05:00:00"}, "timezone"),
        (GOOD | {"time": "yesterday"}, "$.time"),
        (GOOD | {"time": "2026-11-21T05:01:01Z"}, "more than 60 s in the future"),
        (GOOD | {"time": "0001-01-01T00:00:00+14:00"}, "before 1970"),  # in UTC the year before 1
    ],
)  # fmt: skip
def test_telemetry_that_is_wrong_is_refused_with_the_reason(value, words):
    with pytest.raises(Undecodable) as refused:
        _decode(value)
    assert words in str(refused.value)


def test_telemetry_under_the_key_of_another_source_is_refused():
    with pytest.raises(Undecodable, match="key"):
        _decode(GOOD, key="link-centre")


def test_telemetry_up_to_a_minute_ahead_is_taken():
    assert _decode(GOOD | {"time": (NOON + timedelta(seconds=60)).isoformat()})


def test_telemetry_nested_without_end_is_refused():
    with pytest.raises(Undecodable):
        _decode(b"[" * 100_000)


def test_queue_becomes_a_reading_for_each_field_it_carries_and_no_other():
    rows = _decode(QUEUE, "service_queue", key="office-1")
    assert [(row.source_id, row.metric, row.value) for row in rows] == [
        ("office-1", "people_waiting", 4.0),
        ("office-1", "wait_seconds", 61.5),
    ]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (QUEUE | {"people_waiting": -1}, "$.people_waiting"),
        (QUEUE | {"people_waiting": None}, "$.people_waiting"),
        (QUEUE | {"people_waitin": 3}, "people_waitin"),
        (QUEUE | {"office_id": "office-2"}, "unknown source"),
        ({"time": QUEUE["time"], "office_id": "office-1"}, "no metric"),
    ],
)
def test_queue_that_is_wrong_is_refused_with_the_reason(value, words):
    with pytest.raises(Undecodable) as refused:
        _decode(value, "service_queue")
    assert words in str(refused.value).replace("`", "")


def test_stream_that_is_not_there_is_refused_with_those_there_are():
    names = ["camera_frames", "citizen_reports", "indicators", "network_telemetry", "service_queue"]
    with pytest.raises(ValueError, match=", ".join(names)):
        _stream("nonsense")
    assert known_streams() == names
