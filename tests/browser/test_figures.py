"""The pages of figures in a real browser: filled, live, sorted, found without marks, and whole on a phone."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from store.records import Batch, Reading
from tests.browser.conftest import NAMELESS, Server
from tests.dashboard import month, scenes
from tests.patience import until

PAGES = ("network", "services", "indicators", "reports", "health")
SHORT = {"services": ".figures-body tr th", "indicators": ".stated li", "reports": ".report-rows li"}

WAITING = """() => [...document.querySelectorAll('#services-offices tbody tr td:nth-child(2)')]
  .map(cell => +(cell.dataset.value ?? -1))"""


@pytest.fixture(scope="module")
def full(busy_server: Server) -> Server:
    """A centre that has a month behind it."""
    scenes.write(busy_server.database_url, month.month(busy_server.city, datetime.now(UTC), days=2))
    return busy_server


@pytest.fixture
def now_full(full: Server) -> Iterator[Server]:
    """The same, heard just now."""
    now = datetime.now(UTC)
    rows = [*month.network(full.city, now), *month.services(full.city, now), *month.pulses(now)]
    scenes.write(full.database_url, Batch(readings=rows))
    yield full


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_page_is_filled_on_a_phone_without_a_foreign_request(now_full, open_page, name, language):
    page, log = open_page(f"{now_full.address}/{name}?lang={language}", 390, 844)
    first = page.locator(SHORT.get(name, ".figures-body tr th")).first
    until(lambda: first.count() and first.inner_text().strip(), why="figures came")
    until(lambda: page.locator(".fact.is-live").count() >= 3, why="figures that are live")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390 and page.evaluate(NAMELESS) == []
    assert (log.complaints, log.strangers()) == ([], [])


def test_offices_are_sorted_by_a_tap_and_found_without_marks(now_full, open_page):
    page, _ = open_page(f"{now_full.address}/services", 1280, 900)
    rows = page.locator("#services-offices tbody tr:visible th")
    until(lambda: rows.count() == 130, why="all offices")
    page.locator("#services-offices th:nth-child(2) button").click()
    until(lambda: (found := page.evaluate(WAITING)) == sorted(found, reverse=True) and max(found) >= 0)
    page.locator("#panel-offices .figures-search").fill("truong vinh")
    until(lambda: rows.count() == 1 and "Trường Vinh" in rows.first.inner_text())
    rows.first.locator("button").click()
    until(lambda: "Trường Vinh" in page.locator("#services-office-note").inner_text(), why="the office is told of")
    assert "services-office=office-16690" in page.url


def test_link_that_goes_down_is_a_cause_within_seconds(now_full, open_page):
    page, _ = open_page(f"{now_full.address}/network?lang=en", 1280, 900)
    until(lambda: "149/151" in page.locator("#fact-links").inner_text())
    gone = now_full.city.links[60]
    later = datetime.now(UTC) + timedelta(seconds=1)
    others = [row for row in month.network(now_full.city, later) if (row.source_id, row.metric) != (gone.id, "up")]
    scenes.write(now_full.database_url, Batch(readings=[*others, Reading(later, gone.id, "up", 0.0)]))
    until(lambda: "148/151" in page.locator("#fact-links").inner_text(), why="it is counted")
    until(lambda: gone.name in page.locator("#net-roots").inner_text(), why="it is a cause")
    assert "mark-bad" in page.locator(f"#net-{gone.id}").get_attribute("class")


def test_chosen_indicator_and_report_stand_in_the_address(now_full, open_page):
    page, _ = open_page(f"{now_full.address}/indicators?lang=en&indicators-kind=cashless_accounts", 1280, 900)
    until(lambda: "payment account" in page.locator("#indicators-name").inner_text(), why="the link's choice")
    until(lambda: page.locator("#indicators-communes .bars path").count() > 100, why="a bar for each commune")
    page, _ = open_page(f"{now_full.address}/reports?lang=en", 1280, 900)
    page.locator(".report-rows .row-choose").first.click()
    until(lambda: page.locator("#report-steps li").count() >= 1, why="what became of it")


def test_every_chart_is_closed_to_the_outside(now_full, open_page):
    page, _ = open_page(f"{now_full.address}/services", 1280, 900)
    until(lambda: page.locator(".js-plotly-plot").count() == 2, why="charts")
    assert page.locator(".modebar-btn").count() == 0
