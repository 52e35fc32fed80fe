"""citizen.reports: what became of a citizen's report at one time, as JSON; order and repeats do not matter."""

from typing import Annotated, NamedTuple

import msgspec
from msgspec import UNSET, Meta, UnsetType

from geo.areas import Areas
from ingest.stream import Context, Contract, Gate, Message, Stream, Undecodable, When, decode_json
from store.records import ReportChange, ReportState

TOPIC = "citizen.reports"


class Change(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """One step of a report. The first, `received`, says what and where; the others may say it again, or better."""

    time: Annotated[When, Meta(description="When the report came into this state.")]
    report_id: Annotated[
        str,
        Meta(
            pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:/-]{0,63}$",
            description="The report's number where it is kept; the key too. Nothing about a person.",
        ),
    ]
    state: Annotated[ReportState, Meta(description="received → assigned → in_progress → done or rejected.")]
    unit: (
        Annotated[str, Meta(min_length=1, max_length=200, description="Who has it; needed once it is assigned.")]
        | UnsetType
    ) = UNSET
    category: (
        Annotated[str, Meta(min_length=1, max_length=64, description="One of the city's categories.csv.")] | UnsetType
    ) = UNSET
    lon: Annotated[float, Meta(ge=-180, le=180, description="Longitude in degrees, inside the city.")] | UnsetType = (
        UNSET
    )
    lat: Annotated[float, Meta(ge=-90, le=90, description="Latitude in degrees.")] | UnsetType = UNSET
    commune_code: (
        Annotated[str, Meta(min_length=1, max_length=16, description="The commune; found from the place if left out.")]
        | UnsetType
    ) = UNSET


CONTRACT = Contract(
    TOPIC,
    "Citizens' field reports and what becomes of them. The newest change says the state, at the same time the one "
    "further on; the same changes in any order and any number leave the same report. No text and no name is taken.",
    "report_id",
    Change,
    (
        {"time": "2026-11-21T05:00:00Z", "report_id": "PA-2026-000123", "state": "received", "category": "road_damage",
         "lon": 105.4830, "lat": 19.0015},
        {"time": "2026-11-21T05:20:00Z", "report_id": "PA-2026-000123", "state": "assigned", "unit": "UBND Yên Thành"},
        {"time": "2026-11-21T05:01:00Z", "report_id": "PA-2026-000124", "state": "received", "category": "waste",
         "commune_code": "17506"},
    ),
)  # fmt: skip


class Where(NamedTuple):
    """A place and its commune; ("", None, None) when nothing was said of it."""

    lon: float | None
    lat: float | None
    commune_code: str


def stream(context: Context) -> Stream:
    """Each message becomes one change of one report."""
    decoder = msgspec.json.Decoder(Change)
    categories = {category.id for category in context.city.categories}
    communes = {commune.code for commune in context.city.communes}
    areas = Areas(context.city.boundaries)
    gate = Gate(None, context.now, context.settings.ingest.future_seconds)

    def decode(message: Message) -> list[ReportChange]:
        row = decode_json(decoder, message)
        gate.check(row.report_id, row.time)
        if message.key is not None and message.key != row.report_id.encode():
            raise Undecodable("the message's key is not its report_id")
        category, unit = _said(row.category), _said(row.unit)
        if category and category not in categories:
            raise Undecodable(f"unknown category {category!r}")
        where = _where(row, areas, communes)
        _check_step(row, category, unit, where)
        return [ReportChange(row.time, row.report_id, row.state, unit, category, *where)]

    return Stream(TOPIC, context.settings.ingest.batch_rows, decode)


def _where(row: Change, areas: Areas, communes: set[str]) -> Where:
    """The commune that the sender names counts; else the one on the map, without which a place is outside the city."""
    named = _said(row.commune_code)
    if named and named not in communes:
        raise Undecodable(f"unknown commune {named!r}")
    if isinstance(row.lon, UnsetType) or isinstance(row.lat, UnsetType):
        if row.lon is not row.lat:
            raise Undecodable("lon and lat go together")
        return Where(None, None, named)
    if (found := areas.commune_at(row.lon, row.lat)) is None:
        raise Undecodable(f"({row.lon:.5f}, {row.lat:.5f}) is outside the city (longitude comes first)")
    return Where(row.lon, row.lat, named or found)


def _check_step(row: Change, category: str, unit: str, where: Where) -> None:
    if row.state == "received" and not (category and where.commune_code):
        raise Undecodable("a received report says its category, and its place or commune")
    if "\x00" in unit:
        raise Undecodable("the unit has a character that no database keeps (NUL)")
    if row.state in ("assigned", "in_progress") and not unit:
        raise Undecodable(f"{row.state} says which unit has it")


def _said(text: str | UnsetType) -> str:
    return "" if isinstance(text, UnsetType) else text
