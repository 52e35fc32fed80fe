"""What becomes of a message that cannot be decoded: it is kept with where it stood and why."""

from datetime import UTC, datetime

from ingest.stream import Message
from store.records import DeadLetter

LATEST_MS = int(datetime(2100, 1, 1, tzinfo=UTC).timestamp() * 1000)


def bury(message: Message, reason: str, keep_kb: int) -> DeadLetter:
    """The message as a dead letter; only its first ``keep_kb`` kB are kept, and its headers are not.

    A message with headers is therefore never whole: sent again without them it would be another one. Its sender writes
    the timestamp: what no calendar has is brought to the nearest that ours has, and to the same at each replay.
    """
    sent = datetime.fromtimestamp(min(max(0, message.timestamp), LATEST_MS) / 1000, UTC)
    value = message.value or b""
    text = reason.replace("\x00", "�")[:500]
    kept, whole = value[: keep_kb * 1024], len(value) <= keep_kb * 1024 and not message.headers
    return DeadLetter(message.topic, message.partition, message.offset, sent, message.key, kept, text, whole)
