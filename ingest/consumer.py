"""The loop that every stream runs in: fetch, decode, judge, save, then commit offsets."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import NamedTuple, cast

from kafka import ConsumerRebalanceListener, KafkaConsumer
from kafka.errors import CorruptRecordError, KafkaTimeoutError
from kafka.structs import OffsetAndMetadata, TopicPartition

from ingest.commits import Commits, Offsets
from ingest.meters import Meters
from ingest.stall import Stall
from ingest.stream import Message

Polled = Mapping[TopicPartition, list[Message]]
COMMIT_AT_END_SECONDS = 5.0
SILENT_SECONDS = 5.0


class Fetched(NamedTuple):
    """Messages that are to be stored together, and the offsets to commit once all they cause is stored."""

    messages: list[Message]
    offsets: Offsets

    def add(self, polled: Polled) -> None:
        """Take in what a poll brought."""
        for where, records in polled.items():
            self.messages.extend(records)
            self.offsets[where] = OffsetAndMetadata(records[-1].offset + 1, "", -1)

    def without(self, gone: Iterable[TopicPartition]) -> "Fetched":
        """What is left when partitions have gone to another consumer, which reads these messages itself."""
        places = {(where.topic, where.partition) for where in gone}
        left = [message for message in self.messages if (message.topic, message.partition) not in places]
        return Fetched(left, {where: end for where, end in self.offsets.items() if where not in gone})


class Writing(NamedTuple):
    """A batch in the writer's hands."""

    done: Future[None]
    batch: Fetched


class Gone(ConsumerRebalanceListener):
    """Remembers which partitions were taken from us; told while a poll waits, asked after it.

    An eager rebalance revokes all and gives back most. What comes back keeps its position in kafka-python, so what was
    read of it is read only once and must not be let go: gone is what was revoked and not given back.
    """

    def __init__(self) -> None:
        self._gone: set[TopicPartition] = set()
        self._revoked: set[TopicPartition] = set()

    def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        """Whether they are gone is known when the new ones are told."""
        self._revoked |= set(revoked)

    def on_partitions_lost(self, lost: Iterable[TopicPartition]) -> None:
        """The group thought us dead: others may have read on, and we begin where the group stands."""
        self._gone |= set(lost)
        self._revoked -= set(lost)

    def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        """All that are ours now, the ones that stayed among them."""
        self._gone |= self._revoked - set(assigned)
        self._revoked = set()

    def take(self) -> set[TopicPartition]:
        """Those that went since the last time."""
        places, self._gone = self._gone, set()
        return places


def run(
    consumer: KafkaConsumer,
    topic: str,
    process: Callable[[Sequence[Message]], None],
    poll_ms: int,
    stopping: Callable[[], bool],
    meters: Meters,
) -> None:
    """Consume until ``stopping``; while one batch is processed in the writer's thread the next one is fetched.

    ``process`` does, for each batch: 1. decode (undecodable → dead letter with the reason) 2. open, update or
    clear alerts 3. save all in one transaction. Then, here: 4. commit offsets. A crash between 3 and 4 replays the
    batch; saving is idempotent. While a batch waits for the database the partitions are paused and polled on, so
    that the group keeps this member. Raises CorruptRecordError at a record that cannot be read, once all before it is
    stored and committed.
    """
    with ThreadPoolExecutor(1, "writer") as writer:
        loop = Loop(consumer, topic, lambda messages: writer.submit(process, messages), poll_ms, meters)
        try:
            while not stopping():
                loop.turn()
        except CorruptRecordError:
            loop.drain()
            raise
        loop.finish()


class Loop:
    """One batch in the writer's hands, the next one held ready, and the offsets of those before them."""

    def __init__(
        self,
        consumer: KafkaConsumer,
        topic: str,
        write: Callable[[Sequence[Message]], Future[None]],
        poll_ms: int,
        meters: Meters,
    ) -> None:
        self._consumer, self._write, self._poll_ms, self._meters = consumer, write, poll_ms, meters
        self._gone, self._commits, self._stall = Gone(), Commits(consumer, meters), Stall(consumer)
        self._writing: Writing | None = None
        self._held: Fetched | None = None
        self._silent_until = 0.0
        consumer.subscribe([topic], listener=self._gone)
        meters.watch_lag(self._oldest)

    def turn(self) -> None:
        """Once round: what is written is committed, what is held is handed on, and more is fetched."""
        if self._writing and self._is_written(self._writing.done):
            self._take_back(self._writing)
        if self._held and not self._writing:
            self._writing, self._held = Writing(self._write(self._held.messages), self._held), None
        if self._held:
            self._stay_member()
        else:
            self._fetch()
        self._commits.send()
        self._look()

    def drain(self) -> None:
        """Store and commit all that was fetched."""
        if self._writing:
            self._take_back(self._writing)
        if self._held:
            self._take_back(Writing(self._write(self._held.messages), self._held))
            self._held = None
        self._commits.finish(COMMIT_AT_END_SECONDS)

    def finish(self) -> None:
        """Wait for what is being written, and commit it."""
        if self._writing:
            self._take_back(self._writing)
        self._commits.finish(COMMIT_AT_END_SECONDS)

    def _look(self) -> None:
        """Whether the broker is there and gives us what it has; raises Stalled when it has and does not."""
        try:
            ends = self._stall.look()
        except KafkaTimeoutError:
            self._meters.broker.silent = True
        else:
            if ends is not None:
                self._meters.broker.silent = False
                self._commits.tell(ends)
        self._meters.broker.look(self._consumer)

    def _is_written(self, done: Future[None]) -> bool:
        """Waits a little only when the next batch is ready, so that there is nothing better to do."""
        return done.done() or (self._held is not None and bool(wait([done], self._poll_ms / 1000).done))

    def _take_back(self, writing: Writing) -> None:
        writing.done.result()
        self._commits.add(writing.batch.offsets)
        self._writing = None

    def _fetch(self) -> None:
        if paused := self._consumer.paused():
            self._consumer.resume(*paused)
        self._stall.fetched()
        polled = self._poll(self._poll_ms)
        if polled or time.monotonic() >= self._silent_until:  # an empty batch asks whether the database is there
            self._held = Fetched([], {})
            self._held.add(polled)
            self._silent_until = time.monotonic() + SILENT_SECONDS

    def _stay_member(self) -> None:
        """Let the group hear from us and fetch nothing; what a rebalance brings all the same joins what is held."""
        self._consumer.pause(*self._consumer.assignment())
        polled = self._poll(0)
        if self._held:
            self._held.add(polled)

    def _poll(self, timeout_ms: int) -> Polled:
        """What a poll brings was read after its rebalance: what the rebalance took goes first, or both would go."""
        polled = cast(Polled, self._consumer.poll(timeout_ms=timeout_ms))
        if places := self._gone.take():
            self._let_go(places)
        return polled

    def _let_go(self, places: set[TopicPartition]) -> None:
        self._commits.strike(places)
        if self._held:
            self._held = self._held.without(places)
        if self._writing:
            self._writing = Writing(self._writing.done, self._writing.batch.without(places))

    def _oldest(self) -> float | None:
        """When the oldest message that is not stored yet was sent, in seconds since 1970; asked by another thread."""
        batches = (self._writing.batch if (self._writing) else None, self._held)
        return next((batch.messages[0].timestamp / 1000 for batch in batches if batch and batch.messages), None)
