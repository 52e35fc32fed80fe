"""Keeps the made incident apart from what cameras see: stored is only that it was found, and how long that took."""

from collections.abc import Callable, Sequence

from config.canary import CANARY
from ingest.stream import Message
from store.records import Incident, Reading, Record

Decode = Callable[[Message], Sequence[Record]]
METRIC = "incident_seconds"


def apart(decode: Decode) -> Decode:
    """The same function of a message, but for the made incident's records: it opens no alert and is in no count."""
    found = ""

    def keeping(message: Message) -> Sequence[Record]:
        nonlocal found
        kept: list[Record] = []
        for row in decode(message):
            if getattr(row, "camera_id", getattr(row, "source_id", "")) != CANARY.id:
                kept.append(row)
            elif isinstance(row, Incident) and row.rule in CANARY.rules and row.id != found:
                found = row.id
                kept.append(Reading(row.time, CANARY.id, METRIC, (row.time - row.start).total_seconds()))
        return kept

    return keeping
