"""network.telemetry: one metric of one link, site or process at one time, as JSON."""

from typing import Annotated

import msgspec
from msgspec import Meta

from config import source_ids
from ingest.stream import Context, Gate, Message, Metric, Stream, Undecodable, decode_json
from store.records import Reading, Time

TOPIC = "network.telemetry"


class Telemetry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """The wire schema. ``value`` is in the unit that the metric's name says."""

    time: Time
    source_id: Annotated[str, Meta(min_length=1, max_length=64)]
    metric: Metric
    value: Annotated[float, Meta(ge=-1e15, le=1e15)]


def stream(context: Context) -> Stream:
    """Each message becomes one reading."""
    decoder = msgspec.json.Decoder(Telemetry)
    gate = Gate(source_ids(context.city), context.now, context.settings.ingest.future_seconds)

    def decode(message: Message) -> list[Reading]:
        row = decode_json(decoder, message)
        gate.check(row.source_id, row.time)
        if message.key is not None and message.key != row.source_id.encode():
            raise Undecodable("the message's key is not its source_id")
        return [Reading(row.time, row.source_id, row.metric, row.value)]

    return Stream(TOPIC, context.settings.ingest.batch_rows, decode)
