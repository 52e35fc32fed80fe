"""The loop that every stream runs in: fetch, decode, judge, save, then commit offsets."""

import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import NamedTuple, cast

from kafka import KafkaConsumer
from kafka.structs import OffsetAndMetadata, TopicPartition

from ingest.stream import Message

log = logging.getLogger(__name__)
Polled = Mapping[TopicPartition, list[Message]]
Offsets = dict[TopicPartition, OffsetAndMetadata]


class Fetched(NamedTuple):
    """Messages of one poll, and the offsets to commit once all they cause is stored."""

    messages: list[Message]
    offsets: Offsets


class Writing(NamedTuple):
    """A batch in the writer's hands."""

    done: Future[None]
    offsets: Offsets


def run(
    consumer: KafkaConsumer, process: Callable[[Sequence[Message]], None], poll_ms: int, stopping: Callable[[], bool]
) -> None:
    """Consume until ``stopping``; while one batch is processed in the writer's thread the next one is fetched.

    ``process`` does, for each batch: 1. decode (undecodable → dead letter with the reason) 2. open, update or clear
    alerts 3. save all in one transaction. Then, here: 4. commit offsets. A crash between 3 and 4 replays the batch;
    saving is idempotent. While a batch waits for the database the partitions are paused and polled on, so that the
    group keeps this member.
    """
    with ThreadPoolExecutor(1, "writer") as writer:
        writing: Writing | None = None
        held: Fetched | None = None
        while not stopping():
            if held and writing and not wait([writing.done], poll_ms / 1000).done:
                held = _stay_member(consumer, held)
                continue
            if writing and writing.done.done():
                writing.done.result()
                consumer.commit_async(writing.offsets, callback=_committed)
                writing = None
            if held and not writing:
                writing, held = Writing(writer.submit(process, held.messages), held.offsets), None
            if not held:
                held = _fetch(consumer, poll_ms)
        if writing:
            writing.done.result()
            consumer.commit(writing.offsets, timeout_ms=5000)


def _fetch(consumer: KafkaConsumer, poll_ms: int) -> Fetched | None:
    if paused := consumer.paused():
        consumer.resume(*paused)
    polled = cast(Polled, consumer.poll(timeout_ms=poll_ms))
    messages = [message for records in polled.values() for message in records]
    ends = {where: OffsetAndMetadata(records[-1].offset + 1, "", -1) for where, records in polled.items() if records}
    return Fetched(messages, ends) if messages else None


def _stay_member(consumer: KafkaConsumer, held: Fetched) -> Fetched:
    """Let the group hear from us and fetch nothing; what a rebalance brings all the same joins what is held."""
    consumer.pause(*consumer.assignment())
    polled = cast(Polled, consumer.poll(timeout_ms=0))
    for where, records in polled.items():
        held.messages.extend(records)
        held.offsets[where] = OffsetAndMetadata(records[-1].offset + 1, "", -1)
    return held


def _committed(offsets: Mapping[TopicPartition, OffsetAndMetadata], answer: object) -> None:
    """A commit that fails costs a replay, never a message: whoever owns the partition now reads it again."""
    if isinstance(answer, Exception):
        log.warning("offsets not committed, the batch will be replayed: %s", answer)
