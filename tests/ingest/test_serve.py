"""The consumer loop on a real broker and a real database: all of it arrives once, whatever happens meanwhile."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import msgspec
import psycopg
import pytest
from kafka import KafkaProducer
from psycopg import sql

from ingest.serve import consume
from ops.postgres import Postgres
from store.migrate import migrate
from tests.builders import city, settings_for
from tests.patience import until

TOPIC = "network.telemetry"


def _telemetry(number: int, value: float = 1.0) -> bytes:
    time = datetime.now(UTC) - timedelta(seconds=3600) + timedelta(milliseconds=number)
    return msgspec.json.encode({"time": time, "source_id": "link-1", "metric": "rtt_ms", "value": value})


def _send(servers: str, messages: list[bytes], partition: int | None = None, **options: str) -> None:
    producer = KafkaProducer(bootstrap_servers=servers, acks="all", **options)
    for message in messages:
        producer.send(TOPIC, message, key=b"link-1", partition=partition)
    producer.flush()
    producer.close()


def _count(url: str, table: str = "readings") -> int:
    with psycopg.connect(url) as link:
        whose = sql.SQL(" WHERE source_id <> 'centre.ingest'" if table == "readings" else "")
        question = sql.SQL("SELECT count(*) FROM {}{}").format(sql.Identifier(table), whose)
        return link.execute(question).fetchone()[0]


@contextmanager
def _consuming(settings, name: str = "network_telemetry") -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=consume, args=(settings, city(), name, stop.is_set))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(30)
        assert not thread.is_alive()


def test_messages_become_rows_and_bad_ones_dead_letters_with_their_place(database_url, broker):
    good = [_telemetry(n) for n in range(500)]
    _send(broker.servers, [*good[:250], b"{poison", b"[]", *good[250:]])
    with _consuming(settings_for(database_url, broker.servers)):
        until(lambda: _count(database_url) == 500)
    with psycopg.connect(database_url) as link:
        letters = link.execute("SELECT topic, value, reason FROM dead_letters ORDER BY message_offset").fetchall()
    assert [(topic, value) for topic, value, _ in letters] == [(TOPIC, b"{poison"), (TOPIC, b"[]")]
    assert all(reason for _, _, reason in letters)


def test_consumer_that_comes_back_goes_on_where_it_stopped(database_url, broker):
    settings = settings_for(database_url, broker.servers)
    for total in (100, 200):
        _send(broker.servers, [_telemetry(n) for n in range(total - 100, total)])
        with _consuming(settings):
            until(lambda total=total: _count(database_url) == total)
    until(lambda: broker.lag() == 0)


def test_stream_says_of_itself_how_late_and_how_busy_it_is(database_url, broker):
    _send(broker.servers, [_telemetry(n) for n in range(7)])
    asked = "SELECT metric, value FROM latest_readings WHERE source_id = 'centre.ingest'"
    with _consuming(settings_for(database_url, broker.servers)), psycopg.connect(database_url, autocommit=True) as link:
        until(lambda: len(link.execute(asked).fetchall()) == 3)
        told = dict(link.execute(asked).fetchall())
    assert set(told) == {f"network_telemetry_{of}" for of in ("lag_seconds", "messages_total", "dead_letters_total")}


def test_messages_sent_twice_are_stored_once(database_url, broker):
    messages = [_telemetry(n) for n in range(300)]
    _send(broker.servers, messages + messages[::3] + messages[::-1] + [_telemetry(1000)])
    with _consuming(settings_for(database_url, broker.servers)):
        until(lambda: broker.lag() == 0 and _count(database_url) == 301)


def test_database_that_is_down_is_waited_for_and_nothing_is_lost(reachable_folder, broker):
    server = Postgres(reachable_folder / "own")
    server.start()
    migrate(server.url)
    try:
        with _consuming(settings_for(server.url, broker.servers)):
            _send(broker.servers, [_telemetry(n) for n in range(100)])
            until(lambda: _count(server.url) == 100)
            server.stop()
            _send(broker.servers, [_telemetry(n) for n in range(100, 400)])
            server.start()
            until(lambda: _count(server.url) == 400)
    finally:
        server.stop()


def test_broker_that_is_made_anew_is_consumed_from_its_first_message(database_url, embedded_broker):
    with _consuming(settings_for(database_url, embedded_broker.servers)):
        _send(embedded_broker.servers, [_telemetry(n) for n in range(50)])
        until(lambda: _count(database_url) == 50)
        embedded_broker.recycle()
        _send(embedded_broker.servers, [_telemetry(n) for n in range(50, 60)])
        until(lambda: _count(database_url) == 60)


def test_consumer_stops_at_once_while_the_database_is_down(tmp_path, broker):
    nowhere = f"postgresql://postgres@/postgres?host={tmp_path}"
    _send(broker.servers, [_telemetry(1)])
    with _consuming(settings_for(nowhere, broker.servers)):
        pass
    assert broker.lag() == 1


@pytest.mark.parametrize("codec", ["gzip", "snappy", "lz4", "zstd"])
def test_compressed_messages_are_stored_as_any_other(database_url, broker, codec):
    _send(broker.servers, [_telemetry(n) for n in range(50)], compression_type=codec)
    with _consuming(settings_for(database_url, broker.servers)):
        until(lambda: _count(database_url) == 50)


class _NoText(str):
    """A header's name that is no UTF-8, as clients in other languages can send."""

    def encode(self, *_: object) -> bytes:
        return b"\xff\xfe"


def _send_with_headers(servers: str, numbers: range, broken: frozenset[int]) -> None:
    producer = KafkaProducer(bootstrap_servers=servers, acks="all", linger_ms=500)
    for number in numbers:
        headers = [(_NoText("x") if number in broken else "x", b"1")]
        producer.send(TOPIC, _telemetry(number), key=b"link-1", partition=0, headers=headers)
    producer.flush()
    producer.close()


def test_records_that_cannot_be_read_become_dead_letters_and_what_follows_is_stored(database_url, broker):
    _send_with_headers(broker.servers, range(40), frozenset({25}))
    _send_with_headers(broker.servers, range(40, 60), frozenset())
    with _consuming(settings_for(database_url, broker.servers)):
        until(lambda: _count(database_url) + _count(database_url, "dead_letters") == 60)
        until(lambda: broker.lag() == 0)
    with psycopg.connect(database_url) as link:
        letters = link.execute("SELECT message_offset, whole FROM dead_letters ORDER BY message_offset").fetchall()
    assert letters == [(offset, False) for offset in range(25, 40)]
    assert _count(database_url) == 45
