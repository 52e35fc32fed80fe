"""Steps over records that the client library cannot read, so that one of them does not hold its partition for ever."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, cast

from kafka import KafkaConsumer
from kafka.errors import CorruptRecordError
from kafka.structs import OffsetAndMetadata, TopicPartition

from store.records import DeadLetter

log = logging.getLogger(__name__)
Bury = Callable[[list[DeadLetter]], None]
PROBE_MS = 5000


def step_over(consumer: KafkaConsumer, options: dict[str, Any], bury: Bury, now: datetime, reason: str) -> None:
    """Of every partition that ``consumer`` owns: bury what cannot be read where it stands, and commit what follows.

    Everything before its position must be stored. Records of one batch lie together at the broker: what stands behind
    a broken one cannot be read either, and is buried with it, without its value.
    """
    for where in consumer.assignment():
        position = consumer.position(where)
        with _probe(options, where) as probe:
            following = _following(probe, where, position) if position is not None else None
        if position is None or following is None:
            continue
        log.warning("%s/%d: %d records from %d cannot be read", *where, following - position, position)
        bury([_letter(where, offset, now, reason) for offset in range(position, following)])
        consumer.commit({where: OffsetAndMetadata(following, "", -1)})


def _following(probe: KafkaConsumer, where: TopicPartition, position: int) -> int | None:
    """The first offset behind an unreadable stretch, None when there is none: in steps twice as long, then halves."""
    end = probe.end_offsets([where])[where]
    if position >= end or _readable(probe, where, position):
        return None
    bad, step = position, 1
    while (good := min(bad + step, end)) < end and not _readable(probe, where, good):
        bad, step = good, 2 * step
    while good - bad > 1:
        middle = (bad + good) // 2
        bad, good = (bad, middle) if _readable(probe, where, middle) else (middle, good)
    return good


def _readable(probe: KafkaConsumer, where: TopicPartition, offset: int) -> bool:
    probe.assign([])  # forgets what it has of the batch
    probe.assign([where])
    probe.seek(where, offset)
    try:
        return bool(cast(Any, probe).poll(timeout_ms=PROBE_MS, max_records=1))
    except CorruptRecordError:
        return False


@contextmanager
def _probe(options: dict[str, Any], where: TopicPartition) -> Iterator[KafkaConsumer]:
    made = KafkaConsumer(**options | {"group_id": None, "client_id": f"ioc-probe-{where.topic}"})
    try:
        yield made
    finally:
        made.close(autocommit=False)


def _letter(where: TopicPartition, offset: int, now: datetime, reason: str) -> DeadLetter:
    text = f"cannot be read: {reason}".replace("\x00", "�")[:500]
    return DeadLetter(where.topic, where.partition, offset, now.astimezone(UTC), None, b"", text, whole=False)
