"""Listens for cameras that send no picture any more: nobody else can tell, since no picture says it."""

import logging
import threading
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from alerts.engine import Engine
from alerts.places import places
from alerts.procedure import severities
from config import City, Settings
from store.pool import DATABASE_DOWN, Connection, connect
from store.records import Batch, Reading
from store.stills import heard
from store.write import save
from vision.health.bill import Ledger, lasted, metric
from vision.health.offline import deaf_since, since

log = logging.getLogger(__name__)
CENTRE = "centre.ingest"
# After the start the cameras, the broker and ingest need this long until the first picture is stored.
SETTLING = timedelta(seconds=60)
ROUNDS = 3  # in the time after which a camera is offline


class CameraWatch:
    """What is silent, as readings and alerts; it has been ``listening`` since the database last answered anew."""

    def __init__(self, settings: Settings, city: City, now: datetime) -> None:
        self._settings = settings
        self._stale = settings.dashboard.camera_stale_seconds
        self._ledgers = {camera.id: Ledger(camera.id, timedelta()) for camera in city.cameras}
        self._centre = Ledger(CENTRE, timedelta())
        self._engine = Engine(settings.alerts, places(city), severities(city))
        self._listening = now + SETTLING

    def run(self, told: threading.Event) -> None:
        """A round several times in ``dashboard.camera_stale_seconds``, until told to end."""
        database = self._settings.database
        down = False
        while not told.wait(self._stale / ROUNDS):
            try:
                with connect(database.url, database.connect_seconds, "ioc camera watch") as connection:
                    if down:
                        self._listening = max(self._listening, datetime.now(UTC))
                    self.round(connection, datetime.now(UTC))
                down = False
            except DATABASE_DOWN as error:
                log.debug("the cameras were not listened to this time: %s", error)
                down = True

    def round(self, connection: Connection, now: datetime) -> None:
        """Say of every camera whether it is offline, and save it with the alerts that it causes."""
        if now < self._listening:
            return
        readings = self.readings(heard(connection), now)
        save(connection, _batch(readings, self._engine))

    def readings(self, taken: Mapping[str, datetime], now: datetime) -> list[Reading]:
        """Each camera's silence; while all are silent it is the centre that hears nothing, and no camera is accused."""
        deaf = deaf_since(self._ledgers, taken, self._listening, now, self._stale)
        rows = self._centre.readings({metric("all_offline"): lasted(deaf, now)}, now)
        for camera_id, ledger in self._ledgers.items():
            silent = since(taken.get(camera_id), self._listening, now, self._stale)
            if not (deaf and silent):
                rows += ledger.readings({metric("offline"): lasted(silent, now)}, now)
        return rows


def _batch(readings: list[Reading], engine: Engine) -> Batch:
    batch = Batch()
    batch.add([*readings, *engine.judge(readings)])
    return batch
