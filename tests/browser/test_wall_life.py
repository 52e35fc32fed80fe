"""What the wall does by itself: it turns to what happens, grows old panel by panel, and comes back as a kiosk."""

import re
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from playwright.sync_api import Error

from ops.postgres import Postgres
from store.records import Batch
from tests.browser.conftest import Server, is_live
from tests.dashboard import scenes
from tests.patience import until

# One server for all: it turns back after three seconds, its sources are old after four, and a kiosk has two views.
SHORT = (
    "IOC_WALL__TURN_SECONDS=3", "IOC_WALL__TOUCH_SECONDS=2",
    "IOC_DASHBOARD__STALE_SECONDS=4", "IOC_DASHBOARD__CAMERA_STALE_SECONDS=4", "IOC_CANARY__STALE_SECONDS=4",
    'IOC_WALL__PLAYLIST=[{ page = "/", seconds = 5 }, { page = "/cameras", seconds = 5 }]',
)  # fmt: skip
PAINTED = """() => { const canvas = document.getElementById('spotlight-camera');
  return canvas.getContext('2d').getImageData(10, canvas.height - 10, 1, 1).data[3] === 255; }"""


@pytest.fixture(scope="module")
def running(postgres: Postgres, template_database: str) -> Iterator[Server]:
    """A dashboard with a database of its own, for all tests here."""
    with psycopg.connect(postgres.url, autocommit=True) as link:
        link.execute(f"CREATE DATABASE quick TEMPLATE {template_database}".encode())
    made = Server(postgres.url.replace("/postgres?", "/quick?"))
    made.start(*SHORT)
    yield made
    made.stop()


@pytest.fixture
def quick(running: Server) -> Server:
    """The same, on a city that speaks."""
    speak(running)
    return running


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


def hurry(page) -> None:
    """A second more has gone by on the page's own clock."""
    with suppress(Error):  # it is being left
        page.clock.fast_forward(1000)


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
    assert re.search(r"picture of \d+ s", page.locator("#spotlight").inner_text()), "with its age from the first"
    until(lambda: page.locator("#spotlight").is_hidden(), 20, why="the wall turns back")
    assert page.evaluate("iocWall.state.turns") == 1
    assert (log.complaints, log.strangers()) == ([], [])


def test_wall_does_not_turn_while_somebody_touches_it(quick, open_page):
    page, _ = open_page(f"{quick.address}/?lang=en")
    until(lambda: page.evaluate("iocWall.state.seen !== null"), 10, why="what stood there is known")
    rows = page.locator(".alert").count()
    happen(quick, 3)
    looks = 0
    while looks < 4:  # each longer than the wall waits between two looks at what calls
        page.mouse.move(300 + looks, 300)
        page.wait_for_timeout(600)
        looks += page.locator(".alert").count() == rows + 1
        assert page.locator("#spotlight").is_hidden()
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
LIMIT_SECONDS = 4


def test_each_source_that_stops_is_told_by_its_panels_within_its_limit(quick, open_page):
    page, _ = open_page(f"{quick.address}/?lang=en")
    until(lambda: speak(quick) or _are(page, "live", TILES), 30, 0.5, "all is live")
    stopped: list[str] = []
    for source, panels in SOURCES.items():
        stopped.append(source)
        since = time.monotonic()
        until(lambda: speak(quick, *stopped) or _are(page, "stale", panels), 20, 0.5, f"{panels} say {source} stopped")  # noqa: B023
        assert time.monotonic() - since > LIMIT_SECONDS / 2, "not before its time"
        assert "since" in page.locator(panels[0]).inner_text()
        told = {panel for one in stopped for panel in SOURCES[one]}
        assert [one for one in TILES if one not in told and _are(page, "stale", [one])] == []
    assert page.locator("#tile-links .tile-figure").inner_text() == "149/151", "the last that was known"


def _are(page, state: str, of: list[str]) -> bool:
    return all(f"is-{state}" in (page.get_attribute(one, "class") or "") for one in of)


def test_kiosk_shows_its_playlist_and_comes_back_after_everything(quick, open_page):
    page, _ = open_page(f"{quick.address}/cameras")
    page.clock.install()
    page.goto(f"{quick.address}/?kiosk=1")
    until(lambda: where(page) == "/" and is_live(page), 30)
    assert page.locator("#menu").is_hidden()
    until(lambda: hurry(page) or where(page) == "/cameras", 30, why="the next view")
    until(lambda: hurry(page) or (where(page) == "/" and is_live(page)), 30, why="and the first again")
    quick.stop()
    until(lambda: hurry(page) or page.locator("#silence").is_visible(), 20, why="its turn is over, with nowhere to go")
    quick.start(*SHORT)
    until(lambda: is_live(page) and page.locator("#silence").is_hidden(), 60, why="it is back")
    page.goto(f"{quick.address}/nothing-here")  # as when a session ends: whatever stands there instead
    until(
        lambda: hurry(page) or (where(page) in ("/", "/cameras") and is_live(page)), 60, why="it finds its link again"
    )


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
