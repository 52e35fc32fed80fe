"""Feeds ingest a steady stream for long and watches its memory: python -m bench.soak --minutes 30 --rate 5000."""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import psutil
import psycopg
from kafka import KafkaProducer
from rich.console import Console
from rich.table import Table

from config import load, load_city, source_ids
from ops.postgres import Postgres
from store.migrate import migrate
from tests.kafka.apache import ApacheKafka

TOPIC = "network.telemetry"
WARM_MINUTES = 5
METRICS = ("rtt_ms", "loss_percent", "throughput_mbps", "up")


def main() -> None:
    """Run it, one line a minute, then the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--minutes", type=float, default=30)
    options.add_argument("--rate", type=int, default=5000, help="readings a second")
    asked = options.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        _services(Path(folder)) as (dsn, servers),
        _ingest(dsn, servers) as pid,
    ):
        memory, sent = feed(servers, pid, asked.minutes, asked.rate)
        stored = _stored(dsn, sent)
    Console().print(table(memory, sent, stored, asked.minutes))


def feed(servers: str, pid: int, minutes: float, rate: int) -> tuple[list[float], int]:
    """Send at the rate; the process's resident memory in MB, sampled each second, and how many readings were sent."""
    ids = sorted(source_ids(load_city(load({}), {})))
    producer = KafkaProducer(bootstrap_servers=servers, acks="all", linger_ms=20)
    process, memory, sent, start = psutil.Process(pid), [], 0, time.monotonic()
    while (passed := time.monotonic() - start) < minutes * 60:
        now = datetime.now(UTC)
        for number in range(sent, round(passed * rate)):
            source = ids[number % len(ids)]
            moment = now.replace(microsecond=number % 1_000_000)  # no two readings alike
            row = {"time": moment, "source_id": source, "metric": METRICS[number // len(ids) % 4], "value": 1.0}
            producer.send(TOPIC, msgspec.json.encode(row), key=source.encode())
        sent = max(sent, round(passed * rate))
        if passed >= len(memory):  # a sender that is late goes round more often than once a second
            memory.append(process.memory_info().rss / 1e6)
            if len(memory) % 60 == 0:
                sys.stderr.write(f"{passed / 60:.0f} min, {sent:,} sent, {memory[-1]:.0f} MB\n")
        time.sleep(max(0.0, min(1.0, start + passed + 1 - time.monotonic())))
    producer.flush()
    producer.close()
    return memory, sent


def table(memory: list[float], sent: int, stored: int, minutes: float) -> Table:
    """Memory after the warm-up and at the end, as medians of a minute."""
    early = statistics.median(memory[WARM_MINUTES * 60 : (WARM_MINUTES + 1) * 60] or memory)
    late = statistics.median(memory[-60:])
    drawn = Table(title=f"soak of {minutes:g} minutes, {datetime.now(UTC):%Y-%m-%d}")
    for column in ("sent", "stored", "MB after 5 min", "MB at the end", "growth"):
        drawn.add_column(column, justify="right")
    drawn.add_row(f"{sent:,}", f"{stored:,}", f"{early:.1f}", f"{late:.1f}", f"{100 * (late / early - 1):+.1f} %")
    return drawn


def _stored(dsn: str, sent: int) -> int:
    """Rows in the end, once they stop coming."""
    before = -1
    with psycopg.connect(dsn, autocommit=True) as link:
        while True:
            [(count,)] = link.execute("SELECT count(*) FROM readings")
            if count in (before, sent):
                return count
            before = count
            time.sleep(5)


@contextmanager
def _ingest(dsn: str, servers: str) -> Iterator[int]:
    environment = os.environ | {"DATABASE_URL": dsn, "KAFKA_BOOTSTRAP_SERVERS": servers}
    process = subprocess.Popen([sys.executable, "-m", "ops", "ingest", "network_telemetry"], env=environment)
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait()


@contextmanager
def _services(folder: Path) -> Iterator[tuple[str, str]]:
    folder.chmod(0o755)
    kafka_folder = folder / "kafka"
    kafka_folder.mkdir()
    server, broker = Postgres(folder / "postgres"), ApacheKafka(load({}), kafka_folder)
    server.start()
    broker.start()
    try:
        migrate(server.url)
        yield server.url, broker.servers
    finally:
        broker.stop()
        server.stop()


if __name__ == "__main__":
    main()
