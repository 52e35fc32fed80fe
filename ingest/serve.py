"""Runs streams until told to stop: one consumer, one database connection and one writer thread for each."""

import logging
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

from kafka import KafkaConsumer
from kafka.coordinator.assignors.range import RangePartitionAssignor
from kafka.errors import CorruptRecordError, KafkaError

from alerts.course import Point
from alerts.engine import Engine
from alerts.places import places
from alerts.procedure import severities
from config import City, Settings
from ingest import consumer as loop
from ingest.database import Abandoned, Database
from ingest.meters import Meters
from ingest.pulse import Pulse
from ingest.save import Writer
from ingest.stall import Stalled
from ingest.stream import Context, Stream, open_stream, utc_now
from ingest.unreadable import step_over
from store.incidents import unended
from store.readings import points

log = logging.getLogger(__name__)
RETRY_SECONDS = 1.0
# The loop polls four times a second, so that a member silent for so long is stuck. It is also how long a group waits
# for one that was killed in the middle of a join: as long nobody gets a message.
MOST_SILENT_MS = 12_000
ANSWER_MS = 15_000
BOOTSTRAP_MS = 3_000  # no longer, since a process that is told to stop meanwhile waits for it
CLOSE_MS = 3_000  # to say goodbye to a broker that may be away


def serve(settings: Settings, city: City, streams: list[str]) -> None:
    """Consume the named streams until SIGTERM or SIGINT; raises ValueError at once for a name there is not."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    failed: list[BaseException] = []
    threads = [
        threading.Thread(target=_guarded, args=(settings, city, name, stop, failed), name=name) for name in streams
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]


def consume(settings: Settings, city: City, name: str, stopping: Callable[[], bool]) -> None:
    """One stream, from its committed offset, for ever: a lost broker or database is waited for."""
    meters = Meters(name)
    with Database(settings.database, stopping, meters) as database:
        lasting = lambda camera: database.ask(lambda link: unended(link, camera))  # noqa: E731
        context = Context(settings, city, utc_now, lasting, database.ask)
        opened = open_stream(name, context)
        past = lambda *of: map(Point._make, database.ask(lambda link: points(link, *of)))  # noqa: E731
        engine = Engine(settings.alerts, places(city), severities(city), past, settings.city.time_zone)
        writer = Writer(opened, engine, database, settings.ingest.dead_letter_kb, meters, Pulse(name, utc_now))
        while not stopping():
            try:
                _consume_once(settings, name, opened, writer, stopping, meters)
            except Abandoned:
                return
            except Stalled as error:
                meters.stalls.inc()
                log.warning("%s: reading anew, for nothing came: %s", name, error)
            except KafkaError as error:
                log.debug("%s: %s", name, error)
                meters.broker.missed(str(error) or type(error).__name__)
                time.sleep(RETRY_SECONDS)


def _consume_once(
    settings: Settings, name: str, opened: Stream, writer: Writer, stopping: Callable[[], bool], meters: Meters
) -> None:
    options = consumer_options(settings, name, opened.most_messages)
    kafka = KafkaConsumer(**options)
    log.info("%s: consuming %s", name, opened.topic)
    try:
        _await_topic(kafka, opened.topic, stopping, meters)
        loop.run(kafka, opened.topic, writer.process, settings.ingest.poll_ms, stopping, meters)
    except CorruptRecordError as error:
        step_over(kafka, options, writer.bury, utc_now(), str(error))
    finally:
        kafka.close(autocommit=False, timeout_ms=CLOSE_MS)


def _await_topic(kafka: KafkaConsumer, topic: str, stopping: Callable[[], bool], meters: Meters) -> None:
    """Until its partitions are known: a leader of the group that does not know them gives nobody any, for long."""
    while not stopping() and not kafka.partitions_for_topic(topic):
        meters.broker.missed(f"no topic {topic} yet")
        time.sleep(RETRY_SECONDS)


def consumer_options(settings: Settings, name: str, most_messages: int) -> dict[str, Any]:
    """How every stream's consumer reads: ``most_messages`` of it go into one transaction."""
    return {
        "bootstrap_servers": settings.broker.bootstrap_servers.split(","),
        "group_id": f"ioc.{name}",
        "client_id": f"ioc-{name}",
        "auto_offset_reset": "earliest",
        "enable_auto_commit": False,
        "session_timeout_ms": settings.broker.session_timeout_ms,
        "heartbeat_interval_ms": settings.broker.session_timeout_ms // 3,
        "max_poll_interval_ms": max(MOST_SILENT_MS, 2 * settings.broker.session_timeout_ms),
        "partition_assignment_strategy": [RangePartitionAssignor],
        "max_poll_records": most_messages,
        "max_partition_fetch_bytes": settings.broker.fetch_kb * 1024,
        "fetch_max_wait_ms": settings.broker.fetch_wait_ms,
        "metadata_max_age_ms": 30_000,
        "reconnect_backoff_max_ms": 2000,
        "request_timeout_ms": ANSWER_MS,
        "bootstrap_timeout_ms": BOOTSTRAP_MS,
        "allow_auto_create_topics": False,  # one made by accident would have a single partition
    }


def _guarded(settings: Settings, city: City, name: str, stop: threading.Event, failed: list[BaseException]) -> None:
    """A stream that ends by an error ends the process: whoever started it starts it anew."""
    try:
        consume(settings, city, name, stop.is_set)
    except BaseException as error:
        log.exception("%s: stopped by an error", name)
        failed.append(error)
        stop.set()
