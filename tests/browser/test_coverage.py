"""The coverage page as leaders use it: choosing, dragging, seeking, and taking a link along."""

from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from ops.postgres import Postgres
from tests.browser.conftest import Log, Server, is_live
from tests.dashboard import coverage_scene, scenes
from tests.patience import until

MAST = ".leaflet-marker-icon:has(.coverage-mast)"


@pytest.fixture(scope="module")
def covered(postgres: Postgres, template_database: str) -> Iterator[Server]:
    """A dashboard whose coverage was computed."""
    with psycopg.connect(postgres.url, autocommit=True) as link:
        link.execute(f"CREATE DATABASE covering TEMPLATE {template_database}".encode())
    running = Server(postgres.url.replace("/postgres?", "/covering?"))
    coverage_scene.computed(used(running), running.city, datetime.now(UTC))
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def profile(chromium: Browser, covered: Server) -> Iterator[BrowserContext]:
    """One browser for all tests: what it has loaded once it does not load again."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    context.add_cookies(covered.cookies())
    yield context
    context.close()


@pytest.fixture
def page(profile: BrowserContext) -> Iterator[Page]:
    """A page of its own for each test."""
    opened = profile.new_page()
    yield opened
    opened.close()


def used(server: Server):
    return scenes.settings(server.database_url, server.port)


def opened(page: Page, server: Server, query: str = "lang=en") -> Log:
    log = Log(page)
    page.goto(f"{server.address}/coverage?{query}")
    filled(page)
    return log


def filled(page: Page) -> None:
    until(lambda: is_live(page) and page.locator("#coverage-ranking tbody tr").count() > 100, 60, why="it is answered")


def address(page: Page) -> str:
    """Where the page says it is; what Playwright knows of it grows old between two questions."""
    return page.evaluate("location.search")


def pressed(page) -> list[str]:
    return page.eval_on_selector_all(".segment[aria-pressed=true]", "all => all.map(one => one.textContent)")


def shade(page, code: str) -> str:
    return page.evaluate(FILL, code)


def gain(page) -> str:
    return page.locator("#coverage-gain").inner_text()


def still(part) -> dict:
    """Where something stands once what is loaded round it has its room."""
    seen: list[dict] = []

    def settled() -> bool:
        seen.append(part.bounding_box())
        return len(seen) > 5 and all(box == seen[-1] for box in seen[-5:])

    until(settled, every=0.1)
    return seen[-1]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_page_shows_the_map_and_the_three_figures_and_asks_nobody_else(language, covered, page):
    log = opened(page, covered, f"lang={language}")
    heads = {"vi": ["Diện tích", "Dân số", "Thôn, bản"], "en": ["Area", "People", "Hamlets"]}
    until(lambda: page.locator("#coverage-figures tbody tr").count() == 4)
    assert page.locator("#coverage-figures thead th").all_inner_texts()[1:] == heads[language]
    assert page.locator(".coverage-map canvas").count() == 1
    assert covered.city.sites[coverage_scene.DOWN].name in page.locator("#coverage-down").inner_text()
    assert (log.complaints, log.strangers()) == ([], [])


def test_choice_shades_the_map_and_stands_in_the_address(covered, page):
    opened(page, covered)
    page.get_by_role("button", name="any network").click()
    page.get_by_role("button", name="Lost now").click()
    until(lambda: "any network: lost now" in page.locator("#coverage-title").inner_text())
    lost = covered.city.sites[coverage_scene.DOWN].commune_code
    whole = next(row.code for row in covered.city.communes if row.code != lost and row.kind == "phường")
    until(lambda: shade(page, lost) != shade(page, whole), why="what lost something stands out")
    page.reload()
    until(lambda: is_live(page) and {"any network", "Lost now"} <= set(pressed(page)), 60)
    assert "service=any" in address(page) and "when=lost" in address(page)


def test_commune_is_chosen_in_the_table_and_by_the_link(covered, page):
    opened(page, covered)
    code = covered.city.communes[5].code
    page.locator(f"[data-commune='{code}']").click()
    name = page.locator(f"[data-commune='{code}']").inner_text()
    until(lambda: page.locator("#coverage-commune h2").inner_text() == name)
    page.reload()
    until(lambda: page.locator("#coverage-commune h2").inner_text() == name, 60, why="the link opens the same commune")
    assert page.locator("tr.is-chosen").count() == 1


def test_layers_are_shown_and_taken_away_one_by_one(covered, page):
    opened(page, covered)
    assert page.locator(".sign-complaint").count() == 0
    page.get_by_role("button", name="Complaints").click()
    until(lambda: page.locator(".sign-complaint").count() == 5)
    until(lambda: page.locator(".sign-weaker").count() > 0, why="where measured contradicts modelled the map says so")
    page.get_by_role("button", name="Complaints").click()
    until(lambda: page.locator(".sign-complaint").count() == 0)
    page.get_by_role("button", name="Contradictions").click()
    until(lambda: page.locator(".sign-weaker").count() == 0)


def test_best_servers_are_computed_when_somebody_asks(covered, page):
    log = opened(page, covered)
    assert page.locator("#coverage-overlap tbody tr").count() == 0
    page.get_by_role("button", name="Best servers").click()
    until(lambda: page.locator("#coverage-overlap tbody tr").count() == 5, 60)
    page.get_by_role("button", name="Best servers").click()
    until(lambda: page.locator("#coverage-overlap tbody tr").count() == 0)
    assert log.complaints == []


def test_mast_tells_its_gain_while_it_is_dragged(covered, page):
    log = opened(page, covered, "lang=en&mast_lon=104.9&mast_lat=19.3")
    until(lambda: "newly covered" in gain(page), 60)
    box = still(page.locator(".coverage-mast"))
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    before, said = page.evaluate("iocSiting.answers"), gain(page)
    for step in range(1, 30):
        page.mouse.move(x + 3 * step, y + step)
    until(lambda: page.evaluate("iocSiting.answers") > before and gain(page) != said, why="a gain before letting go")
    page.mouse.up()
    until(lambda: "mast_lon=104.9&" not in address(page) and "mast_lon=" in address(page))
    assert log.complaints == []


def test_mast_is_moved_by_keys_and_removed(covered, page):
    opened(page, covered)
    page.get_by_role("button", name="Try a mast").click()
    until(lambda: "newly covered" in gain(page), 60)
    place = gain(page).splitlines()[0]
    assert page.evaluate(f"document.activeElement.matches('{MAST}')")
    page.keyboard.press("Shift+ArrowUp")
    until(lambda: gain(page) and gain(page).splitlines()[0] != place, why="a kilometre to the north")
    page.keyboard.press("Escape")
    until(lambda: page.locator(".coverage-mast").count() == 0 and "mast_lon" not in address(page))


def test_masts_are_sought_and_the_link_seeks_them_again(covered, page):
    log = opened(page, covered, "lang=en&spacing_km=12&masts=3")
    page.get_by_role("button", name="Seek places").click()
    until(lambda: page.locator(".sign-candidate").count() == 3, 60, why="three places on the map")
    assert "of the best plan is always reached" in page.locator("#coverage-plan").inner_text()
    table = page.locator("#coverage-plan tbody").inner_text()
    page.reload()
    until(lambda: page.locator(".sign-candidate").count() == 3, 60)
    assert page.locator("#coverage-plan tbody").inner_text() == table
    page.fill("#coverage-masts", "2")
    page.get_by_role("button", name="Seek places").click()
    until(lambda: page.locator(".sign-candidate").count() == 2, 60, why="another plan takes the place of the first")
    until(lambda: page.locator("#coverage-plan tbody tr").count() == 3, why="two masts, and both together")
    assert "Computing" not in page.locator("#coverage-plan").inner_text() and log.complaints == []


def test_places_that_cannot_be_are_told(covered, page):
    opened(page, covered)
    page.fill("#coverage-given", "A, 19.2, 105.1")
    page.get_by_role("button", name="Seek places").click()
    until(lambda: "Line 1: longitude and latitude are swapped." in page.locator("#coverage-plan").inner_text(), 60)


def test_downloads_carry_the_view(covered, page):
    opened(page, covered, "lang=en&service=5G&order=name")
    link = page.locator("[data-export='communes.csv']")
    until(lambda: "service=5G" in (link.get_attribute("href") or ""))
    with page.expect_download() as taken:
        link.click()
    lines = taken.value.path().read_text("utf-8-sig").splitlines()
    assert len(lines) == 2 + len(covered.city.communes) and ",5G,modelled," in lines[1]


def test_address_keeps_the_place_of_the_map(covered, page):
    opened(page, covered, "lang=en&lon=105.5&lat=18.8&zoom=11")
    until(lambda: page.evaluate("iocCoverageMap.state.map.getZoom()") == 11)
    middle = page.evaluate("iocCoverageMap.state.map.getCenter()")
    assert abs(middle["lng"] - 105.5) < 0.01 and abs(middle["lat"] - 18.8) < 0.01


def test_page_fits_every_screen(covered, page):
    opened(page, covered, "lang=vi")
    for width in (390, 820, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        until(lambda: page.evaluate("iocCoverageMap.state.map.getSize().x") > 300, why="the map has its room")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        box = page.locator(".coverage-map").bounding_box()
        assert 300 < box["width"] <= width and box["height"] > 300


def test_news_of_another_site_comes_by_itself(covered, page):
    opened(page, covered)
    other = 30
    coverage_scene.switched(used(covered), covered.city, datetime.now(UTC), other)
    name = covered.city.sites[other].name
    until(lambda: name in page.locator("#coverage-down").inner_text(), 30, why="the down site is told")
    until(lambda: page.evaluate(DOWN_ON_MAP) == [covered.city.sites[other].id], 30, why="and marked on the map")


FILL = """code => { let found = ""; iocCoverageMap.state.map.eachLayer(layer => {
  const { feature } = layer;
  if (feature && feature.properties.code === code) found = layer.options.fillColor; }); return found; }"""
DOWN_ON_MAP = """() => { const found = []; iocCoverageMap.state.map.eachLayer(layer => {
  if (layer.feature && layer.feature.properties.down) found.push(layer.feature.properties.id); }); return found; }"""
