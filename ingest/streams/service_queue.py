"""service.queue: how an office, health station or agency stands at one time, as JSON; not said is never zero."""

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from config import source_ids
from ingest.stream import Context, Contract, Gate, Message, Stream, Undecodable, When, decode_json, said
from store.records import Reading

TOPIC = "service.queue"


def _count(description: str, unit: str) -> Meta:
    return said(description, unit, ge=0, le=10_000_000)


class OfficeQueue(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """All figures are optional, and at least one is there; what is not said is unknown, never zero."""

    time: When
    office_id: Annotated[
        str,
        Meta(min_length=1, max_length=64, description="An office, health station or agency of the city; the key too."),
    ]
    people_waiting: Annotated[int, _count("Waiting for a counter now.", "people")] | UnsetType = UNSET
    wait_seconds: Annotated[float, said("Expected wait of whoever comes now.", "seconds", ge=0, le=1e6)] | UnsetType = (
        UNSET
    )
    counters_open: Annotated[int, _count("Counters that serve now.", "counters")] | UnsetType = UNSET
    dossiers_received_today: Annotated[int, _count("Received since midnight.", "dossiers")] | UnsetType = UNSET
    dossiers_resolved_today: Annotated[int, _count("Resolved since midnight.", "dossiers")] | UnsetType = UNSET
    dossiers_overdue: Annotated[int, _count("Not resolved and past their date.", "dossiers")] | UnsetType = UNSET
    dossiers_open: Annotated[int, _count("Received and not resolved yet.", "dossiers")] | UnsetType = UNSET
    dossiers_received_this_year: (
        Annotated[int, _count("Received since 1 January, with what was open then.", "dossiers")] | UnsetType
    ) = UNSET
    dossiers_digitised_this_year: Annotated[int, _count("Of these, digitised on receipt.", "dossiers")] | UnsetType = (
        UNSET
    )
    dossiers_resolved_this_year: Annotated[int, _count("Resolved since 1 January.", "dossiers")] | UnsetType = UNSET
    dossiers_resolved_digitised_this_year: (
        Annotated[int, _count("Of these, with a digitised result.", "dossiers")] | UnsetType
    ) = UNSET
    dossiers_on_time_this_year: Annotated[int, _count("Of those resolved, by their date.", "dossiers")] | UnsetType = (
        UNSET
    )
    documents_in_today: Annotated[int, _count("Documents that came in since midnight.", "documents")] | UnsetType = (
        UNSET
    )
    documents_out_today: Annotated[int, _count("Documents sent out since midnight.", "documents")] | UnsetType = UNSET
    documents_backlog: Annotated[int, _count("Came in and not dealt with yet.", "documents")] | UnsetType = UNSET
    checkins_last_hour: (
        Annotated[int, _count("Patients checked in by QR code or chip ID within an hour.", "people")] | UnsetType
    ) = UNSET
    checkins_today: Annotated[int, _count("The same since midnight.", "people")] | UnsetType = UNSET


METRICS = OfficeQueue.__struct_fields__[2:]

CONTRACT = Contract(
    TOPIC,
    "One-stop offices, the document management of agencies, and health-station check-ins. Each figure that a message "
    "carries becomes a reading of its office; the same office, figure and time again is the same reading.",
    "office_id",
    OfficeQueue,
    (
        {"time": "2026-11-21T05:00:00Z", "office_id": "office-17506", "people_waiting": 7, "wait_seconds": 540,
         "counters_open": 3},
        {"time": "2026-11-21T05:00:00Z", "office_id": "office-17506", "dossiers_received_this_year": 51297,
         "dossiers_digitised_this_year": 51041, "dossiers_resolved_this_year": 50653,
         "dossiers_resolved_digitised_this_year": 50006, "dossiers_open": 644},
        {"time": "2026-11-21T05:00:00Z", "office_id": "health-17506", "checkins_last_hour": 18},
        {"time": "2026-11-21T05:00:00Z", "office_id": "agency-17506", "documents_in_today": 41, "documents_backlog": 6},
    ),
)  # fmt: skip


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
