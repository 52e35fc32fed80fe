"""indicators: a figure about a commune or the whole city in one period, as JSON; null says that it is missing."""

import re
from datetime import MAXYEAR, date
from typing import Annotated

import msgspec
from msgspec import Meta

from config.city import City, IndicatorKind
from ingest.stream import Context, Contract, Gate, Message, Stream, Undecodable, When, decode_json
from store.records import Indicator

TOPIC = "indicators"
Figure = Annotated[float, Meta(ge=-1e15, le=1e15)]
YEAR = re.compile(r"^\d{4}$")
QUARTER = re.compile(r"^(\d{4})-Q([1-4])$")
MONTH = re.compile(r"^\d{4}-\d{2}$")


class Statement(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """A figure as somebody states it at one time. To correct it, state it again with a later time."""

    time: Annotated[When, Meta(description="When it was stated: of one period the newest statement holds.")]
    indicator: Annotated[str, Meta(min_length=1, max_length=64, description="One of the city's indicators.csv.")]
    period: Annotated[
        str,
        Meta(
            pattern=r"^[0-9]{4}(-Q[1-4]|-[0-9]{2}|-[0-9]{2}-[0-9]{2})?$",
            description="What it is about: a year, quarter, month or day, by local calendar: 2026, 2026-Q3, 2026-10, …",
        ),
    ]
    value: Annotated[Figure | None, Meta(description="The figure; null: known to be missing, which is not zero.")]
    unit: Annotated[str, Meta(max_length=32, description="The indicator's unit, said again so that none is mistaken.")]
    commune_code: Annotated[str, Meta(max_length=16, description="The commune; empty or left out: the whole city.")] = (
        ""
    )
    whole: Annotated[
        Annotated[float, Meta(gt=0, le=1e15)] | None,
        Meta(description="What the value is a part of, in the same unit."),
    ] = None
    target: Annotated[Figure | None, Meta(description="What is aimed at, in the same unit.")] = None


CONTRACT = Contract(
    TOPIC,
    "Slow figures: usage, shares, accounts, scores. Every statement is kept; of one indicator, commune and period the "
    "statement with the newest time holds, and of two with the same time the one that came later.",
    "indicator/commune_code",
    Statement,
    (
        {"time": "2026-10-02T01:00:00Z", "indicator": "cashless_accounts", "commune_code": "17506", "period": "2026-Q3",
         "value": 135241, "whole": 159708, "target": 159708, "unit": "accounts"},
        {"time": "2026-10-02T01:00:00Z", "indicator": "dti_economy_score", "commune_code": "17506", "period": "2026",
         "value": None, "unit": "points"},
        {"time": "2026-10-02T01:00:00Z", "indicator": "signatures_issued", "period": "2026-09", "value": 14800,
         "target": 15500, "unit": "signatures"},
    ),
)  # fmt: skip


def stream(context: Context) -> Stream:
    """Each message becomes one statement."""
    decoder = msgspec.json.Decoder(Statement)
    kinds = {kind.id: kind for kind in context.city.indicators}
    communes = {commune.code for commune in context.city.communes}
    gate = Gate(frozenset(kinds), context.now, context.settings.ingest.future_seconds, "indicator")

    def decode(message: Message) -> list[Indicator]:
        row = decode_json(decoder, message)
        gate.check(row.indicator, row.time)
        _check(row, kinds[row.indicator], communes)
        if message.key is not None and message.key != f"{row.indicator}/{row.commune_code}".encode():
            raise Undecodable("the message's key is not its indicator/commune_code")
        where = row.time, row.indicator, row.commune_code, row.period, starts(row.period)
        return [Indicator(*where, row.value, row.whole, row.target, row.unit)]

    return Stream(TOPIC, context.settings.ingest.batch_rows, decode)


def city_wide(city: City) -> tuple[str, ...]:
    """The indicators that are of the whole city alone."""
    return tuple(kind.id for kind in city.indicators if kind.scope == "city")


def starts(period: str) -> date:
    """The first day of a period; Undecodable when there is no such month or day."""
    try:
        if YEAR.fullmatch(period):
            return date(int(period), 1, 1)
        if quarter := QUARTER.fullmatch(period):
            return date(int(quarter[1]), 3 * int(quarter[2]) - 2, 1)
        return date.fromisoformat(f"{period}-01" if MONTH.fullmatch(period) else period)
    except ValueError as error:
        raise Undecodable(f"there is no period {period!r} (1..{MAXYEAR}): {error}") from error


def _check(row: Statement, kind: IndicatorKind, communes: set[str]) -> None:
    """Raise Undecodable for a unit, commune or whole that this indicator cannot have."""
    if row.unit != kind.unit:
        raise Undecodable(f"{row.indicator} is in {kind.unit!r}, not in {row.unit!r}")
    if row.commune_code and row.commune_code not in communes:
        raise Undecodable(f"unknown commune {row.commune_code!r}")
    if row.commune_code and kind.scope == "city":
        raise Undecodable(f"{row.indicator} is of the whole city, not of a commune")
    if row.value is not None and row.whole is not None and row.value > row.whole:
        raise Undecodable("the value is more than the whole it is a part of")
