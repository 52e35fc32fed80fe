"""What Prometheus is told of the streams; counted once for each batch, since a million messages a minute pass here."""

import logging
import time
from collections.abc import Callable
from typing import Any, cast

from kafka import KafkaConsumer
from prometheus_client import Counter, Gauge, Histogram

log = logging.getLogger(__name__)
BATCH_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
MOMENT_SECONDS = 2.0
OF_STREAM, OF_CAMERA = ("stream",), ("camera",)
MESSAGES = Counter("ioc_messages", "Messages whose rows are stored, repeated ones too", OF_STREAM)
READINGS_SAVED = Counter("ioc_readings_saved", "Readings that are new in the store", OF_STREAM)
READINGS_REPEATED = Counter("ioc_readings_repeated", "Readings that the store had already", OF_STREAM)
DEAD_LETTERS = Counter("ioc_dead_letters", "Messages kept as dead letters", OF_STREAM)
ALERTS_OPENED = Counter("ioc_alerts_opened", "Alerts opened", OF_STREAM)
LAG_MESSAGES = Gauge("ioc_lag_messages", "Messages at the broker that are not stored yet", OF_STREAM)
LAG_SECONDS = Gauge("ioc_lag_seconds", "Age of the oldest fetched message that is not stored yet", OF_STREAM)
BATCH = Histogram("ioc_batch_seconds", "From decoding a batch until it is stored", OF_STREAM, buckets=BATCH_SECONDS)
STALLS = Counter("ioc_stalls", "Consumers made anew because the broker had messages and they got none", OF_STREAM)
COMMITS_FAILED = Counter("ioc_commits_failed", "Commits of offsets that the broker did not take", OF_STREAM)
DATABASE_WAIT = Counter("ioc_database_wait_seconds", "Time waited for a database that is away", OF_STREAM)
DATABASE_CONNECTED = Gauge("ioc_database_connected", "1: the last question had an answer; 0: waiting", OF_STREAM)
BROKER_CONNECTED = Gauge("ioc_broker_connected", "1: the group's coordinator is connected; 0: it is away", OF_STREAM)
FRAMES = Counter("ioc_frames", "Frames taken from the broker", OF_CAMERA)
FRAMES_DROPPED = Counter("ioc_frames_dropped", "Frames that came too late or twice; the newest wins", OF_CAMERA)
CAMERA_LAG = Gauge("ioc_camera_lag_seconds", "From the capture of the newest frame until its analysis", OF_CAMERA)


class Meters:
    """The meters of one stream, all there from the start: what is missing cannot be told from what never happened."""

    def __init__(self, stream: str) -> None:
        self.messages, self.dead_letters = MESSAGES.labels(stream), DEAD_LETTERS.labels(stream)
        self.saved, self.repeated = READINGS_SAVED.labels(stream), READINGS_REPEATED.labels(stream)
        self.alerts_opened, self.batch_seconds = ALERTS_OPENED.labels(stream), BATCH.labels(stream)
        self.lag_messages, self.lag_seconds = LAG_MESSAGES.labels(stream), LAG_SECONDS.labels(stream)
        self.stalls = STALLS.labels(stream)
        self.commits_failed = COMMITS_FAILED.labels(stream)
        self.database_wait, self.database = DATABASE_WAIT.labels(stream), DATABASE_CONNECTED.labels(stream)
        self.broker = Presence(stream)
        self.lag_now: Callable[[], float] = lambda: 0.0

    def watch_lag(self, oldest: Callable[[], float | None]) -> None:
        """Tell the age of what waits at the moment of asking; ``oldest`` gives its time, in seconds since 1970."""
        self.lag_now = lambda: max(0.0, time.time() - begun) if (begun := oldest()) else 0.0
        self.lag_seconds.set_function(self.lag_now)


class Presence:
    """Whether the broker is there: said in the log once when it goes and once when it is back."""

    def __init__(self, stream: str) -> None:
        self._stream, self._gauge = stream, BROKER_CONNECTED.labels(stream)
        self._missed_at: float | None = None
        self._said = False
        self.silent = False  # a question of ours had no answer in time

    def look(self, consumer: KafkaConsumer) -> None:
        """Look whether the broker answers and the group's coordinator is connected, which nothing public tells."""
        if self.silent:
            self.missed("no answer")
            return
        if cast(Any, consumer)._coordinator.coordinator_unknown():
            self.missed("no connection to the group's coordinator")
            return
        if self._said and self._missed_at is not None:
            log.info("%s: broker back after %.0f s", self._stream, time.monotonic() - self._missed_at)
        self._missed_at, self._said = None, False
        self._gauge.set(1)

    def missed(self, why: str) -> None:
        """It was not there; a moment is no news, since coordinators move."""
        now = time.monotonic()
        self._missed_at = self._missed_at or now
        if not self._said and now - self._missed_at >= MOMENT_SECONDS:
            log.warning("%s: broker lost, trying again: %s", self._stream, why)
            self._said = True
        if self._said:
            self._gauge.set(0)
