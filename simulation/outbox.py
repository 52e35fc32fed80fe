"""Hands messages to the broker: keeps rows while it is away, lets frames go, and never holds up who makes them."""

import logging
import threading
from collections import deque
from typing import Any

from kafka import KafkaProducer
from kafka.errors import KafkaError

from simulation.messages import Message

log = logging.getLogger(__name__)
ROWS_KEPT = 200_000
FRAMES_KEPT = 24
IN_FLIGHT = 2_000
IDLE_SECONDS, RETRY_SECONDS, CLOSE_SECONDS = 0.02, 1.0, 3.0
OPTIONS: dict[str, Any] = {
    "acks": "all",
    # saving is idempotent, so a repeated row is harmless; brokers without producer ids are welcome
    "enable_idempotence": False,
    "linger_ms": 20,
    "batch_size": 65_536,
    "max_block_ms": 2_000,
    "request_timeout_ms": 5_000,
    "delivery_timeout_ms": 8_000,
    "reconnect_backoff_max_ms": 2_000,
    "bootstrap_timeout_ms": 3_000,
    "metadata_max_age_ms": 30_000,
    "max_request_size": 2 << 20,
    # whoever runs the broker makes topics; one made by accident would have a single partition
    "allow_auto_create_topics": False,
    "metrics_enabled": False,
}


class Outbox:
    """Two bounded queues before one producer; ``run`` sends until ``stop`` is set."""

    def __init__(self, bootstrap_servers: str) -> None:
        self.servers = bootstrap_servers.split(",")
        self.rows: deque[Message] = deque(maxlen=ROWS_KEPT)
        self.frames: deque[Message] = deque(maxlen=FRAMES_KEPT)
        self.sent, self.lost_frames = 0, 0
        self._flying = 0
        self._lock = threading.Lock()

    def put(self, message: Message) -> None:
        """Takes a message at once; the oldest goes when a queue is full."""
        queue = self.frames if message.topic == "camera.frames" else self.rows
        if queue is self.frames and len(queue) == FRAMES_KEPT:
            self.lost_frames += 1
        queue.append(message)

    def run(self, stop: threading.Event) -> None:
        """Connects, sends, and connects again, until told to stop."""
        away = False
        while not stop.is_set():
            producer: KafkaProducer | None = None
            try:
                producer = KafkaProducer(bootstrap_servers=self.servers, client_id="ioc-simulation", **OPTIONS)
                log.info(
                    "the broker answers again" if away else "sending to %s", *([] if away else [",".join(self.servers)])
                )
                away = False
                self._send_all(producer, stop)
            except (KafkaError, OSError, ValueError) as error:
                if not away:
                    log.warning("the broker %s is away (%s); rows wait, frames go", ",".join(self.servers), error)
                away = True
                stop.wait(RETRY_SECONDS)
            finally:
                if producer is not None:
                    producer.close(timeout=CLOSE_SECONDS)

    def _send_all(self, producer: KafkaProducer, stop: threading.Event) -> None:
        self._flying = 0
        while not stop.is_set():
            message = self._next()
            if message is None:
                stop.wait(IDLE_SECONDS)
                continue
            try:
                future: Any = producer.send(
                    message.topic, message.value, key=message.key, headers=list(message.headers)
                )
            except KafkaError:
                self._take_back(message)
                raise
            with self._lock:
                self._flying += 1
            future.add_callback(self._done)
            future.add_errback(self._failed, message)

    def _next(self) -> Message | None:
        """Frames first, for they age; nothing while too much is under way."""
        if self._flying >= IN_FLIGHT:
            return None
        for queue in (self.frames, self.rows):
            if queue:
                return queue.popleft()
        return None

    def _done(self, _metadata: object) -> None:
        with self._lock:
            self._flying -= 1
            self.sent += 1

    def _failed(self, message: Message, error: BaseException) -> None:
        with self._lock:
            self._flying -= 1
        log.debug("%s of %r not delivered: %s", message.topic, message.key, error)
        self._take_back(message)

    def _take_back(self, message: Message) -> None:
        if message.topic == "camera.frames":
            self.lost_frames += 1
        elif len(self.rows) < ROWS_KEPT:
            self.rows.appendleft(message)
