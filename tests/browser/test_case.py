"""A case as people work on it."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page

from tests.dashboard import scenes
from tests.patience import until


@pytest.fixture
def case(server, open_page):
    """The case of a stopped vehicle, opened by somebody."""
    scenes.write(server.database_url, scenes.day(server.city, datetime.now(UTC)))

    def opening(name: str, width: int = 1280, height: int = 900) -> Page:
        page, log = open_page(f"{server.address}/case/1?lang=en", width, height, name, "police")
        until(lambda: page.locator("#case-acts button").count() > 0, why="there is something to do")
        page.log = log
        return page

    return opening


def act(page: Page, name: str) -> None:
    page.locator(f"[data-act={name}]").click()


def test_case_goes_from_taken_to_dismissed_with_reason_note_and_timeline(case):
    page = case("An")
    act(page, "acknowledge")
    until(lambda: page.locator("[data-form=case-dismiss]").count() and page.locator("[data-act=dispatch]").count())
    page.locator("[data-tick]").first.click()
    until(lambda: "An, " in page.locator("#case-checklist").inner_text())
    page.locator("[data-form=case-dismiss]").click()
    act(page, "dismiss")
    until(lambda: "Choose why it is dismissed." in page.locator("#desk-told").inner_text())
    page.select_option("#case-reason", "duplicate")
    page.fill("#case-note", "trùng với vụ 2")
    act(page, "dismiss")
    until(lambda: "Dismissed" in page.locator("#case-head").inner_text())
    assert "Duplicate" in page.locator("#case-facts").inner_text()
    timeline = page.locator("#case-timeline").inner_text()
    assert "trùng với vụ 2" in timeline and "checked off" in timeline and "taken" in timeline
    assert not page.locator("[data-act=dispatch]").count()
    assert page.log.strangers() == []


def test_what_somebody_else_does_is_seen_without_reloading(case):
    one, other = case("An"), case("Bình")
    act(one, "acknowledge")
    until(lambda: "An has it" in other.locator("#case-head").inner_text(), 8)
    until(lambda: other.locator("[data-act=take_over]").count() == 1)
    other.fill("#case-note", "gần đó có đội 2")
    act(other, "note")
    until(lambda: "gần đó có đội 2" in one.locator("#case-timeline").inner_text(), 8)


def test_case_shows_pictures_map_and_procedure_and_fits_a_phone(case):
    page = case("An", 390, 844)
    loaded = "[...document.querySelectorAll('.case img')].map(image => image.naturalWidth > 0)"
    until(lambda: len(found := page.evaluate(loaded)) == 3 and all(found), why="strip, still and map are there")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator("#case-checklist li").count() == 5
    assert "No station is configured" in page.locator("#case-place").inner_text()


def test_case_that_is_not_there_says_so(server, open_page):
    page, _ = open_page(f"{server.address}/case/77?lang=en")
    until(lambda: "There is no such alert." in page.locator(".case").inner_text())
