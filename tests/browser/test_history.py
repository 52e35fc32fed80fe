"""The history as people search it."""

from datetime import UTC, datetime

from tests.dashboard import scenes
from tests.patience import until


def test_history_is_found_without_marks_and_leads_to_the_case(server, open_page):
    scenes.write(server.database_url, scenes.day(server.city, datetime.now(UTC)))
    page, log = open_page(f"{server.address}/history?lang=vi", 1280, 900)
    rows = page.locator(".history-row")
    until(lambda: rows.count() == 6, why="all alerts of the month")
    page.fill("#history-text", "thanh vinh")
    until(lambda: rows.count() == 1)
    assert "Phường Thành Vinh" in rows.first.inner_text()
    page.fill("#history-text", "")
    page.select_option("#history-kind", "link_down")
    until(lambda: rows.count() == 2)
    page.reload()
    until(lambda: rows.count() == 2, why="the question stands in the address")
    page.select_option("#history-state", "resolved")
    until(lambda: "Không tìm thấy gì." in page.locator("#history-said").inner_text())
    page.select_option("#history-state", "")
    until(lambda: rows.count() == 2)
    rows.first.locator("a").click()
    until(lambda: "Mất đường truyền" in page.locator("#case-head").inner_text(), why="the case opens")
    assert (log.complaints, log.strangers()) == ([], [])


def test_history_fits_a_phone(day, open_page):
    page, _ = open_page(f"{day.address}/history", 390, 844)
    until(lambda: page.locator(".history-row").count() > 0)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
