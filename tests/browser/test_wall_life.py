"""What the wall does by itself: it turns to what happens, grows old panel by panel, and comes back as a kiosk."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Error

from store.records import Batch
from tests.browser.conftest import Server, is_live
from tests.dashboard import scenes
from tests.patience import until

SHORT = ("IOC_WALL__TURN_SECONDS=4", "IOC_WALL__TOUCH_SECONDS=2")
PAINTED = """() => { const canvas = document.getElementById('spotlight-camera');
  return canvas.getContext('2d').getImageData(10, canvas.height - 10, 1, 1).data[3] === 255; }"""


@pytest.fixture
def quick(database_url: str) -> Iterator[Server]:
    """A wall that turns back after four seconds, on a city that speaks."""
    running = Server(database_url)
    running.start(*SHORT)
    speak(running)
    yield running
    running.stop()


def speak(server: Server, *silent: str) -> None:
    """Every source says something now, but for those whose id begins so; "cam-" are the pictures."""
    now = datetime.now(UTC)
    rows = [row for row in scenes.telemetry(server.city, now) if not row.source_id.startswith(silent or ("-",))]
    pictures = [] if "cam-" in silent else [row for row in scenes.stills(server.city, now) if row.time == now]
    scenes.write(server.database_url, Batch(readings=rows, stills=pictures))


def where(page) -> str:
    """The page's path; "" while it is being left."""
    try:
        return page.evaluate("location.pathname")
    except Error:
        return ""


def happen(server: Server, camera: int, seconds: float = 1) -> None:
    """A vehicle stopped before a camera so long ago."""
    incident, pictures, alert = scenes.stopped_vehicle(
        server.city.cameras[camera], datetime.now(UTC) - timedelta(seconds=seconds), server.city.communes[camera].code
    )
    scenes.write(server.database_url, Batch(incidents=[incident], evidence=pictures, alerts=[alert]))


def test_wall_turns_to_what_happens_and_back_by_itself(quick, open_page):
    page, log = open_page(f"{quick.address}/?lang=en")
    until(lambda: page.evaluate("iocWall.state.seen !== null"), 10, why="what stood there is known")
    happen(quick, 2)
    until(lambda: page.locator("#spotlight").is_visible(), 20, why="the camera comes forward")
    assert "Stopped vehicle" in page.locator("#spotlight").inner_text()
    until(lambda: page.evaluate(PAINTED), 10, why="its picture is there")
    until(lambda: page.locator("#spotlight").is_hidden(), 20, why="the wall turns back")
    assert page.evaluate("iocWall.state.turns") == 1
    assert (log.complaints, log.strangers()) == ([], [])


def test_wall_does_not_turn_while_somebody_touches_it(quick, open_page):
    page, _ = open_page(f"{quick.address}/?lang=en")
    until(lambda: page.evaluate("iocWall.state.seen !== null"), 10, why="what stood there is known")
    rows = page.locator(".alert").count()
    happen(quick, 3)
    for n in range(16):  # longer than a turn would take to begin
        page.mouse.move(300 + n, 300)
        page.wait_for_timeout(200)
        assert page.locator("#spotlight").is_hidden()
    assert page.locator(".alert").count() == rows + 1
    until(lambda: page.locator("#spotlight").is_visible(), 20, why="it turns once nobody touches it")


def test_screen_holds_one_connection_for_all_its_data(quick, open_page):
    page, log = open_page(f"{quick.address}/cameras?lang=en")
    until(lambda: page.evaluate("document.querySelectorAll('.camera-open:not(.is-old) canvas').length") >= 7, 20)
    assert len([url for url in log.requests if url.startswith("ws")]) == 1


SOURCES = {
    "link-": ["#tile-links"],
    "site-": ["#tile-sites"],
    "office-": ["#tile-waiting"],
    "cam-": ["#tile-cameras"],
    "centre.ingest": ["#tile-reports", "#alerts"],
    "centre.canary": ["#tile-centre"],
}
TILES = sorted({panel for panels in SOURCES.values() for panel in panels})
LIMITS = (
    "IOC_DASHBOARD__STALE_SECONDS=6", "IOC_DASHBOARD__CAMERA_STALE_SECONDS=6", "IOC_CANARY__STALE_SECONDS=6"
)  # fmt: skip


def test_each_source_that_stops_is_told_by_its_panels_within_its_limit(database_url, open_page):
    server = Server(database_url)
    server.start(*LIMITS)
    try:
        page, _ = open_page(f"{server.address}/?lang=en")
        for source, panels in SOURCES.items():
            _stop(server, page, source, panels)
    finally:
        server.stop()


def _stop(server: Server, page, source: str, panels: list[str]) -> None:
    def are(state: str, of: list[str]) -> bool:
        return all(f"is-{state}" in (page.get_attribute(one, "class") or "") for one in of)

    until(lambda: speak(server) or are("live", TILES), 30, 0.5, "all is live")
    stopped = time.monotonic()
    until(lambda: speak(server, source) or are("stale", panels), 20, 0.5, f"{panels} say that {source} stopped")
    assert time.monotonic() - stopped > 4, "not before its time"
    assert "since" in page.locator(panels[0]).inner_text()
    assert [one for one in TILES if one not in panels and are("stale", [one])] == []


def test_kiosk_shows_its_playlist_and_comes_back_after_everything(database_url, open_page):
    server = Server(database_url)
    playlist = 'IOC_WALL__PLAYLIST=[{ page = "/", seconds = 5 }, { page = "/cameras", seconds = 5 }]'
    server.start(playlist)
    try:
        page, _ = open_page(f"{server.address}/?kiosk=1")
        assert page.locator("#menu").is_hidden()
        until(lambda: where(page) == "/cameras", 30, why="the next view")
        until(lambda: where(page) == "/" and is_live(page), 30, why="and the first again")
        server.stop()
        until(lambda: page.locator("#silence").is_visible(), 20, why="its turn is over, but there is nowhere to go")
        server.start(playlist)
        until(lambda: is_live(page) and page.locator("#silence").is_hidden(), 60, why="it is back")
        page.goto(f"{server.address}/nothing-here")  # as when a session ends: whatever stands there instead
        until(lambda: where(page) in ("/", "/cameras") and is_live(page), 60, why="it finds its link again")
    finally:
        server.stop()


def test_past_moment_is_shown_played_and_left(quick, open_page):
    happen(quick, 1, seconds=240)
    before = datetime.now(UTC) - timedelta(minutes=7)
    page, log = open_page(f"{quick.address}/?lang=en&at={before:%Y-%m-%dT%H:%M:%SZ}&speed=60")
    until(lambda: page.evaluate("window.iocReplay && iocReplay.shown > 0"), 20, why="a frame of the past")
    assert "LOOKING BACK" in page.locator("#replay-banner").inner_text()
    assert page.locator(".alert").count() == 0
    page.locator("#replay-play").click()
    until(lambda: page.locator(".alert").count() == 1, 20, why="the minute in which it happened")
    assert "not known before" in page.locator(".alert").inner_text()
    assert "at=" in page.evaluate("location.search") and "speed=60" in page.evaluate("location.search")
    page.locator("#replay-end").click()
    until(lambda: is_live(page) and page.evaluate("location.search") == "", 20, why="now again")
    assert log.complaints == []
