"""Decodes rows of the demonstration city as the consumer would, and keeps what they cause in a real database."""

from datetime import timedelta

import msgspec

from config import City, load, load_city
from ingest.stream import Context, open_stream
from store.records import Record
from tests.builders import NOON, message
from tests.database import saved

CITY: City = load_city(load({}), {})
NOW = NOON + timedelta(hours=1)


def decoded(stream: str, *rows: dict) -> list[Record]:
    """The records of these messages."""
    opened = open_stream(stream, Context(load({}), CITY, lambda: NOW, lambda _camera: []))
    return [record for row in rows for record in opened.decode(message(msgspec.json.encode(row)))]


def stored(url: str, stream: str, *rows: dict) -> None:
    """Decode these messages and save their records in one transaction."""
    saved(url, *decoded(stream, *rows))
