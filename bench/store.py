"""How fast the store answers screens with many readings in it, and how much disk a million readings take.

usage: python -m bench.store [MILLIONS] [MILLIONS ON TIMESCALEDB]
"""

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import psycopg

from config import load
from ops.postgres import Postgres
from store import readings
from store.housekeeping import keep_in_order
from store.migrate import migrate
from store.partitions import add_spans
from store.policies import set_policies
from store.pool import AsyncConnection, async_connect
from tests.timescale import engine

SOURCES, METRICS, EVERY_SECONDS, COMMUNES = 250, ("up", "rtt_ms", "loss_percent", "throughput_mbps"), 30, 130
ROUNDS = 200
FILL = """
INSERT INTO readings
SELECT moment, 'link-' || source, metric, random() * 100
FROM generate_series(%(since)s::timestamptz, %(until)s::timestamptz, make_interval(secs => %(every)s)) AS moment,
     generate_series(1, %(sources)s) AS source, unnest(%(metrics)s::text[]) AS metric
WHERE moment < %(until)s"""
TOUCH = """
SELECT touch_minutes(array_agg(minute))
FROM generate_series(%(since)s::timestamptz, %(until)s::timestamptz, '1 minute') AS minute"""
LATEST = """
INSERT INTO latest_readings SELECT DISTINCT ON (source_id, metric) source_id, metric, time, value
FROM readings WHERE time > %(since)s ORDER BY source_id, metric, time DESC"""
PLAIN_SIZE = """
SELECT sum(pg_total_relation_size(inhrelid)) FROM pg_inherits WHERE inhparent = 'readings'::regclass"""
HYPERTABLE_SIZE = "SELECT hypertable_size('readings')"
SUMS = ("readings_1m", "readings_1h", "readings_1d")
COMPRESS = "SELECT compress_chunk(chunk) FROM show_chunks('readings') AS chunk"


class Answers(NamedTuple):
    """How long one question took, in milliseconds."""

    question: str
    p50: float
    p95: float


def fill(link: psycopg.Connection, rows: int, now: datetime) -> None:
    """So many readings up to now, made in the server, an hour at a time as they would come."""
    since = now - timedelta(seconds=rows / SOURCES / len(METRICS) * EVERY_SECONDS)
    values = {"every": EVERY_SECONDS, "sources": SOURCES, "metrics": list(METRICS)}
    at = since
    while at < now:
        link.execute(FILL, values | {"since": at, "until": min(at + timedelta(hours=1), now)})
        at += timedelta(hours=1)
    minute = since.replace(second=0, microsecond=0)
    link.execute(TOUCH, {"since": minute, "until": now})
    link.execute(LATEST, {"since": now - timedelta(minutes=5)})


async def ask(url: str, now: datetime) -> list[Answers]:
    """Each of the three questions many times, of another source each time."""
    hour, day = now - timedelta(hours=1), now - timedelta(days=1)
    begun = day.replace(minute=0, second=0, microsecond=0)
    communes = {f"link-{n}": str(n % COMMUNES) for n in range(1, SOURCES + 1)}
    async with await async_connect(url, 5.0) as connection:
        questions: dict[str, Callable[[AsyncConnection, int], Awaitable[object]]] = {
            "last hour of one source": lambda c, n: readings.series(
                c, f"link-{n % SOURCES + 1}", "rtt_ms", hour, now, 1
            ),
            "latest of all sources": lambda c, n: readings.latest(c, list(METRICS)),
            "one day by commune": lambda c, n: readings.by_commune(c, "rtt_ms", begun, now, communes),
        }
        return [await measure(connection, name, question) for name, question in questions.items()]


async def measure(
    connection: AsyncConnection, name: str, question: Callable[[AsyncConnection, int], Awaitable[object]]
) -> Answers:
    """One question many times, the first not counted."""
    took = []
    for number in range(ROUNDS + 1):
        begin = time.perf_counter()
        assert await question(connection, number)  # an empty answer would be fast for nothing
        took.append((time.perf_counter() - begin) * 1000)
    return Answers(name, statistics.median(took[1:]), statistics.quantiles(took[1:], n=20)[-1])


def plain(rows: int) -> None:
    """PostgreSQL alone, with the tables of as many days as are kept."""
    settings, now = load({}), datetime.now(UTC)
    with tempfile.TemporaryDirectory() as folder:
        server = Postgres(Path(folder) / "postgres")
        server.start()
        try:
            migrate(server.url)
            set_policies(server.url, settings.store, now)
            with psycopg.connect(server.url, autocommit=True) as link:
                for days in range(settings.store.readings_kept_days):
                    add_spans(link, now - timedelta(days=days))
                fill(link, rows, now)
                begin = time.perf_counter()
                keep_in_order(server.url, settings.store, now)
                print(f"sums made in {time.perf_counter() - begin:.0f} s")
                link.execute("VACUUM ANALYZE")
                report("PostgreSQL", rows, asyncio.run(ask(server.url, now)), size(link, PLAIN_SIZE))
        finally:
            server.stop()


def timescale(rows: int) -> None:
    """TimescaleDB's code in WebAssembly, which is several times slower than a server of its own would be."""
    if reason := engine.missing():
        print(f"TimescaleDB not measured: {reason}")
        return
    now, server = datetime.now(UTC), engine.Timescale()
    server.start()
    try:
        migrate(server.url)
        with psycopg.connect(server.url, autocommit=True) as link:
            fill(link, rows, now)
            for view in SUMS:
                link.execute("CALL refresh_continuous_aggregate(%s, NULL, NULL)", (view,))
            link.execute("VACUUM ANALYZE")
            rowstore = asyncio.run(ask(server.url, now))
            report("TimescaleDB (WebAssembly)", rows, rowstore, size(link, HYPERTABLE_SIZE))
            link.execute(COMPRESS)
            columnstore = asyncio.run(ask(server.url, now))
            report("TimescaleDB (WebAssembly), compressed", rows, columnstore, size(link, HYPERTABLE_SIZE))
    finally:
        server.stop()


def size(link: psycopg.Connection, question: str) -> int:
    """Bytes of readings with their indexes."""
    row = link.execute(question.encode()).fetchone()
    return int(row[0]) if row else 0


def report(name: str, rows: int, answers: list[Answers], size_bytes: int) -> None:
    """One engine's part of the table."""
    print(f"{name}, {rows / 1e6:g} million readings: {size_bytes / rows:.1f} MB per million")
    for one in answers:
        print(f"    {one.question:<26} p50 {one.p50:6.1f} ms   p95 {one.p95:6.1f} ms")


if __name__ == "__main__":
    plain(int(float((sys.argv[1:2] or ["10"])[0]) * 1e6))
    timescale(int(float((sys.argv[2:3] or ["1"])[0]) * 1e6))
