"""How a storm of alerts comes through from Kafka to fifty screens: none lost, and how long the newest takes."""

import argparse
import asyncio
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import msgspec
import psycopg
from kafka import KafkaProducer
from rich.console import Console
from rich.table import Table
from websockets.asyncio.client import ClientConnection, connect

from config import City, city_folder, load
from ops.broker import Broker
from ops.postgres import Postgres
from store.migrate import migrate
from tests import accounts
from tests.browser.conftest import Server
from tests.dashboard import scenes
from tests.patience import until

TOPIC = "network.telemetry"
OVER_SECONDS = 45.0  # each condition lasts so long, then the alert clears by itself
READING = (
    5  # screens whose frames are read; the others take theirs and look no further, to leave the machine to the server
)
# By the audit: an alert that is over by now says of itself only when it ended.
OPENED = """
SELECT alert_id, extract(epoch FROM audit.time)::float8
FROM audit JOIN alerts ON alerts.id = alert_id WHERE action = 'open' AND kind = 'site_down'"""
COUNTED = """
SELECT count(*), count(DISTINCT source_id) FROM alerts WHERE kind = 'site_down'"""


class Heard(NamedTuple):
    """When a screen was first told of each alert, by its number, in seconds since 1970."""

    first: dict[int, float]


def main() -> None:
    """Send the storm, look, print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--minutes", type=float, default=10.0)
    options.add_argument("--rate", type=int, default=1000, help="alerts a minute")
    options.add_argument("--screens", type=int, default=50)
    asked = options.parse_args()
    alerts = round(asked.minutes * asked.rate)
    with _centre(alerts) as (server, servers):
        heard = asyncio.run(_storm(server, servers, alerts, asked.rate, asked.screens))
        with psycopg.connect(server.database_url) as link:
            [(opened, sources)] = link.execute(COUNTED).fetchall()
            began = dict(link.execute(OPENED).fetchall())
    Console().print(_table(asked, alerts, opened, sources, began, heard))


def _table(
    asked: argparse.Namespace, alerts: int, opened: int, sources: int, began: dict[int, float], heard: list[Heard]
) -> Table:
    late = [row.first[id] - time for row in heard for id, time in began.items() if id in row.first]
    unseen = sum(id not in row.first for row in heard for id in began)
    title = (
        f"{asked.rate} alerts a minute for {asked.minutes:g} min, {asked.screens} screens, {datetime.now(UTC):%Y-%m-%d}"
    )
    drawn = Table(title=title)
    for column in ("what", "measured", "bar"):
        drawn.add_column(column)
    cuts = statistics.quantiles(late, n=20)
    drawn.add_row("sent / opened / of so many sources", f"{alerts} / {opened} / {sources}", "all")
    drawn.add_row("committed → at the screen, p95", f"{cuts[-1]:.2f} s", "≤ 2 s")
    drawn.add_row("the same, median, worst", f"{statistics.median(late):.2f}, {max(late):.2f} s", "")
    drawn.add_row("never on the map of a wall", f"{unseen} of {len(began) * len(heard)}", "")
    return drawn


async def _storm(server: Server, servers: str, alerts: int, rate: int, screens: int) -> list[Heard]:
    address = f"{server.address.replace('http', 'ws')}/live?page=wall&lang=vi"
    who = accounts.headers(server.database_url, server.address)
    sockets = [
        await connect(address, origin=server.address, max_size=None, additional_headers=who) for _ in range(screens)
    ]
    heard = [Heard({}) for _ in range(min(READING, screens))]
    tasks = [asyncio.create_task(_hear(socket, row)) for socket, row in zip(sockets, heard, strict=False)]
    tasks += [asyncio.create_task(_take(socket)) for socket in sockets[len(heard) :]]
    await asyncio.to_thread(_send, server.city, servers, alerts, rate)
    await asyncio.to_thread(until, lambda: _opened(server) >= alerts, 120, why="all alerts are open")
    await asyncio.sleep(5)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.gather(*(socket.close() for socket in sockets))
    return heard


def _send(city: City, servers: str, alerts: int, rate: int) -> None:
    """One site after the other goes down, and comes back a while later."""
    producer = KafkaProducer(bootstrap_servers=servers, linger_ms=5, acks="all")
    sites = [site.id for site in city.sites if site.id.startswith("site-y")]
    begun, over = time.monotonic(), 0
    for number in range(alerts):
        time.sleep(max(0.0, begun + number * 60 / rate - time.monotonic()))
        _say(producer, sites[number], 0.0)
        while over < number - OVER_SECONDS * rate / 60:
            _say(producer, sites[over], 1.0)
            over += 1
    producer.flush()
    producer.close()


def _say(producer: KafkaProducer, site_id: str, value: float) -> None:
    row = {"time": datetime.now(UTC), "source_id": site_id, "metric": "up", "value": value}
    producer.send(TOPIC, msgspec.json.encode(row), key=site_id.encode())


async def _hear(socket: ClientConnection, heard: Heard) -> None:
    async for message in socket:
        now = time.time()
        for row in json.loads(message).get("keyed", []):
            if row[0] == "map-alerts":  # each site stands alone there; the list has room for the first few only
                for mark in filter(None, row[5].values()):
                    heard.first.setdefault(mark["properties"]["alert"], now)


async def _take(socket: ClientConnection) -> None:
    async for _ in socket:
        pass


def _opened(server: Server) -> int:
    with psycopg.connect(server.database_url) as link:
        [(opened, _)] = link.execute(COUNTED).fetchall()
    return opened


@contextmanager
def _centre(sites: int) -> Iterator[tuple[Server, str]]:
    """Broker, database, ingest and dashboard, of a city with so many radio sites."""
    folder = Path(tempfile.mkdtemp(prefix="ioc-bench-"))
    folder.chmod(0o755)
    postgres, broker = Postgres(folder / "postgres"), Broker(load({}))
    postgres.start()
    broker.start()
    migrate(postgres.url)
    server, own = Server(postgres.url), {"IOC_CITY__FOLDER": str(_city(folder, sites)), "IOC_METRICS__PORT": "0"}
    environment = os.environ | own | {"DATABASE_URL": postgres.url, "KAFKA_BOOTSTRAP_SERVERS": broker.servers}
    ingest = subprocess.Popen([sys.executable, "-m", "ops", "ingest", "network_telemetry"], env=environment)
    try:
        server.city = scenes.city(scenes.settings(postgres.url, server.port, **own))
        server.start(*(f"{name}={text}" for name, text in own.items()))
        yield server, broker.servers
    finally:
        server.stop()
        ingest.terminate()
        ingest.wait()
        broker.stop()
        postgres.stop()
        shutil.rmtree(folder)


def _city(folder: Path, sites: int) -> Path:
    """The default city with so many radio sites more."""
    city = Path(shutil.copytree(city_folder("nghe-an"), folder / "city"))
    head, *known = (city / "sites.csv").read_text().splitlines()
    codes = [row.split(",")[2] for row in known]
    places = [(105.0 + n % 100 / 120, 18.9 + n // 100 / 200) for n in range(sites)]
    rows = [
        f"site-y{n:05},Trạm thử {n:05},{codes[n % len(codes)]},{lon:.4f},{lat:.4f},4G,"
        for n, (lon, lat) in enumerate(places)
    ]
    (city / "sites.csv").write_text("\n".join([head, *known, *rows]) + "\n")
    return city


if __name__ == "__main__":
    main()
