"""Messages as they should not be: poison, repeats, the wrong order, late ones, and a clock that jumps."""

import random
import threading
import time
from datetime import timedelta

import msgspec
import psycopg
from kafka import KafkaProducer

from ingest.serve import consume
from tests.builders import settings_for
from tests.faults import load
from tests.faults.account import Account, figures, stored
from tests.faults.load import TOPIC, send, telemetry, under_load
from tests.faults.supervised import Supervised
from tests.patience import until

POISON = (b"", b"{", b"\xff\xfe", b"[]", b'{"time":"2026-01-01T00:00:00Z"}', b"null", b"\x00" * 100)
MESSAGES = 4000


def test_poison_in_the_middle_of_a_batch_goes_to_the_dead_letters_alone(database_url, broker):
    account, poisoned = Account("poison: 1 message in 100"), set()

    def each(made: KafkaProducer, number: int) -> None:
        send(made, account, number)
        if number % 100 == 50:
            made.send(TOPIC, POISON[number // 100 % len(POISON)], key=b"poison").add_callback(_place, poisoned)

    with Supervised(database_url, broker.servers):
        with under_load(broker.servers, account, each):
            until(lambda: len(stored(database_url)) > 1000)
            begun = time.monotonic()
        account.recover(database_url, begun)
        account.settle(database_url, dead=len(poisoned))
    letters = _letters(database_url)
    assert {(partition, offset) for _, partition, offset, _ in letters} == poisoned
    assert all(topic == TOPIC and reason for topic, _, _, reason in letters)


def test_one_in_ten_sent_twice_is_stored_once(database_url, broker):
    account, twice = Account("10 % duplicates"), []

    def each(made: KafkaProducer, number: int) -> None:
        send(made, account, number)
        if number % 10 == 0 and number >= 500:
            send(made, account, number - 500)
            twice.append(number - 500)

    with Supervised(database_url, broker.servers) as ingest:
        with under_load(broker.servers, account, each):
            until(lambda: len(stored(database_url)) > 3000)
            begun = time.monotonic()
        account.recover(database_url, begun)
        account.settle(database_url)
        until(lambda: figures(ingest.port)["ioc_readings_repeated_total"] == len(twice))
    account.repeated = len(twice)


def test_rows_out_of_order_and_a_day_late_are_stored_and_the_latest_stays_the_latest(database_url, broker):
    account, numbers = Account("out of order and a day late"), list(range(MESSAGES))
    random.Random(7).shuffle(numbers)
    late = [-86_400_000 + number for number in range(500)]
    with Supervised(database_url, broker.servers):
        with load.producer(broker.servers) as made:
            for number in [*numbers[:3000], *late, *numbers[3000:]]:
                send(made, account, number)
            made.flush(60)
        account.recover(database_url, time.monotonic())
        account.settle(database_url)
    with psycopg.connect(database_url) as link:
        rows = link.execute("SELECT value FROM latest_readings WHERE metric = 'rtt_ms'").fetchall()
    assert {int(value) for (value,) in rows} == set(range(MESSAGES - len(load.SOURCES), MESSAGES))


def test_clock_that_jumps_back_refuses_what_seems_future_and_loses_nothing_else(database_url, broker, monkeypatch):
    """The process's own clock goes back a day and is set right again: its gate takes the present for the future."""
    account, stop = Account("clock jumps a day back and again forth"), threading.Event()
    from ingest import serve

    shift = [timedelta(0)]
    monkeypatch.setattr(serve, "utc_now", lambda: load.time_of(MESSAGES) + shift[0])
    settings = settings_for(database_url, broker.servers)
    arguments = (settings, load.CITY, "network_telemetry", stop.is_set)
    thread = threading.Thread(target=consume, args=arguments)
    thread.start()
    try:
        with load.producer(broker.servers) as made:
            for part, days in ((range(1000), 0), (range(1000, 1100), -1), (range(1100, 2000), 0)):
                shift[0] = timedelta(days=days)
                _send_all(made, account, part)
                until(lambda end=part.stop: len(stored(database_url)) + len(_letters(database_url)) == end)
    finally:
        stop.set()
        thread.join(30)
    account.acknowledged -= set(range(1000, 1100))
    account.settle(database_url, dead=100)
    assert all("in the future" in reason for *_, reason in _letters(database_url))


def test_value_that_only_the_database_refuses_is_a_dead_letter_and_its_batch_is_stored(database_url, broker):
    account = Account("poison for the database alone")
    with psycopg.connect(database_url) as link:
        link.execute("ALTER TABLE readings ADD CONSTRAINT refuses CHECK (value <> 66.0)")
    with Supervised(database_url, broker.servers):
        with load.producer(broker.servers) as made:
            _send_all(made, account, range(200))
        account.recover(database_url, time.monotonic())
        account.acknowledged.discard(66)
        account.settle(database_url, dead=1)
    assert msgspec.json.decode(telemetry(66)[1])["value"] == 66.0


def _send_all(made: KafkaProducer, account: Account, numbers: range) -> None:
    for number in numbers:
        send(made, account, number)
    made.flush(60)


def _place(places: set[tuple[int, int]], sent) -> None:
    places.add((sent.partition, sent.offset))


def _letters(url: str) -> list[tuple[str, int, int, str]]:
    with psycopg.connect(url) as link:
        return link.execute("SELECT topic, partition, message_offset, reason FROM dead_letters").fetchall()
