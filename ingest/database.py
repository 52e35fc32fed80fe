"""A connection that waits for a database that is down, so that nothing is lost meanwhile."""

import logging
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self, TypeVar

from config.settings import Database as DatabaseSettings
from ingest.meters import Meters
from store.pool import DATABASE_DOWN, REFUSED, Connection, connect

log = logging.getLogger(__name__)
Answer = TypeVar("Answer")


class Abandoned(Exception):
    """Told to stop while the database was down: what was not saved is read again at the next start."""


class Database:
    """One stream's connection; ``ask`` asks until there is an answer."""

    def __init__(self, settings: DatabaseSettings, stopping: Callable[[], bool], meters: Meters) -> None:
        self._settings, self._stopping, self._meters = settings, stopping, meters
        self._connection: Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._drop()

    def ask(self, question: Callable[[Connection], Answer]) -> Answer:
        """The answer, however long the database is away; raises what it refuses (REFUSED), or Abandoned."""
        down_since = None
        while True:
            try:
                answer = question(self._connected())
            except REFUSED:
                raise
            except DATABASE_DOWN as error:
                down_since = down_since or self._say_down(error)
                self._drop()
                if self._stopping():
                    raise Abandoned from error
                self._wait()
            else:
                self._meters.database.set(1)
                if down_since:
                    log.info("database back after %.0f s", time.monotonic() - down_since)
                return answer

    def _say_down(self, error: Exception) -> float:
        """Say it once; returns since when."""
        self._meters.database.set(0)
        log.warning("database unavailable, waiting for it: %s", str(error).strip().partition("\n")[0])
        return time.monotonic()

    def _wait(self) -> None:
        begun = time.monotonic()
        time.sleep(self._settings.retry_seconds)
        self._meters.database_wait.inc(time.monotonic() - begun)

    def _connected(self) -> Connection:
        if self._connection is None or self._connection.broken:
            self._connection = connect(self._settings.url, self._settings.connect_seconds, "ioc ingest")
            self._connection.autocommit = True  # else a question opens a transaction that no save after it ends
        return self._connection

    def _drop(self) -> None:
        if self._connection:
            self._connection.close()
            self._connection = None
