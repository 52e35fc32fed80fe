"""A steady load of telemetry in which every message has a number, so that not one can go missing unseen."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import msgspec
from kafka import KafkaProducer

from config import load, load_city
from tests.faults.account import Account
from tests.kafka.apache import missing
from tests.patience import until

TOPIC = "network.telemetry"
PER_SECOND = 800
SLICE_SECONDS = 0.05
BEGIN = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=2)
CITY = load_city(load({}))
SOURCES = [link.id for link in CITY.links[:24]]


def telemetry(number: int) -> tuple[bytes, bytes]:
    """Key and value of message ``number``: its time and its value say which it is."""
    source = SOURCES[number % len(SOURCES)]
    row = {"time": time_of(number), "source_id": source, "metric": "rtt_ms", "value": float(number)}
    return source.encode(), msgspec.json.encode(row)


def time_of(number: int) -> datetime:
    """The event time of message ``number``."""
    return BEGIN + timedelta(milliseconds=number)


@contextmanager
def producer(servers: str) -> Iterator[KafkaProducer]:
    """A producer as careful as there is: acknowledged by all replicas, no repeat of its own, no giving up."""
    made = KafkaProducer(
        bootstrap_servers=servers.split(","),
        acks="all",
        enable_idempotence=not missing(),  # the embedded broker knows no producers
        linger_ms=10,
        delivery_timeout_ms=120_000,
        request_timeout_ms=5_000,
        reconnect_backoff_max_ms=500,
        allow_auto_create_topics=False,
    )
    try:
        yield made
    finally:
        made.close(timeout=10)


def send(made: KafkaProducer, account: Account, number: int) -> None:
    """Send message ``number`` and book it when it is acknowledged."""
    key, value = telemetry(number)
    account.sent.add(number)
    made.send(TOPIC, value, key=key).add_callback(lambda _done: account.acknowledged.add(number))


@contextmanager
def under_load(
    servers: str,
    account: Account,
    each: Callable[[KafkaProducer, int], None] | None = None,
    per_second: int = PER_SECOND,
) -> Iterator[None]:
    """Messages flow for as long as the block lasts; at its end all of them have been sent and answered."""
    stop = threading.Event()
    each = each or (lambda made, number: send(made, account, number))
    with producer(servers) as made:
        thread = threading.Thread(target=_flow, args=(made, stop, each, per_second), name="load")
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()
            made.flush(timeout=120)


def passed(seconds: float) -> None:
    """So much time under load, in which nothing in particular is waited for."""
    end = time.monotonic() + seconds
    until(lambda: time.monotonic() >= end, seconds=seconds + 10)


def _flow(
    made: KafkaProducer, stop: threading.Event, each: Callable[[KafkaProducer, int], None], per_second: int
) -> None:
    number = 0
    while not stop.wait(SLICE_SECONDS):
        for _ in range(round(per_second * SLICE_SECONDS)):
            each(made, number)
            number += 1
