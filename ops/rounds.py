"""Work on the database that goes on until the process is told to end, through every outage."""

import logging
import signal
import threading
from collections.abc import Callable

from config.settings import Database
from store.pool import DATABASE_DOWN, Connection, connect

log = logging.getLogger(__name__)


def told_to_end() -> threading.Event:
    """Set when SIGTERM or SIGINT comes; what is begun is ended."""
    told = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: told.set())
    return told


def through_outages(
    database: Database,
    name: str,
    told: threading.Event,
    work: Callable[[Connection], None],
    back: Callable[[], None] = lambda: None,
) -> None:
    """Have ``work`` done on a connection called ``name``, until told to end; ``back`` comes first after an outage."""
    down = False
    while not told.is_set():
        try:
            with connect(database.url, database.connect_seconds, name) as connection:
                connection.autocommit = True
                if down:
                    log.info("database back")
                    back()
                down = False
                work(connection)
        except DATABASE_DOWN as error:
            if not down:
                log.warning("database unavailable, waiting for it: %s", str(error).strip().partition("\n")[0])
            down = True
            told.wait(database.retry_seconds)
