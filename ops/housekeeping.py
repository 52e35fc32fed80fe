"""`ioc housekeep`: keeps the store in order and listens for silent cameras, whatever happens to the database."""

import logging
import threading
from datetime import UTC, datetime

from config import City, Settings
from ops.camera_watch import CameraWatch
from ops.rounds import told_to_end
from store.housekeeping import Round, keep_in_order
from store.pool import DATABASE_DOWN

log = logging.getLogger(__name__)


def serve(settings: Settings, city: City) -> None:
    """A round every ``store.housekeeping_seconds`` until SIGTERM or SIGINT; a round that is begun is ended."""
    told = told_to_end()
    listener = threading.Thread(target=CameraWatch(settings, city, datetime.now(UTC)).run, args=(told,), name="cameras")
    listener.start()
    while not told.is_set():
        try:
            done = one_round(settings)
            if done and (done.removed or done.tables_added):
                log.info("%s", tell(done))
        except DATABASE_DOWN as error:
            log.warning("not kept in order this time: %s", " ".join(str(error).split()))
        told.wait(settings.store.housekeeping_seconds)
    listener.join()


def one_round(settings: Settings) -> Round | None:
    """One round, now; None when another process is at it."""
    return keep_in_order(settings.database.url, settings.store, datetime.now(UTC), settings.database.connect_seconds)


def tell(done: Round | None) -> str:
    """A round in one line."""
    if done is None:
        return "another process keeps this database in order"
    removed = ", ".join(f"{count} {name}" for name, count in done.removed.items())
    return f"sums made: {done.sums}; tables added: {done.tables_added}; removed: {removed or 'nothing'}"
