"""A wall that stands for a day, with the browser's clock sped up: no frame leaves anything behind in its memory."""

import json
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from dashboard.centre import Centre
from dashboard.live import Audience, Hub
from dashboard.pages import wall
from dashboard.picture import Picture
from dashboard.shell import shell_patches
from store.records import Alert, Reading
from store.stills import StillHead
from tests.browser.conftest import Server
from tests.dashboard import scenes
from tests.patience import until

WALL = Audience("wall", "vi")
START = datetime(2026, 11, 21, 17, 0, tzinfo=UTC)
STEP, HOURS = timedelta(hours=1), 24
MOVES, FRAMES = 2, 6  # the clock is moved so often in an hour, with so many frames each: what each leaves is counted
KINDS = (("stopped_vehicle", "severe"), ("link_down", "severe"), ("site_down", "moderate"), ("queue_long", "minor"))


def picture(server: Server, hour: int, second: int = 0) -> tuple[datetime, Picture]:
    """The city of an hour of the day: figures change, alerts come and go, some of them seen by a camera."""
    city, now = server.city, START + hour * STEP + timedelta(seconds=second)
    rows = [msgspec.structs.replace(row, value=_moved(row, hour, second)) for row in scenes.telemetry(city, now)]
    stills = {camera.id: StillHead(camera.id, now, hour, 0.2) for camera in city.cameras}
    alerts = tuple(_alert(city, m, START + m * STEP) for m in range(hour, hour - 12, -1))
    said = {(row.source_id, row.metric): row for row in rows}
    return now, Picture(read_at=now, alerts=alerts, readings=said, stills=stills)


def _moved(row: Reading, hour: int, second: int) -> float:
    """Each hour other links and sites are down; from one second to the next people come and go."""
    if row.metric == "up":
        return float((len(row.source_id) * 31 + hour) % 7 > 0)
    return row.value + (hour + second) % 9


def _alert(city, number: int, opened: datetime) -> Alert:
    kind, severity = KINDS[number % 4]
    commune, camera = city.communes[number * 7 % len(city.communes)], city.cameras[number % len(city.cameras)]
    source = camera.id if kind == "stopped_vehicle" else f"link-{commune.code}"
    return Alert(
        number + 100, f"f{number}", kind, severity, "open", source, opened, opened, None, commune.lon, commune.lat,
        commune.code, {}, changed_at=opened,
    )  # fmt: skip


class Day:
    """The frames of a day, made by the hub as for any screen, and handed to the page by its own line."""

    def __init__(self, server: Server) -> None:
        centre = Centre(scenes.settings(server.database_url, server.port), server.city)
        self._words, self._centre, self._server = centre.words("vi"), centre, server
        self._shown = picture(server, 0)
        self._hub = Hub(self._draw, "day", 0.2)
        self._client = self._hub._join(WALL)
        self._drawn(self._shown)
        self._parts = [part for second in (1, 2, 0) for frame in self._drawn(picture(server, 0, second))
                       for part in _parts(frame)]  # fmt: skip
        self.socket = None

    def open(self, socket) -> None:
        """The page has opened its line; what it says is not answered: no picture is new."""
        self.socket = socket
        socket.on_message(lambda _text: None)
        socket.send(self._hub.snapshot(WALL))

    def hour(self, number: int) -> None:
        """What an hour brings."""
        for frame in self._drawn(picture(self._server, number)):
            self.socket.send(frame)

    def tick(self, number: int) -> None:
        """What a second brings: of figures and ages one after the other, as they come round."""
        self.socket.send(self._parts[number % len(self._parts)])

    def _drawn(self, shown: tuple[datetime, Picture]) -> list[str]:
        self._shown = shown
        self._hub.step(shown, shown[0].timestamp())
        waiting = self._client.waiting
        return [frame for _ in range(waiting.qsize()) if (frame := waiting.get_nowait())]

    def _draw(self, _audience: Audience) -> dict:
        now, shown = self._shown
        return {
            **shell_patches(self._centre, shown, self._words, now),
            **wall.patches(self._centre, shown, self._words, now),
        }


def _parts(frame: str) -> list[str]:
    """A frame for each thing that this frame changes."""
    said = json.loads(frame)
    return [json.dumps({**said, "set": [row], "keyed": []}) for row in said["set"]]


def held(line) -> tuple[int, int, int, int]:
    """How many objects of scripts, nodes, listeners and bytes are held when what nobody holds is thrown away.

    Objects are counted one by one: bytes alone waver by more than a small thing that each frame leaves behind.
    """
    line.send("HeapProfiler.collectGarbage")
    shape = line.send("Runtime.evaluate", {"expression": "Object.prototype", "objectGroup": "held"})["result"]
    asked = {"prototypeObjectId": shape["objectId"], "objectGroup": "held"}
    every = line.send("Runtime.queryObjects", asked)["objects"]["objectId"]
    counted = {"functionDeclaration": "function () { return this.length; }", "returnByValue": True}
    objects = line.send("Runtime.callFunctionOn", {**counted, "objectId": every})["result"]["value"]
    line.send("Runtime.releaseObjectGroup", {"objectGroup": "held"})
    nodes = line.send("Memory.getDOMCounters")
    return objects, nodes["nodes"], nodes["jsEventListeners"], line.send("Runtime.getHeapUsage")["usedSize"]


def least(counts: list[tuple[int, ...]]) -> list[int]:
    """The least of each, which is held whatever goes on."""
    return [min(one) for one in zip(*counts, strict=True)]


def hour_passes(frames: Day, page, hour: int) -> None:
    """What it brings, then seconds of it, as the clock goes on."""
    frames.hour(hour)
    for move in range(MOVES):
        for tick in range(FRAMES):
            frames.tick((hour * MOVES + move) * FRAMES + tick)
        page.clock.fast_forward(int(STEP.total_seconds() * 1000 / MOVES))


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
    until(lambda: page.clock.run_for(500) or page.evaluate("Boolean(window.iocLive && iocLive.frames)"), why="it lives")
    line, counts = context.new_cdp_session(page), []
    for hour in range(HOURS):
        hour_passes(frames, page, hour)
        if hour % (HOURS // 2) >= HOURS // 2 - 4:  # of some hours, since a camera that has come forward holds more
            counts.append(held(line))
    assert page.evaluate("iocLive.frames") >= HOURS * MOVES * FRAMES and page.evaluate("iocWall.state.turns") > 10
    assert page.locator(".alert").count() >= 10 and complaints == []
    (*early, bytes_early), (*late, bytes_late) = map(least, (counts[:4], counts[4:]))
    left = [(after - before) / (HOURS // 2 * MOVES * FRAMES) for before, after in zip(early, late, strict=True)]
    assert max(left) < 0.5, f"objects, nodes and listeners that each frame leaves behind: {left}"
    assert bytes_late < 1.05 * bytes_early
    context.close()
