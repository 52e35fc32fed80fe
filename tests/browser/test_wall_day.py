"""A wall that stands for a day: 24 hours of frames with the browser's clock sped up, and its memory as it was."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from dashboard.centre import Centre
from dashboard.live import Audience, Hub
from dashboard.pages import wall
from dashboard.picture import Picture
from dashboard.shell import shell_patches
from store.records import Alert
from store.stills import StillHead
from tests.browser.conftest import Server
from tests.dashboard import scenes
from tests.patience import until

WALL = Audience("wall", "vi")
START = datetime(2026, 11, 21, 17, 0, tzinfo=UTC)
STEP = timedelta(minutes=30)
STEPS = timedelta(days=1) // STEP
KINDS = (("stopped_vehicle", "severe"), ("link_down", "severe"), ("site_down", "moderate"), ("queue_long", "minor"))


def pictures(server: Server) -> Iterator[tuple[datetime, Picture]]:
    """The city of a day, step by step: figures change, alerts come and go, some of them seen by a camera."""
    city = server.city
    for n in range(STEPS):
        now = START + n * STEP
        rows = [msgspec.structs.replace(row, value=float((len(row.source_id) * 31 + n) % 7 > 0) if row.metric == "up"
                else row.value + n % 9) for row in scenes.telemetry(city, now)]  # fmt: skip
        stills = {camera.id: StillHead(camera.id, now, n, 0.2) for camera in city.cameras}
        alerts = tuple(_alert(city, m, START + m * STEP) for m in range(n, max(-1, n - 12), -1))
        said = {(row.source_id, row.metric): row for row in rows}
        yield now, Picture(read_at=now, alerts=alerts, readings=said, stills=stills)


def _alert(city, number: int, opened: datetime) -> Alert:
    kind, severity = KINDS[number % 4]
    commune, camera = city.communes[number * 7 % len(city.communes)], city.cameras[number % len(city.cameras)]
    source = camera.id if kind == "stopped_vehicle" else f"link-{commune.code}"
    return Alert(
        number, f"f{number}", kind, severity, "open", source, opened, opened, None, commune.lon, commune.lat,
        commune.code, {}, changed_at=opened,
    )  # fmt: skip


class Day:
    """The frames of a day, made by the hub as for any screen, and handed to the page by its own line."""

    def __init__(self, server: Server) -> None:
        centre = Centre(scenes.settings(server.database_url, server.port), server.city)
        self._words, self._centre, self._shown = centre.words("vi"), centre, (START, Picture())
        self._hub = Hub(self._draw, "day", 0.2)
        self._client = self._hub._join(WALL)
        self._pictures = pictures(server)
        self.socket = None

    def open(self, socket) -> None:
        """The page has opened its line; what it says is not answered: no picture is new."""
        self.socket = socket
        socket.on_message(lambda _text: None)

    def step(self) -> None:
        """The next of its pictures, as one frame."""
        self._shown = next(self._pictures)
        self._hub.step(self._shown, self._shown[0].timestamp())
        while not self._client.waiting.empty():
            frame = self._client.waiting.get_nowait() or self._hub.snapshot(WALL)
            self.socket.send(frame)

    def _draw(self, _audience: Audience) -> dict:
        now, picture = self._shown
        return {
            **shell_patches(self._centre, picture, self._words, now),
            **wall.patches(self._centre, picture, self._words, now),
        }


def memory(line) -> tuple[int, int, int]:
    """Bytes of the scripts' heap, nodes and listeners that are still held."""
    line.send("HeapProfiler.collectGarbage")
    line.send("HeapProfiler.collectGarbage")
    counts = line.send("Memory.getDOMCounters")
    return line.send("Runtime.getHeapUsage")["usedSize"], counts["nodes"], counts["jsEventListeners"]


@pytest.mark.timeout(400)
def test_memory_of_a_wall_is_flat_over_a_day(day, chromium):
    frames = Day(day)
    context = chromium.new_context(viewport={"width": 1120, "height": 630}, reduced_motion="reduce")
    context.add_cookies(day.cookies())
    page, complaints = context.new_page(), []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.clock.install(time=START)
    page.route_web_socket("**/live?**", frames.open)
    page.goto(day.address)
    until(lambda: page.evaluate("Boolean(window.iocMap && iocMap.drawn)"), why="the map is drawn")
    page.clock.run_for(9000)
    line, held = context.new_cdp_session(page), []
    for n in range(STEPS):
        frames.step()
        page.clock.fast_forward(int(STEP.total_seconds() * 1000))
        if n % (STEPS // 24) == 0:
            held.append(memory(line))
    assert page.evaluate("iocLive.frames") >= STEPS and page.evaluate("iocWall.state.turns") > 10
    assert page.locator(".alert").count() >= 10 and complaints == []
    early, late = held[9], held[-1]
    assert all(after <= 1.1 * before + 200 for before, after in zip(early, late, strict=True)), (early, late)
    context.close()
