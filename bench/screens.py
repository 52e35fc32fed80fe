"""How fast a wall's news reaches fifty screens, what that costs, how soon a wall opens, and how its cameras move."""

import argparse
import asyncio
import json
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import msgspec
from playwright.async_api import Browser, async_playwright
from rich.console import Console
from rich.table import Table
from websockets import Origin
from websockets.asyncio.client import ClientConnection, connect

from bench.tiles import TILES, Seen, tiles
from config import City, city_folder
from ops.postgres import Postgres
from store.migrate import migrate
from store.pool import connect as link_to
from store.records import AlertRaised, Batch
from store.write import save
from tests.browser.conftest import ARGUMENTS, Server, browser_path
from tests.dashboard import scenes

MARKERS, ALERTS = 2000, 300
LOOKING = 10  # screens that show cameras
EVERY_SECONDS = 1.0
TICKS = os.sysconf("SC_CLK_TCK")
DRAWN = """() => Boolean(window.iocLive && iocLive.frames > 0 && document.querySelector('.tile-figure')
  && document.querySelector('.map-alert') && document.querySelector('.alert'))"""


class Told(NamedTuple):
    """What the screens made of it: seconds from commit to each, and how large the frames were."""

    seconds: list[float]
    sizes: list[int]
    cpu_percent: float


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--screens", type=int, default=50)
    options.add_argument("--news", type=int, default=60)
    asked = options.parse_args()
    with _server() as server:
        _fill(server)
        told, opened, seen = asyncio.run(_measured(server, asked))
    drawn = Table(
        title=f"{asked.screens} screens, 130 communes, {MARKERS} markers, {ALERTS} alerts, {datetime.now(UTC):%Y-%m-%d}"
    )
    for column in ("what", "measured", "bar"):
        drawn.add_column(column)
    p95 = statistics.quantiles(told.seconds, n=20)[-1]
    small = sorted(told.sizes)
    drawn.add_row("committed → at the screen, p95", f"{p95 * 1000:.0f} ms", "≤ 1,000 ms")
    drawn.add_row("the same, median", f"{statistics.median(told.seconds) * 1000:.0f} ms", "")
    drawn.add_row("server's share of a core", f"{told.cpu_percent:.0f} %", "≤ 25 %")
    drawn.add_row(
        "one tick, one alert changed: median, largest",
        f"{small[len(small) // 2] / 1000:.1f}, {small[-1] / 1000:.1f} kB",
        "≤ 10 kB",
    )
    drawn.add_row("a wall opens on a warm server", f"{statistics.median(opened):.2f} s", "≤ 2 s")
    for row in _of_tiles(seen):
        drawn.add_row(*row)
    Console().print(drawn)


async def _measured(server: Server, asked: argparse.Namespace) -> tuple[Told, list[float], Seen]:
    told = await _tell(server, asked.screens, asked.news)
    async with async_playwright() as play:
        browser = await play.chromium.launch(executable_path=browser_path(), args=ARGUMENTS)
        opened = await _open(server, browser)
        sockets = await _lines(server, "cameras", LOOKING)
        seen = await tiles(server, sockets, browser, lambda: _cpu_seconds(server))
        await browser.close()
    return told, opened, seen


def _of_tiles(seen: Seen) -> list[tuple[str, str, str]]:
    what = f"{TILES} camera tiles, {LOOKING} screens: pictures a second of each tile, on the screen with fewest"
    p95 = statistics.quantiles(seen.ages, n=20)[-1]
    return [
        (what, f"{seen.fewest:.2f}", "1–2"),
        ("the same, painted in a browser", f"{seen.painted:.2f}", "1–2"),
        ("how old a picture is when it comes, p95", f"{p95 * 1000:.0f} ms", ""),
        ("server's share of a core meanwhile", f"{seen.cpu_percent:.0f} %", ""),
    ]


async def _lines(server: Server, page: str, screens: int) -> list[ClientConnection]:
    """So many screens of a page, as far as the server knows."""
    address = f"{server.address.replace('http', 'ws')}/live?page={page}&lang=vi"
    who = {"Cookie": "; ".join(f"{row['name']}={row['value']}" for row in server.cookies())}
    return [
        await connect(address, origin=Origin(server.address), max_size=None, additional_headers=who)
        for _ in range(screens)
    ]


