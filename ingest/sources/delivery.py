"""Hands rows to the broker and says of each whether it was taken: for those who are told, and send the rest again."""

import logging
import threading
import time
from collections.abc import Sequence
from typing import Any, NamedTuple

from kafka import KafkaProducer
from kafka.errors import KafkaConnectionError, KafkaError

from config import Settings
from ingest.topics import FRAME_BYTES

log = logging.getLogger(__name__)
BLOCK_SECONDS, DELIVERY_SECONDS = 5.0, 10.0


class Row(NamedTuple):
    """One message for a topic."""

    topic: str
    key: bytes | None
    value: bytes
    headers: tuple[tuple[str, bytes], ...] = ()


class BrokerAway(ConnectionError):
    """The broker took only some of the rows, or none; ``taken`` holds the places of those it acknowledged.

    One that is not among them may be stored all the same; sent again it is stored once.
    """

    def __init__(self, taken: frozenset[int], why: str) -> None:
        super().__init__(why)
        self.taken = taken


class Delivery:
    """One producer, opened when first needed and anew after it failed; ``send`` may be called by several threads."""

    def __init__(self, settings: Settings, client_id: str, delivery_seconds: float = DELIVERY_SECONDS) -> None:
        self._servers = settings.broker.bootstrap_servers.split(",")
        self._client_id, self._seconds = client_id, delivery_seconds
        self._lock = threading.Lock()
        self._producer: KafkaProducer | None = None
        self._failed_at = 0.0

    def send(self, rows: Sequence[Row]) -> None:
        """Return when the broker has acknowledged all rows; raises BrokerAway when it has not within the time."""
        if not rows:
            return
        futures: list[Any] = []
        try:
            producer = self._opened()
            for row in rows:
                futures.append(producer.send(row.topic, row.value, row.key, list(row.headers)))
            for future in futures:
                future.get(timeout=self._seconds + BLOCK_SECONDS)
        except (KafkaError, OSError, ValueError) as error:
            self.close()
            taken = frozenset(place for place, future in enumerate(futures) if future.succeeded())
            raise BrokerAway(taken, str(error) or type(error).__name__) from error

    def close(self) -> None:
        """Let the producer go, if there is one; rows not acknowledged by now are given up."""
        with self._lock:
            producer, self._producer = self._producer, None
        if producer is not None:
            producer.close(timeout=0)

    def _opened(self) -> KafkaProducer:
        """Those who wait while another tries in vain do not try each in turn: eight would take forty seconds."""
        begun = time.monotonic()
        with self._lock:
            if self._producer is None:
                if self._failed_at >= begun:
                    raise KafkaConnectionError("the broker did not answer another either")
                try:
                    self._producer = KafkaProducer(**self._options())
                except KafkaError:
                    self._failed_at = time.monotonic()
                    raise
            return self._producer

    def _options(self) -> dict[str, Any]:
        return {
            "bootstrap_servers": self._servers,
            "client_id": self._client_id,
            "acks": "all",
            "enable_idempotence": False,  # saving is idempotent; brokers without producer ids are welcome
            "linger_ms": 5,
            "batch_size": 131_072,
            "max_block_ms": int(BLOCK_SECONDS * 1000),
            "bootstrap_timeout_ms": int(BLOCK_SECONDS * 1000),
            "request_timeout_ms": int(self._seconds * 500),
            "delivery_timeout_ms": int(self._seconds * 1000),
            "max_in_flight_requests_per_connection": 1,
            "max_request_size": FRAME_BYTES,
            "reconnect_backoff_max_ms": 1000,
            "allow_auto_create_topics": False,
        }
