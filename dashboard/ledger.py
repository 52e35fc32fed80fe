"""What single pages show besides the common picture: read only while somebody looks, and once for all who do."""

import asyncio
import logging
from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from types import ModuleType

import msgspec

from dashboard.authority import PROGRAM, visited_by
from dashboard.centre import Centre
from dashboard.watch import utc_now
from store.reader import DatabaseDown, Reader

log = logging.getLogger(__name__)
ANSWER_SECONDS = 30.0  # a month of hours takes longer than the second that the wall is read in
FORGET_SECONDS = 60.0  # nobody looked for so long: what was read is old, and its connection is let go


class Entry(msgspec.Struct):
    """What one page has read, and when it is read or forgotten next."""

    reader: Reader
    found: object = None
    read_at: datetime | None = None
    seen_at: datetime | None = None
    task: asyncio.Task[None] | None = None


class Ledger:
    """A page that has ``look(connection, centre, now, before)`` is given its last answer, and asked again with it.

    READ_SECONDS of the page lie between two.
    """

    def __init__(self, centre: Centre, pages: Iterable[ModuleType], clock: Callable[[], datetime] = utc_now) -> None:
        self._centre, self._clock = centre, clock
        self._pages = {page.NAME: page for page in pages if hasattr(page, "look")}
        url = centre.settings.database.url
        self._entries = {name: Entry(Reader(url, ANSWER_SECONDS, f"ioc dashboard {name}")) for name in self._pages}

    def of(self, page: ModuleType) -> tuple[object, ...]:
        """What the page's ``patches`` takes besides the picture: nothing, or its last answer (None before it)."""
        return (self._entries[page.NAME].found,) if page.NAME in self._entries else ()

    async def run(self, looked_at: Callable[[], Collection[str]]) -> None:
        """Each tick, ask for those pages that are looked at and due; never returns."""
        try:
            while True:
                self.step(looked_at())
                await asyncio.sleep(self._centre.settings.dashboard.tick_seconds)
        finally:
            for entry in self._entries.values():
                self._forget(entry)

    def step(self, looked_at: Collection[str]) -> None:
        """One tick; must be called inside the loop."""
        now = self._clock()
        for name, entry in self._entries.items():
            busy = entry.task is not None and not entry.task.done()
            if name in looked_at:
                entry.seen_at = now
                if not busy and _passed(entry.read_at, now, self._pages[name].READ_SECONDS):
                    entry.read_at = now
                    entry.task = asyncio.create_task(self._read(name, entry), name=f"ledger {name}")
            elif entry.seen_at is not None and _passed(entry.seen_at, now, FORGET_SECONDS):
                self._forget(entry)

    async def _read(self, name: str, entry: Entry) -> None:
        """A page whose question fails keeps its last answer and grows old in view.

        What is read once for all is read whole; each page shows of it what its viewer may see.
        """
        try:
            with visited_by(PROGRAM):
                entry.found = await entry.reader.ask(self._pages[name].look, self._centre, self._clock(), entry.found)
        except DatabaseDown as error:
            log.warning("page %s could not be read: %s", name, error)
        except Exception:
            log.exception("page %s could not be read", name)

    def _forget(self, entry: Entry) -> None:
        if entry.task is not None:
            entry.task.cancel()
        entry.reader.drop()
        entry.found = entry.read_at = entry.seen_at = entry.task = None


def _passed(since: datetime | None, now: datetime, seconds: float) -> bool:
    return since is None or not 0 <= (now - since).total_seconds() < seconds
