"""What tests put into a database, and what they ask of it."""

import asyncio

from store.pool import connect
from store.reader import Reader
from store.write import save
from tests.builders import batch


def saved(url: str, *records: object) -> None:
    """Save these records in one transaction."""
    with connect(url, 5.0) as link:
        save(link, batch(*records))


def ask(url: str, question, *about):
    """The answer to one question, through a reader of its own as a screen has one."""

    async def asking():
        reader = Reader(url, 20.0)
        try:
            return await reader.ask(question, *about)
        finally:
            reader.drop()

    return asyncio.run(asking())
