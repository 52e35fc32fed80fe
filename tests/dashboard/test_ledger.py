"""The ledger: read while somebody looks, once for all, and forgotten when nobody does."""

import asyncio
from datetime import timedelta
from types import SimpleNamespace

from dashboard.centre import Centre
from dashboard.ledger import FORGET_SECONDS, Ledger
from store.reader import alive
from tests.builders import NOON, city, settings_for


class Shelf:
    """A page that counts how often it was read, at a time that the test sets; a ledger of it alone."""

    def __init__(self, url: str) -> None:
        self.NAME, self.READ_SECONDS, self.read, self.now = "shelf", 5.0, 0, NOON
        silent = SimpleNamespace(NAME="silent")
        self.silent = silent
        centre = Centre(settings_for(url, "127.0.0.1:1"), city())
        self.ledger = Ledger(centre, [self, silent], lambda: self.now)  # pyright: ignore[reportArgumentType]

    async def look(self, connection, _centre, _now, before) -> int:
        await alive(connection)
        assert before in (None, self.read)
        self.read += 1
        return self.read

    async def ticks(self, looked_at, seconds: float = 0.0) -> tuple:
        """The answer after the time moved on by so much, a tick, and whatever it began."""
        self.now += timedelta(seconds=seconds)
        self.ledger.step(looked_at)
        task = self.ledger._entries["shelf"].task
        await asyncio.gather(*([task] if task else []), return_exceptions=True)
        return self.ledger.of(self)  # pyright: ignore[reportArgumentType]


def told(url: str, *steps) -> list[tuple]:
    """What a page is given after each step of (who looks, seconds gone)."""

    async def asking():
        shelf = Shelf(url)
        rows = [await shelf.ticks(*step) for step in steps]
        shelf.ledger._forget(shelf.ledger._entries["shelf"])
        return rows

    return asyncio.run(asking())


def test_page_that_nobody_looks_at_is_never_read(database_url):
    assert told(database_url, ({}, 0), ({"wall"}, 9)) == [(None,), (None,)]


def test_page_is_read_once_in_its_time_however_often_it_is_asked_for(database_url):
    seen = {"shelf"}
    assert told(database_url, (seen, 0), (seen, 0.2), (seen, 4), (seen, 1), (seen, 1)) == [(1,), (1,), (1,), (2,), (2,)]


def test_page_that_nobody_looked_at_for_long_is_forgotten_and_read_anew(database_url):
    steps = (({"shelf"}, 0), ({}, FORGET_SECONDS - 1), ({}, 2), ({"shelf"}, 0))
    assert told(database_url, *steps) == [(1,), (1,), (None,), (2,)]


def test_page_without_a_question_is_given_nothing(database_url):
    shelf = Shelf(database_url)
    assert shelf.ledger.of(shelf.silent) == ()


def test_answer_stays_while_the_database_is_away(database_url):
    async def asking():
        shelf = Shelf(database_url)
        before = await shelf.ticks({"shelf"})
        shelf.ledger._entries["shelf"].reader._url = "postgresql://127.0.0.1:1/none"
        shelf.ledger._entries["shelf"].reader.drop()
        return before, await shelf.ticks({"shelf"}, 6)

    assert asyncio.run(asking()) == ((1,), (1,))
