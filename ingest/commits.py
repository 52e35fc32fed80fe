"""The offsets that may be committed because what they stand for is stored."""

import logging
import time
from collections.abc import Iterable, Mapping

from kafka import KafkaConsumer
from kafka.errors import RebalanceInProgressError
from kafka.structs import OffsetAndMetadata, TopicPartition

from ingest.meters import Meters

log = logging.getLogger(__name__)
Offsets = dict[TopicPartition, OffsetAndMetadata]
NO_ANSWER_SECONDS = 15.0
AGAIN_SECONDS = 1.0


class Commits:
    """One commit under way at a time; what fails is sent again, so that a quiet stream does not seem to lag."""

    def __init__(self, consumer: KafkaConsumer, meters: Meters) -> None:
        self._consumer, self._meters = consumer, meters
        self._due: Offsets = {}
        self._stored: Offsets = {}
        self._ends: dict[TopicPartition, int] = {}
        self._quiet_until = 0.0

    def add(self, offsets: Offsets) -> None:
        """These are stored now."""
        self._due |= offsets
        self._stored |= offsets
        self._meters.lag_messages.set(self._lag())

    def strike(self, gone: Iterable[TopicPartition]) -> None:
        """Others own these partitions: to commit now could set them back, so they replay what we stored."""
        for where in gone:
            self._due.pop(where, None)
            self._stored.pop(where, None)
        self._meters.lag_messages.set(self._lag())

    def tell(self, ends: dict[TopicPartition, int]) -> None:
        """How far each partition goes by now, so that messages which nobody fetches are seen too."""
        self._ends = ends
        self._meters.lag_messages.set(self._lag())

    def send(self) -> None:
        """Commit what is due, unless an answer is awaited; costs nothing when nothing is due."""
        if self._due and time.monotonic() >= self._quiet_until:
            self._quiet_until = time.monotonic() + NO_ANSWER_SECONDS
            self._consumer.commit_async(dict(self._due), callback=self._answered)

    def finish(self, seconds: float) -> None:
        """Commit all and wait for it; raises KafkaError when it cannot be."""
        if self._due:
            self._consumer.commit(self._due, timeout_ms=round(seconds * 1000))

    def _answered(self, offsets: Mapping[TopicPartition, OffsetAndMetadata], answer: object) -> None:
        if not isinstance(answer, Exception):
            self._due = {where: end for where, end in self._due.items() if offsets.get(where) != end}
            self._quiet_until = 0.0
            return
        self._quiet_until = time.monotonic() + AGAIN_SECONDS
        self._meters.commits_failed.inc()
        level = logging.DEBUG if isinstance(answer, RebalanceInProgressError) else logging.WARNING
        log.log(level, "offsets not committed, trying again: %s", type(answer).__name__)

    def _lag(self) -> int:
        """By what the broker told last of each partition's end, asked for it or along with a fetch."""
        assigned = self._consumer.assignment()
        ends = {where: self._consumer.highwater(where) or 0 for where in self._stored if where in assigned}
        return sum(
            max(0, max(end, self._ends.get(where, 0)) - self._stored[where].offset) for where, end in ends.items()
        )
