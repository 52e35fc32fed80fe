"""Sixteen live camera tiles on several screens: how often each has a new picture, how old that is, what it costs."""

import asyncio
import json
import struct
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple

from playwright.async_api import Browser
from websockets.asyncio.client import ClientConnection

from store.pool import connect as link_to
from store.records import Batch, Still
from store.write import save
from tests.browser.conftest import Server
from tests.dashboard import scenes

TILES, PICTURES = 16, 4
EVERY_SECONDS, LASTS_SECONDS = 0.5, 20.0
# What a browser paints into a tile is counted.
COUNTED = """(() => {
  const draw = CanvasRenderingContext2D.prototype.drawImage;
  window.painted = 0;
  CanvasRenderingContext2D.prototype.drawImage = function (...given) {
    if (this.canvas.dataset.camera) window.painted += 1;
    return draw.apply(this, given);
  };
})();"""


class Seen(NamedTuple):
    """Pictures a second of one tile, of the screen that had fewest and in a browser; seconds from camera to screen."""

    fewest: float
    painted: float
    ages: list[float]
    cpu_percent: float


async def tiles(
    server: Server, sockets: list[ClientConnection], browser: Browser, cpu_seconds: Callable[[], float]
) -> Seen:
    """Every camera has a new picture every half second; all screens and one browser look on."""
    wanted = json.dumps([camera.id for camera in server.city.cameras[:TILES]])
    context = await browser.new_context(viewport={"width": 1920, "height": 1080})
    await context.add_cookies(server.cookies())  # pyright: ignore[reportArgumentType]
    page = await context.new_page()
    await page.add_init_script(COUNTED)
    await page.goto(f"{server.address}/cameras")
    ages: list[list[float]] = [[] for _ in sockets]
    looking = [asyncio.create_task(_look(one, wanted, heard)) for one, heard in zip(sockets, ages, strict=True)]
    writing = asyncio.create_task(asyncio.to_thread(_write, server))
    while not await page.evaluate("window.painted"):
        await asyncio.sleep(0.1)
    for heard in ages:
        heard.clear()
    painted, before, begun = await page.evaluate("window.painted"), cpu_seconds(), time.monotonic()
    await writing
    lasted = time.monotonic() - begun
    share, painted = (cpu_seconds() - before) / lasted, await page.evaluate("window.painted") - painted
    for task in looking:
        task.cancel()
    await asyncio.gather(*looking, return_exceptions=True)
    await context.close()
    each = TILES * lasted
    return Seen(min(map(len, ages)) / each, painted / each, [age for heard in ages for age in heard], 100 * share)


async def _look(socket: ClientConnection, wanted: str, ages: list[float]) -> None:
    """As a screen does: the next pictures are asked for once the last ones are there."""
    await socket.send(wanted)
    async for message in socket:
        if isinstance(message, str):
            continue
        (size,) = struct.unpack(">I", message[:4])
        now = time.time()
        ages += [now - picture["time"] / 1000 for picture in json.loads(message[4 : 4 + size])]
        await socket.send(wanted)


def _write(server: Server) -> None:
    """New pictures of all cameras, drawn beforehand: what is measured is their way to the screens."""
    cameras = server.city.cameras[:TILES]
    drawn = [[scenes.street(n, 2.0 * step) for step in range(PICTURES)] for n in range(TILES)]
    end, step = time.monotonic() + LASTS_SECONDS, 0
    with link_to(server.database_url, 5.0) as link:
        while time.monotonic() < end:
            due = time.monotonic() + EVERY_SECONDS
            now = datetime.now(UTC)
            save(link, Batch(stills=[
                Still(camera.id, now, step, drawn[n][step % PICTURES]) for n, camera in enumerate(cameras)
            ]))  # fmt: skip
            step += 1
            time.sleep(max(0.0, due - time.monotonic()))
