"""The topics there are, made where they are missing, and how far the consumers are behind them."""

import contextlib
import time
from collections.abc import Iterator
from typing import Any

from kafka import KafkaAdminClient, KafkaConsumer
from kafka.errors import KafkaError
from kafka.structs import TopicPartition

from config import Settings

PARTITIONS = 4
FRAME_BYTES = 2 << 20
# A week without the database, or over a long holiday, loses no row.
ROWS = {"retention.ms": str(7 * 24 * 3600 * 1000)}
# Of frames the newest wins: minutes of them are enough, and no disk is filled by cameras.
FRAMES = {
    "max.message.bytes": str(FRAME_BYTES),
    "retention.ms": str(10 * 60 * 1000),
    "retention.bytes": str(1 << 30),
    "segment.bytes": str(64 << 20),
}
TOPICS: dict[str, dict[str, str]] = {
    "camera.frames": FRAMES,
    "network.telemetry": ROWS,
    "service.queue": ROWS,
    "indicators": ROWS,
    "citizen.reports": ROWS,
}
EXISTS = 36
CLIENT = "ioc-topics"


class BrokerUnusable(RuntimeError):
    """The broker does not answer, or refuses what is asked; the message says which broker and why."""


def ensure_topics(settings: Settings, timeout_seconds: float = 30.0) -> None:
    """Make the topics that are missing; those that stand are left as they are."""
    wanted = {name: {"num_partitions": PARTITIONS, "configs": configs} for name, configs in TOPICS.items()}
    with _admin(settings, timeout_seconds) as admin:
        answer = admin.create_topics(wanted, raise_errors=False)
    refused = [topic for topic in answer["topics"] if topic["error_code"] not in (0, EXISTS)]
    if refused:
        text = "; ".join(f"{topic['name']}: {topic['error_message'] or topic['error_code']}" for topic in refused)
        raise BrokerUnusable(f"the broker {settings.broker.bootstrap_servers} made no topic for {text}")


def answers(settings: Settings, timeout_seconds: float = 1.0) -> bool:
    """Whether the broker speaks the Kafka protocol within the time."""
    try:
        with _admin(settings, timeout_seconds) as admin:
            admin.list_topics()
    except BrokerUnusable:
        return False
    return True


def lag(settings: Settings, timeout_seconds: float = 10.0) -> int:
    """Messages not yet consumed, by the group that is furthest behind; all of a topic that no group consumes."""
    with _admin(settings, timeout_seconds) as admin:
        committed = _committed(admin)
        names = sorted(TOPICS.keys() & set(admin.list_topics()))
    ends = _ends(settings, names, timeout_seconds)
    return sum(max(0, end - committed.get(place, 0)) for place, end in ends.items())


def _committed(admin: KafkaAdminClient) -> dict[TopicPartition, int]:
    """The least offset that any group has committed, by partition."""
    asked: Any = admin
    groups = [group["group_id"] for group in asked.list_groups()]
    rows: dict[TopicPartition, int] = {}
    for offsets in asked.list_group_offsets(dict.fromkeys(groups)).values() if groups else ():
        for place, committed in offsets.items():
            if committed.offset >= 0:
                rows[place] = min(committed.offset, rows.get(place, committed.offset))
    return rows


def _ends(settings: Settings, names: list[str], timeout_seconds: float) -> dict[TopicPartition, int]:
    """One past the last message of each partition.

    Asked for it, the embedded broker tells where the *first* message of the last batch ends; a fetch tells the true
    end, so the last batch is fetched.
    """
    milliseconds = int(timeout_seconds * 1000)
    consumer: Any = KafkaConsumer(bootstrap_servers=_servers(settings), enable_auto_commit=False, client_id=CLIENT)
    try:
        places = [
            TopicPartition(name, number) for name in names for number in consumer.partitions_for_topic(name) or ()
        ]
        ends = consumer.end_offsets(places, timeout_ms=milliseconds) if places else {}
        filled = [place for place, end in ends.items() if end]
        consumer.assign(filled)
        for place in filled:
            consumer.seek(place, ends[place] - 1)
        give_up = time.monotonic() + timeout_seconds
        while any(consumer.highwater(place) is None for place in filled) and time.monotonic() < give_up:
            consumer.poll(timeout_ms=100)
        return {place: max(end, (consumer.highwater(place) or 0) if end else 0) for place, end in ends.items()}
    except KafkaError as error:
        raise BrokerUnusable(f"the broker {settings.broker.bootstrap_servers} does not answer: {error}") from error
    finally:
        consumer.close(autocommit=False)


def _servers(settings: Settings) -> list[str]:
    return settings.broker.bootstrap_servers.split(",")


@contextlib.contextmanager
def _admin(settings: Settings, timeout_seconds: float) -> Iterator[Any]:
    servers = settings.broker.bootstrap_servers
    milliseconds = int(timeout_seconds * 1000)
    times: dict[str, Any] = {"bootstrap_timeout_ms": milliseconds, "request_timeout_ms": milliseconds}
    try:
        admin = KafkaAdminClient(bootstrap_servers=_servers(settings), client_id=CLIENT, **times)
    except (KafkaError, ValueError, OSError) as error:
        raise BrokerUnusable(f"the broker {servers} does not answer: {error}") from error
    try:
        yield admin
    except KafkaError as error:
        raise BrokerUnusable(f"the broker {servers} does not answer as it should: {error}") from error
    finally:
        admin.close()
