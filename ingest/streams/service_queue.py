"""service.queue: how a one-stop office stands at one time, as JSON; a field that is missing is unknown, never zero."""

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from config import source_ids
from ingest.stream import Context, Gate, Message, Stream, Undecodable, decode_json
from store.records import Reading, Time

TOPIC = "service.queue"
Count = Annotated[int, Meta(ge=0, le=10_000_000)]


class OfficeQueue(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """The wire schema. ``wait_seconds`` is the expected wait of whoever comes now; counts of dossiers are of today."""

    time: Time
    office_id: Annotated[str, Meta(min_length=1, max_length=64)]
    people_waiting: Count | UnsetType = UNSET
    wait_seconds: Annotated[float, Meta(ge=0, le=1e6)] | UnsetType = UNSET
    counters_open: Count | UnsetType = UNSET
    dossiers_received_today: Count | UnsetType = UNSET
    dossiers_resolved_today: Count | UnsetType = UNSET
    dossiers_overdue: Count | UnsetType = UNSET


METRICS = OfficeQueue.__struct_fields__[2:]


def stream(context: Context) -> Stream:
    """Each field that a message carries becomes one reading of its office."""
    decoder = msgspec.json.Decoder(OfficeQueue)
    gate = Gate(source_ids(context.city), context.now, context.settings.ingest.future_seconds)

    def decode(message: Message) -> list[Reading]:
        row = decode_json(decoder, message)
        gate.check(row.office_id, row.time)
        values = [(metric, getattr(row, metric)) for metric in METRICS]
        readings = [Reading(row.time, row.office_id, metric, float(v)) for metric, v in values if v is not UNSET]
        if not readings:
            raise Undecodable("the message carries no metric")
        return readings

    return Stream(TOPIC, context.settings.ingest.batch_rows, decode)
