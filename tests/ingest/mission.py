"""Rows of the demonstration city: decoded as the consumer would, and what they cause kept in a real database."""

from datetime import timedelta

import msgspec

from config import City, load, load_city
from ingest.stream import Context, open_stream
from store.records import Record
from tests.builders import NOON, message
from tests.database import saved

CITY: City = load_city(load({}), {})
NOW = NOON + timedelta(hours=1)
GOOD = {"time": "2026-10-02T01:00:00Z", "indicator": "cashless_accounts", "commune_code": "17506", "period": "2026-Q3",
        "value": 100, "unit": "accounts"}  # fmt: skip
DTI = GOOD | {"indicator": "dti_economy_score", "unit": "points", "period": "2026"}
COMMUNES = [commune.code for commune in CITY.communes]
RECEIVED = {"time": "2026-11-20T01:00:00Z", "report_id": "PA-1", "state": "received", "category": "waste",
            "lon": 105.483, "lat": 19.0015}  # fmt: skip


def step(minute: int, state: str, **more: object) -> dict:
    """A later change of the report that was received."""
    return {"time": f"2026-11-20T01:{minute:02}:00Z", "report_id": "PA-1", "state": state} | more


def decoded(stream: str, *rows: dict) -> list[Record]:
    """The records of these messages."""
    opened = open_stream(stream, Context(load({}), CITY, lambda: NOW, lambda _camera: []))
    return [record for row in rows for record in opened.decode(message(msgspec.json.encode(row)))]


def stored(url: str, stream: str, *rows: dict) -> None:
    """Decode these messages and save their records in one transaction."""
    saved(url, *decoded(stream, *rows))
