"""Sees a consumer that gets nothing though the broker has something for it, so that it is made anew."""

import time
from collections.abc import Mapping
from typing import Any, cast

from kafka import KafkaConsumer
from kafka.errors import KafkaError, KafkaTimeoutError
from kafka.structs import TopicPartition

Ends = dict[TopicPartition, int]
ANSWER_MS = 2000
POSITION_MS = 100
LOOK_SECONDS = 10.0
PATIENCE_SECONDS = 20.0
FETCHES = 8  # fewer in that time: the loop was waiting for the database, not for the broker


class Stalled(KafkaError):
    """A partition has messages for us and we get none of them."""


class Stall:
    """Asks the broker every ``look_seconds`` how far each partition goes and compares it with how far we have read.

    A client library has many states in which it could forget a partition, and a stream that stands still looks like
    a quiet one: whoever watches must hear of it, and nobody should have to restart anything.
    """

    def __init__(
        self, consumer: KafkaConsumer, look_seconds: float = LOOK_SECONDS, patience_seconds: float = PATIENCE_SECONDS
    ) -> None:
        self._consumer = cast(Any, consumer)  # its types know no timeouts
        self._every, self._patience = look_seconds, patience_seconds
        self._next = time.monotonic() + look_seconds
        self._since: dict[TopicPartition, tuple[int, float, int]] = {}
        self._fetches = 0

    def fetched(self) -> None:
        """The loop asked for messages once more."""
        self._fetches += 1

    def look(self) -> Ends | None:
        """The end of each partition we own, None when it is not time yet; raises Stalled, and KafkaTimeoutError when
        the broker does not answer.
        """
        now = time.monotonic()
        if now < self._next:
            return None
        self._next = now + self._every
        owned = list(self._consumer.assignment())
        ends: Ends = self._consumer.end_offsets(owned, timeout_ms=ANSWER_MS) if owned else {}
        self._compare(ends, now)
        return ends

    def _compare(self, ends: Mapping[TopicPartition, int], now: float) -> None:
        behind: dict[TopicPartition, tuple[int, float, int]] = {}
        for where, end in ends.items():
            position = self._position(where)
            if position is None or position >= end:
                continue
            known = self._since.get(where)
            behind[where] = known if known and known[0] == position else (position, now, self._fetches)
        self._since = behind
        for where, (position, since, fetches) in behind.items():
            if now - since >= self._patience and self._fetches - fetches >= FETCHES:
                raise Stalled(f"{where.topic}/{where.partition} stands at {position} of {ends[where]}")

    def _position(self, where: TopicPartition) -> int | None:
        try:
            return self._consumer.position(where, timeout_ms=POSITION_MS)
        except KafkaTimeoutError:
            return None
