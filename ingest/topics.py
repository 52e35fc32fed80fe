"""The topics there are, made where they are missing, and how far the consumers are behind them."""

import contextlib
from collections.abc import Iterator

from kafka import KafkaAdminClient, TopicPartition
from kafka.admin import OffsetSpec
from kafka.errors import KafkaError

from config import Settings

PARTITIONS = 4
FRAME_BYTES = 2 << 20
TOPICS: dict[str, dict[str, str]] = {
    "camera.frames": {"max.message.bytes": str(FRAME_BYTES)},
    "network.telemetry": {},
    "service.queue": {},
}
EXISTS = 36


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
    """Messages not yet consumed, over all topics: for each the group that is furthest behind, and all of it if there is none."""
    with _admin(settings, timeout_seconds) as admin:
        committed = _committed(admin)
        ends = _ends(admin)
    return sum(max(0, end - committed.get(place, 0)) for place, end in ends.items())


def _committed(admin: KafkaAdminClient) -> dict[TopicPartition, int]:
    """The least offset that any group has committed, by partition."""
    groups = [group["group_id"] for group in admin.list_groups()]
    rows: dict[TopicPartition, int] = {}
    for offsets in admin.list_group_offsets(dict.fromkeys(groups)).values() if groups else ():
        for place, committed in offsets.items():
            if committed.offset >= 0:
                rows[place] = min(committed.offset, rows.get(place, committed.offset))
    return rows


def _ends(admin: KafkaAdminClient) -> dict[TopicPartition, int]:
    """One past the last message, by partition of our topics."""
    ours = [topic for topic in admin.describe_topics() if topic["name"] in TOPICS]
    places = [TopicPartition(topic["name"], row["partition_index"]) for topic in ours for row in topic["partitions"]]
    found = admin.list_partition_offsets(dict.fromkeys(places, OffsetSpec.LATEST)) if places else {}
    return {place: end.offset for place, end in found.items()}


@contextlib.contextmanager
def _admin(settings: Settings, timeout_seconds: float) -> Iterator[KafkaAdminClient]:
    servers = settings.broker.bootstrap_servers
    milliseconds = int(timeout_seconds * 1000)
    try:
        admin = KafkaAdminClient(
            bootstrap_servers=servers.split(","),
            bootstrap_timeout_ms=milliseconds,
            request_timeout_ms=milliseconds,
            client_id="ioc-ops",
        )
    except (KafkaError, ValueError, OSError) as error:
        raise BrokerUnusable(f"the broker {servers} does not answer: {error}") from error
    try:
        yield admin
    except KafkaError as error:
        raise BrokerUnusable(f"the broker {servers} does not answer as it should: {error}") from error
    finally:
        admin.close()
