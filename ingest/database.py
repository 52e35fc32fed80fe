"""A connection that waits for a database that is down, so that nothing is lost meanwhile."""

import logging
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self, TypeVar

from config.settings import Database as DatabaseSettings
from ingest.stream import utc_now
from store.pool import DATABASE_DOWN, REFUSED, Connection, connect

log = logging.getLogger(__name__)
Answer = TypeVar("Answer")


class Abandoned(Exception):
    """Told to stop while the database was down: what was not saved is read again at the next start."""


class Database:
    """One stream's connection; ``ask`` asks until there is an answer."""

    def __init__(self, settings: DatabaseSettings, stopping: Callable[[], bool]) -> None:
        self._settings, self._stopping = settings, stopping
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
                if down_since is None:
                    down_since = utc_now()
                    log.warning("database unavailable, waiting for it: %s", str(error).strip().partition("\n")[0])
                self._drop()
                if self._stopping():
                    raise Abandoned from error
                time.sleep(self._settings.retry_seconds)
            else:
                if down_since is not None:
                    log.info("database back after %.0f s", (utc_now() - down_since).total_seconds())
                return answer

    def _connected(self) -> Connection:
        if self._connection is None or self._connection.broken:
            self._connection = connect(self._settings.url, self._settings.connect_seconds, "ioc ingest")
            self._connection.autocommit = True  # else a question opens a transaction that no save after it ends
        return self._connection

    def _drop(self) -> None:
        if self._connection:
            self._connection.close()
            self._connection = None
