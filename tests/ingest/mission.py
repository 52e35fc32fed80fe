"""Decodes rows of the demonstration city as the consumer would, and keeps what they cause in a real database."""

import asyncio
from datetime import timedelta

import msgspec

from config import City, load, load_city
from ingest.stream import Context, open_stream
from store.pool import connect
from store.reader import Reader
from store.records import Batch, Record
from store.write import save
from tests.builders import NOON, message

CITY: City = load_city(load({}), {})
NOW = NOON + timedelta(hours=1)


def decoded(stream: str, *rows: dict) -> list[Record]:
    """The records of these messages."""
    opened = open_stream(stream, Context(load({}), CITY, lambda: NOW, lambda _camera: []))
    return [record for row in rows for record in opened.decode(message(msgspec.json.encode(row)))]


def stored(url: str, stream: str, *rows: dict) -> None:
    """Decode these messages and save their records in one transaction."""
    batch = Batch()
    for record in decoded(stream, *rows):
        batch.add([record])
    with connect(url, 5.0) as connection:
        save(connection, batch)


def answer(url: str, question, *about):
    """One question through a reader of its own."""

    async def asking():
        reader = Reader(url, 20.0)
        try:
            return await reader.ask(question, *about)
        finally:
            reader.drop()

    return asyncio.run(asking())
