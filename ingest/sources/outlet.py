"""The way out to Kafka: at most a few messages of each source wait, and new ones push out the oldest."""

import contextlib
import logging
import threading
import time
from collections import Counter, deque
from collections.abc import Iterator
from typing import Any, NamedTuple

from kafka import KafkaProducer
from kafka.errors import KafkaError

from config import Settings
from ingest.topics import FRAME_BYTES

log = logging.getLogger(__name__)

WAITING = 10
RETRY_SECONDS = 1.0
DELIVERY_SECONDS = 2.0
ROOM_FOR_HEADERS = 4096
CLOSE_SECONDS = 5.0


class Outgoing(NamedTuple):
    """One message for a topic; ``key`` names its source."""

    topic: str
    key: str
    value: bytes
    headers: tuple[tuple[str, bytes], ...] = ()


class Outlet:
    """``put`` never waits: a thread sends, and what it cannot send in time is dropped and counted in ``dropped``."""

    def __init__(self, settings: Settings) -> None:
        self.dropped: Counter[str] = Counter()
        self._settings = settings
        self._waiting: dict[str, deque[Outgoing]] = {}
        self._change, self._sending = threading.Condition(), False
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="outlet", daemon=True)
        self._thread.start()

    def put(self, message: Outgoing) -> None:
        """Take a message; the oldest of its source is dropped when too many wait."""
        with self._change:
            queue = self._waiting.setdefault(message.key, deque())
            if len(queue) >= WAITING:
                queue.popleft()
                self.dropped[message.key] += 1
            queue.append(message)
            self._change.notify_all()

    def drain(self, seconds: float = CLOSE_SECONDS) -> bool:
        """Wait until everything has been sent; False when it was not within the time."""
        with self._change:
            return self._change.wait_for(lambda: not self._waiting and not self._sending, seconds)

    def close(self) -> None:
        """Stop sending."""
        with self._change:
            self._closing = True
            self._change.notify_all()
        self._thread.join(CLOSE_SECONDS)

    def _run(self) -> None:
        while not self._closing:
            try:
                with _producing(self._settings) as producer:
                    while messages := self._take():
                        self._deliver(producer, messages)
            except (KafkaError, OSError) as error:
                log.warning("broker lost, new frames push out old ones (%d dropped): %s", self.dropped.total(), error)
                time.sleep(RETRY_SECONDS)

    def _take(self) -> list[Outgoing]:
        """All that waits, in order for each source; waits for something, and is empty when closing."""
        with self._change:
            self._change.wait_for(lambda: self._waiting or self._closing)
            messages = [] if self._closing else [message for queue in self._waiting.values() for message in queue]
            self._waiting.clear()
            self._sending = bool(messages)
            return messages

    def _deliver(self, producer: KafkaProducer, messages: list[Outgoing]) -> None:
        lost = Counter(message.key for message in messages)
        try:
            pending = [(message, producer.send(*_fields(message))) for message in messages if _fits(message)]
            for message, future in pending:
                future.get(timeout=2 * DELIVERY_SECONDS)
                lost[message.key] -= 1
        finally:
            self.dropped += lost
            with self._change:
                self._sending = False
                self._change.notify_all()


@contextlib.contextmanager
def _producing(settings: Settings) -> Iterator[KafkaProducer]:
    """A producer that gives up soon: a frame that is late is worth nothing, and the consumer drops a double one."""
    milliseconds = int(DELIVERY_SECONDS * 1000)
    limits = ("max_block_ms", "request_timeout_ms", "delivery_timeout_ms", "bootstrap_timeout_ms")
    options: dict[str, Any] = dict.fromkeys(limits, milliseconds) | {
        "bootstrap_servers": settings.broker.bootstrap_servers.split(","),
        "client_id": "ioc-cameras",
        "acks": 1,
        "enable_idempotence": False,
        "max_in_flight_requests_per_connection": 1,
        "max_request_size": FRAME_BYTES,
        "reconnect_backoff_max_ms": 1000,
        "allow_auto_create_topics": False,
    }
    producer = KafkaProducer(**options)
    try:
        yield producer
    finally:
        producer.close(timeout=0)


def _fields(message: Outgoing) -> tuple[str, bytes, bytes, list[tuple[str, bytes]]]:
    return message.topic, message.value, message.key.encode(), list(message.headers)


def _fits(message: Outgoing) -> bool:
    """Whether the topic takes a message of this size."""
    if len(message.value) < FRAME_BYTES - ROOM_FOR_HEADERS:
        return True
    log.warning("%s: a message of %d bytes is too large for %s", message.key, len(message.value), message.topic)
    return False
