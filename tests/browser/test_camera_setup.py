"""A camera's set-up as a person uses it: by mouse, by touch and by keyboard."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page

from config.city import GroundPoint
from store import cameras
from store.cameras import Version
from store.pool import async_connect, connect
from store.records import Batch, Sight, Still
from tests.dashboard import scenes
from tests.patience import until
from vision.ground_plane import calibrated

CORNERS = [(0.3, 0.9), (0.4, 0.4), (0.6, 0.4), (0.8, 0.9)]
TRACK = {
    "number": 12, "kind": "vehicle", "box": [0.4, 0.5, 0.6, 0.7], "path": [[0.3, 0.9], [0.5, 0.6]], "kmh": 23.4,
    "stood_seconds": None, "rules": ["wrong_way"], "reported": [],
}  # fmt: skip
OFFERED = {
    "name": "1",
    "purpose": "carriageway",
    "polygon": [[0.1, 0.9], [0.5, 0.3], [0.9, 0.9]],
    "direction_degrees": 20.0,
}
SEEN = {
    "version": 0, "changing": False, "profile": "day", "metres": "measured", "tracks": [TRACK],
    "areas": [{"rule": "congestion", "box": [0.1, 0.4, 0.5, 0.9]}],
    "learned": [[0.5, 0.5, 20, 1.0]], "proposals": [OFFERED],
}  # fmt: skip
ZONES = "iocSetup.zones"


@pytest.fixture
def setup(server, open_page) -> Iterator[tuple[Page, object]]:
    """The page of cam-01, its picture there and its versions read."""
    show(server.database_url)
    page, log = open_page(f"{server.address}/cameras/cam-01/setup?lang=en", 1600, 1000)
    until(lambda: page.locator(".setup-versions li").count() == 1, why="the versions are read")
    until(lambda: page.evaluate("iocSetup.time !== null"), why="a picture came")
    page.database_url = server.database_url
    yield page, log
    assert (log.complaints, log.strangers()) == ([], [])


def show(url: str, sight: dict = SEEN) -> None:
    """A picture of cam-01 and what is seen in it."""
    now = datetime.now(UTC)
    scenes.write(
        url, Batch(stills=[Still("cam-01", now, 1, scenes.street(3, 1))], sights=[Sight("cam-01", now, sight)])
    )


def versions(url: str) -> list[Version]:
    """How cam-01 was set up; asked in another thread, since Playwright runs a loop in this one."""

    async def asking() -> list[Version]:
        async with await async_connect(url, 5.0) as connection:
            return await cameras.versions(connection, "cam-01")

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(asking())).result()


def place(page: Page, x: float, y: float) -> tuple[float, float]:
    """Where a fraction of the picture is on the screen."""
    box = page.locator("#setup-drawing").bounding_box()
    assert box
    return box["x"] + x * box["width"], box["y"] + y * box["height"]


def outline(page: Page, zone: int = 0) -> list[tuple[float, float]]:
    return [(round(x, 2), round(y, 2)) for x, y in page.evaluate(f"{ZONES}[{zone}].polygon")]


def draw(page: Page) -> None:
    page.locator("[data-key=draw]").click()
    for corner in [*CORNERS, CORNERS[0]]:
        page.mouse.click(*place(page, *corner))


def save(page: Page) -> None:
    page.locator("#setup-save").press("Enter")
    page.wait_for_selector(".setup-saved")


def test_zone_drawn_named_turned_and_saved_is_a_version_of_the_camera(setup):
    page, _ = setup
    draw(page)
    assert outline(page) == CORNERS
    page.fill("[data-key=name0]", "Làn ngược chiều")
    page.locator("[data-key=way0]").check()
    page.fill("[data-key=degrees0]", "340")
    save(page)
    [kept] = versions(page.database_url)
    assert (kept.saved_by, kept.setup.zones[0].name, kept.setup.zones[0].direction_degrees) == (
        "An",
        "Làn ngược chiều",
        340,
    )
    assert "An" in page.locator(".setup-versions li").first.inner_text()


def test_corner_zone_and_direction_are_moved_by_mouse(setup):
    page, _ = setup
    draw(page)
    drag(page, CORNERS[0], (0.2, 0.8))
    assert outline(page)[0] == (0.2, 0.8)
    page.locator("[data-key=way0]").check()
    drag(page, (0.5, 0.75), (0.6, 0.75))
    assert outline(page)[0] == (0.3, 0.8)
    page.locator("[data-key=undo]").click()
    assert outline(page)[0] == (0.2, 0.8)


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*place(page, *start))
    page.mouse.down()
    page.mouse.move(*place(page, *end), steps=5)
    page.mouse.up()


def test_zone_is_drawn_changed_and_deleted_by_keyboard_alone(setup):
    page, _ = setup
    page.locator("[data-key=draw]").press("Enter")
    for keys in (["ArrowUp"], ["Shift+ArrowRight", "Shift+ArrowRight"], ["Shift+ArrowDown"] * 3):
        for key in keys:
            page.keyboard.press(key)
        page.keyboard.press("Enter")
    page.locator("[data-key=finish]").press("Enter")
    assert outline(page) == [(0.5, 0.49), (0.7, 0.49), (0.7, 0.79)]
    page.locator("[data-key=v1]").focus()
    page.keyboard.press("Shift+ArrowLeft")
    assert outline(page)[1] == (0.65, 0.49)
    page.locator("[data-key=z0]").focus()
    page.keyboard.press("Delete")
    assert page.evaluate(f"{ZONES}.length") == 0


def test_drawing_that_crosses_itself_is_not_saved_and_marked(setup):
    page, _ = setup
    page.locator("[data-key=draw]").click()
    for corner in (CORNERS[0], CORNERS[2], CORNERS[1], CORNERS[3], CORNERS[0]):
        page.mouse.click(*place(page, *corner))
    page.locator("#setup-save").click()
    page.wait_for_selector(".setup-problem li")
    assert "crosses itself" in page.locator(".setup-problem").inner_text()
    assert page.locator(".setup-zone.is-wrong").count() == 1 and versions(page.database_url) == []


def test_ground_points_draw_the_grid_that_vision_reckons_with(setup):
    page, _ = setup
    page.locator("[data-key=addGround]").click()
    drag(page, (0.4, 0.5), (0.42, 0.45))
    page.fill("[data-key=across]", "8")
    page.fill("[data-key=along]", "24")
    assert page.locator(".setup-grid polyline").count() > 8
    points = page.evaluate("iocSetup.calibration")
    ours = calibrated([GroundPoint(**point) for point in points], 16 / 9).metres((0.5, 0.6))
    theirs = page.evaluate("iocGround.toRoad(iocSetup.calibration)([0.5, 0.6])")
    assert ours == pytest.approx(theirs)
    save(page)
    assert [(p.east_metres, p.north_metres) for p in versions(page.database_url)[0].setup.calibration] == [
        (0, 0), (8, 0), (8, 24), (0, 24),
    ]  # fmt: skip


def test_what_the_camera_sees_is_drawn_and_what_it_learnt_is_offered(setup):
    page, _ = setup
    until(lambda: page.locator(".setup-track text").count() == 1)
    assert page.locator(".setup-track text").inner_html() == "#12 · 23 km/h · Wrong way"
    assert page.locator(".setup-area text").inner_html() == "Congestion"
    assert "analysis by version 0" in page.locator("#setup-status").inner_text()
    page.locator("[data-key=learned]").check()
    assert page.locator(".setup-learned line").count() == 1 and page.locator(".setup-proposal").count() == 1
    page.locator("[data-key=accept0]").click()
    assert page.evaluate(f"{ZONES}[0].direction_degrees") == 20


def test_who_looks_keeps_the_camera_telling_what_it_sees(setup):
    page, _ = setup
    with connect(page.database_url, 5.0) as link:
        until(lambda: cameras.looking(link).looked_at == {"cam-01"})
    before = page.evaluate("iocSetup.time")
    show(page.database_url)
    until(lambda: page.evaluate("iocSetup.time") > before, why="the new picture is shown")


def test_earlier_version_is_taken_up_again(setup):
    page, _ = setup
    draw(page)
    save(page)
    page.locator("[data-key=back0]").click()
    until(lambda: page.locator(".setup-versions li").count() == 3)
    assert page.evaluate(f"{ZONES}.length") == 0
    assert [(row.version, row.back_to) for row in versions(page.database_url)] == [(2, 0), (1, None)]


def test_drawing_that_is_not_saved_outlives_a_reload_and_an_undo_takes_it_back(setup):
    page, _ = setup
    draw(page)
    page.reload()
    until(lambda: page.locator(".setup-versions li").count() == 1)
    until(lambda: page.evaluate(f"{ZONES}.length") == 1)
    assert outline(page) == CORNERS and "not saved yet" in page.locator("#setup-panel").inner_text()
    page.locator("[data-key=undo]").click()
    assert page.evaluate(f"{ZONES}.length") == 0


def test_page_of_a_camera_nobody_knows_says_so(day, open_page):
    page, _ = open_page(f"{day.address}/cameras/cam-77/setup?lang=en")
    assert "There is no such camera." in page.locator("main").inner_text()


def test_camera_page_leads_to_the_set_up_in_the_readers_language(day, open_page):
    page, _ = open_page(f"{day.address}/cameras")
    page.locator("[data-camera-open=cam-02]").first.press("Enter")
    page.locator("#camera-setup").press("Enter")
    page.wait_for_url("**/cameras/cam-02/setup")
    until(lambda: page.locator("#setup-save").count() == 1)
    assert "Lưu thành phiên bản mới" in page.locator("#setup-save").inner_text()


@pytest.fixture
def phone(chromium, server) -> Iterator[Page]:
    """The page on a small screen that is touched."""
    show(server.database_url)
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    context.add_cookies(server.cookies())
    page = context.new_page()
    page.goto(f"{server.address}/cameras/cam-01/setup?lang=en")
    until(lambda: page.locator(".setup-versions li").count() == 1)
    yield page
    context.close()


def test_zone_is_drawn_by_touch_on_a_phone(phone):
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.locator("[data-key=draw]").tap()
    for corner in [*CORNERS, CORNERS[0]]:
        phone.touchscreen.tap(*place(phone, *corner))
    assert outline(phone) == CORNERS
