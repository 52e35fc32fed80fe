"""How many telemetry messages a second become committed rows: our consumer beside other ways to do it, in one run.

Prints a table: each way's best and median of several runs, taken in turns, and the ratio of medians to ours.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import psycopg
from kafka import KafkaAdminClient, KafkaProducer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from config import load
from ops.broker import Broker
from ops.postgres import Postgres
from store.migrate import migrate

TOPIC = "network.telemetry"
# What the centre says of itself are readings too: it begins to before its group has joined.
COUNT = """
SELECT (SELECT count(*) FROM readings WHERE source_id = ANY(%(sources)s)) + (SELECT count(*) FROM snapshot)"""
FOUND = """
SELECT EXISTS (SELECT FROM readings WHERE source_id = %(source)s AND metric = %(metric)s AND time = %(time)s)
    OR EXISTS (SELECT FROM snapshot WHERE source_id = %(source)s AND metric = %(metric)s AND time = %(text)s)"""
# pathway writes text times into a table of its own
SNAPSHOT = """
CREATE TABLE snapshot (source_id text, metric text, time text, value double precision,
                       PRIMARY KEY (source_id, metric, time))"""
SOURCES = ("link-centre", "site-0001", "site-0002", "site-0003")
Way = Callable[[str, str], list[str]]


class Row(msgspec.Struct):
    """A message of network.telemetry."""

    time: datetime
    source_id: str
    metric: str
    value: float


WAYS: dict[str, Way] = {
    "ours": lambda _servers, _dsn: [sys.executable, "-m", "ops", "ingest", "network_telemetry"],
    "plain loop": lambda servers, dsn: [sys.executable, "-m", "bench.plain", servers, TOPIC, dsn],
}


def main() -> None:
    """Fill a topic, let each way empty it into a fresh database, print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--messages", type=int, default=400_000)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--peers", type=Path, help="a Python that has quixstreams and pathway")
    asked = options.parse_args()
    ways = WAYS | (_peers(asked.peers) if asked.peers else {})
    with tempfile.TemporaryDirectory() as folder, _services(Path(folder)) as (server, broker):
        first, last = fill(broker.servers, asked.messages)
        rates: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(asked.rounds):
            for name, way in ways.items():
                rates[name].append(_measured(server, broker.servers, way, first, last))
                sys.stderr.write(f"{name}: {rates[name][-1]:,.0f} rows/s\n")
    Console().print(table(rates, asked.messages))


def fill(servers: str, messages: int) -> tuple[Row, Row]:
    """So many messages of about 200 bytes in one partition, no two of the same key; gives the first and the last."""
    start = datetime.now(UTC) - timedelta(hours=2)
    producer = KafkaProducer(
        bootstrap_servers=servers, linger_ms=20, batch_size=1 << 18, acks=1, enable_idempotence=False
    )
    for number in track(range(messages), "filling the topic"):
        row = _row(number, start)
        producer.send(TOPIC, msgspec.json.encode(row), key=row.source_id.encode(), partition=0)
    producer.flush()
    producer.close()
    return _row(0, start), _row(messages - 1, start)


def _row(number: int, start: datetime) -> Row:
    metric = f"m{number // 4 % 10}_of_a_name_as_long_as_the_longest_that_sensors_have_here"
    return Row(start + timedelta(milliseconds=number // 40), SOURCES[number % 4], metric, number / 7)


def table(rates: dict[str, list[float]], messages: int) -> Table:
    """A row for each way."""
    drawn = Table(title=f"telemetry: {messages:,} messages, one process, one partition, {datetime.now(UTC):%Y-%m-%d}")
    for column in ("way", "rows/s (median)", "best", "ours is … times"):
        drawn.add_column(column, justify="left" if column == "way" else "right")
    ours = statistics.median(rates["ours"])
    for name, found in rates.items():
        median = statistics.median(found)
        drawn.add_row(name, f"{median:,.0f}", f"{max(found):,.0f}", f"{ours / median:.2f}")
    return drawn


def _measured(server: Postgres, servers: str, way: Way, first: Row, last: Row) -> float:
    """Rows a second from the first committed row to the last."""
    with _database(server) as dsn:
        environment = os.environ | {"DATABASE_URL": dsn, "KAFKA_BOOTSTRAP_SERVERS": servers, "IOC_METRICS__PORT": "0"}
        process = subprocess.Popen(way(servers, dsn), env=environment, stderr=subprocess.DEVNULL)
        try:
            with psycopg.connect(dsn, autocommit=True) as link:
                begun, had = _wait(link, first, process)
                ended, have = _wait(link, last, process)
        finally:
            process.terminate()
            process.wait()
    _forget(servers)
    return (have - had) / (ended - begun)


def _wait(link: psycopg.Connection, row: Row, process: subprocess.Popen) -> tuple[float, int]:
    """When a row was there, and how many there were then: to look for one row costs nobody much."""
    sought = {"source": row.source_id, "metric": row.metric, "time": row.time}
    sought["text"] = msgspec.json.decode(msgspec.json.encode(row.time))
    while process.poll() is None:
        [(found,)] = link.execute(FOUND, sought)
        if found:
            at = time.perf_counter()
            [(count,)] = link.execute(COUNT, {"sources": list(SOURCES)})
            return at, count
        time.sleep(0.05)
    raise SystemExit(f"the process ended with {process.returncode}")


def _forget(servers: str) -> None:
    """The groups start anew: a member that was killed may be remembered for a few seconds."""
    admin = KafkaAdminClient(bootstrap_servers=servers)
    try:
        for _ in range(60):
            groups = [group["group_id"] for group in admin.list_groups()]
            if not groups:
                return
            admin.delete_groups(groups)
            time.sleep(0.5)
    finally:
        admin.close()


@contextmanager
def _database(server: Postgres) -> Iterator[str]:
    with psycopg.connect(server.url, autocommit=True) as link:
        link.execute("CREATE DATABASE bench")
    dsn = server.url.replace("/postgres?", "/bench?")
    migrate(dsn)
    with psycopg.connect(dsn) as link:
        link.execute(SNAPSHOT)
    yield dsn
    with psycopg.connect(server.url, autocommit=True) as link:
        link.execute("DROP DATABASE bench WITH (FORCE)")


@contextmanager
def _services(folder: Path) -> Iterator[tuple[Postgres, Broker]]:
    folder.chmod(0o755)
    server, broker = Postgres(folder / "postgres"), Broker(load({}))
    server.start()
    broker.start()
    try:
        yield server, broker
    finally:
        broker.stop()
        server.stop()


def _peers(python: Path) -> dict[str, Way]:
    def way(name: str) -> Way:
        return lambda servers, dsn: [
            str(python),
            str(Path(__file__).parent / "peers" / f"{name}.py"),
            servers,
            TOPIC,
            dsn,
        ]

    return {"quixstreams' PostgreSQLSink": way("quix"), "pathway's keyed snapshot": way("pathway_snapshot")}


if __name__ == "__main__":
    main()
