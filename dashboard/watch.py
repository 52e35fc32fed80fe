"""Keeps one Picture of the store for all screens of the process, read at each notice and once a second."""

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import msgspec

from config import Settings
from dashboard.picture import CANARY, Picture, look
from store.listen import listen
from store.reader import DatabaseDown, Reader

log = logging.getLogger(__name__)
AGGREGATE_SECONDS = 1.0


def utc_now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


class Watch:
    """``picture`` is always there at once; ``run`` keeps it new, through every outage."""

    def __init__(self, settings: Settings, clock: Callable[[], datetime] = utc_now) -> None:
        self._settings, self._clock = settings, clock
        self._zone = ZoneInfo(settings.city.time_zone)
        self._reader = Reader(settings.database.url, settings.database.connect_seconds, "ioc dashboard watch")
        self._changed = asyncio.Event()
        self.hearers: list[Callable[[str], None]] = []  # who else is told which table changed
        self.picture = Picture()

    async def run(self) -> None:
        """Read, show, wait for a notice or for the next second; never returns."""
        database = self._settings.database
        waiting = listen(database.url, database.connect_seconds, database.retry_seconds, self._hear)
        listener = asyncio.create_task(waiting, name="listen")
        try:
            while True:
                await self._read()
                await self._pause()
        finally:
            listener.cancel()
            self._reader.drop()

    def _hear(self, table: str) -> None:
        self._changed.set()
        for hear in self.hearers:
            hear(table)

    async def _pause(self) -> None:
        """A notice ends the second early, but never sooner than one tick: a burst is read once."""
        tick = self._settings.dashboard.tick_seconds
        await asyncio.sleep(tick)
        try:
            await asyncio.wait_for(self._changed.wait(), max(0.0, AGGREGATE_SECONDS - tick))
        except TimeoutError:
            return
        finally:
            self._changed.clear()

    async def _read(self) -> None:
        now, before = self._clock(), self.picture
        try:
            found = await self._reader.ask(look, now, self._midnight(now))
            self.picture = msgspec.structs.replace(found, canary_seconds=self._canary(before, found))
            if before.down_since is not None:
                log.info("the database answers again")
        except DatabaseDown as error:
            if self.picture.down_since is None:
                log.warning("the database gives no answer: %s", error)
                self.picture = msgspec.structs.replace(self.picture, down_since=self.picture.read_at or now)

    def _canary(self, before: Picture, found: Picture) -> float | None:
        """How long the made incident took to come here; only of one whose coming was seen can this be said."""
        old, new = (picture.readings.get((CANARY, "incident_seconds")) for picture in (before, found))
        if new is None or old is None or new.time == old.time:
            return before.canary_seconds
        return (self._clock() - new.time).total_seconds() + new.value

    def _midnight(self, now: datetime) -> datetime:
        local = now.astimezone(self._zone)
        return local.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