@contextmanager
def _server() -> Iterator[Server]:
    folder = Path(tempfile.mkdtemp(prefix="ioc-bench-"))
    folder.chmod(0o755)
    postgres = Postgres(folder / "postgres")
    postgres.start()
    server = Server(postgres.url)
    try:
        migrate(postgres.url)
        larger = {"IOC_CITY__FOLDER": str(_larger_city(folder)), "IOC_DASHBOARD__STALE_SECONDS": "3600"}
        server.city = scenes.city(scenes.settings(postgres.url, server.port, **larger), TILES)
        server.start(*(f"{name}={text}" for name, text in larger.items()), f"CAMERAS={TILES}")
        yield server
    finally:
        server.stop()
        postgres.stop()
        shutil.rmtree(folder)


def _larger_city(folder: Path) -> Path:
    """The default city with so many radio sites."""
    city = Path(shutil.copytree(city_folder("nghe-an"), folder / "city"))
    known = (city / "sites.csv").read_text().splitlines()
    codes = [row.split(",")[2] for row in known[1:]]
    places = [(105.0 + n % 50 / 60, 18.9 + n // 50 / 90) for n in range(MARKERS)]
    more = [
        f"site-x{n:04},Trạm thử {n:04},{codes[n % len(codes)]},{lon:.4f},{lat:.4f},4G,"
        for n, (lon, lat) in enumerate(places[: MARKERS - len(codes)])
    ]
    (city / "sites.csv").write_text("\n".join([*known, *more]) + "\n")
    return city


def _fill(server: Server) -> None:
    """A day of the city, and alerts in every commune."""
    now = datetime.now(UTC)
    rows = scenes.day(server.city, now)
    rows.alerts += [_alert(server.city, n, now - timedelta(minutes=10 + n)) for n in range(ALERTS)]
    scenes.write(server.database_url, rows)


def _alert(city: City, number: int, opened: datetime) -> AlertRaised:
    commune = city.communes[number % len(city.communes)]
    return scenes.threshold_alert("site_down", "moderate", f"site-x{number:04}", commune.code, opened)


async def _tell(server: Server, screens: int, news: int) -> Told:
    """Commit one alert a second, and note when each screen is told of it."""
    sockets = await _lines(server, "wall", screens)
    committed: dict[str, float] = {}
    told = Told([], [], 0.0)
    hearing = [asyncio.create_task(_hear(socket, committed, told)) for socket in sockets]
    await asyncio.sleep(5)
    told.sizes.clear()
    before, begun = _cpu_seconds(server), time.monotonic()
    for number in range(news):
        await asyncio.to_thread(_commit, server, number, committed)
        await asyncio.sleep(EVERY_SECONDS)
    share = (_cpu_seconds(server) - before) / (time.monotonic() - begun)
    for task in hearing:
        task.cancel()
    await asyncio.gather(*hearing, return_exceptions=True)
    await asyncio.gather(*(socket.close() for socket in sockets))
    assert len(told.seconds) == screens * news, f"{len(told.seconds)} of {screens * news} were heard"
    return told._replace(cpu_percent=100 * share)


def _commit(server: Server, number: int, committed: dict[str, float]) -> None:
    site = server.city.sites[1000 + number]  # the first have alerts of their own
    alert = scenes.threshold_alert("site_down", "severe", site.id, site.commune_code, datetime.now(UTC))
    with link_to(server.database_url, 5.0) as link:
        save(link, Batch(alerts=[msgspec.structs.replace(alert, details={"value": 0.0})]))
        committed[site.name] = time.monotonic()


async def _hear(socket: ClientConnection, committed: dict[str, float], told: Told) -> None:
    heard: set[str] = set()
    async for message in socket:
        now = time.monotonic()
        told.sizes.append(len(message))
        rows = [row for row in json.loads(message).get("keyed", []) if row[0] == "alert-list"]
        for name in [name for name in committed if name not in heard and name in json.dumps(rows, ensure_ascii=False)]:
            heard.add(name)
            told.seconds.append(max(0.0, now - committed[name]))


async def _open(server: Server, browser: Browser) -> list[float]:
    """Seconds from the address to a wall that is drawn, each time in a new profile."""
    taken = []
    for _ in range(5):
        context = await browser.new_context(viewport={"width": 1920, "height": 1080})
        await context.add_cookies(server.cookies())  # pyright: ignore[reportArgumentType]
        page, begun = await context.new_page(), time.monotonic()
        await page.goto(server.address)
        while not await page.evaluate(DRAWN):
            await asyncio.sleep(0.02)
        taken.append(time.monotonic() - begun)
        await context.close()
    return taken


def _cpu_seconds(server: Server) -> float:
    assert server.process is not None
    fields = Path(f"/proc/{server.process.pid}/stat").read_text().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


if __name__ == "__main__":
    main()
