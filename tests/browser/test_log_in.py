"""Somebody logs in and out as people do: by the form, in a browser."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from dashboard.one_time_codes import STEP_SECONDS, code, new_secret
from store import accounts as people
from store.pool import connect
from tests import accounts

PASSWORD = "a long pass phrase of somebody"  # noqa: S105 (of a test's own database)


@pytest.fixture
def stranger(server, chromium):
    """A browser in which nobody is logged in; Hoa has an account."""
    accounts.user(server.database_url, "Hoa", password=PASSWORD)
    context = chromium.new_context()
    page = context.new_page()
    page.address, page.server = server.address, server
    yield page
    context.close()


def log_in(page: Page, password: str = PASSWORD) -> None:
    page.fill("input[name=name]", "Hoa")
    page.fill("input[name=password]", password)
    page.keyboard.press("Enter")


def arrive(page: Page, path: str) -> None:
    """Wait for the page at this very path: /log-in?next=/services ends with it, too."""
    page.wait_for_url(lambda url: urlsplit(url).path == path)


def test_person_logs_in_by_the_form_lands_where_they_wanted_and_logs_out(stranger):
    stranger.goto(f"{stranger.address}/services")
    log_in(stranger)
    arrive(stranger, "/services")
    stranger.goto(f"{stranger.address}/account")
    stranger.locator("form[action='/log-out'] button").click()
    arrive(stranger, "/log-in")
    stranger.goto(f"{stranger.address}/services")
    arrive(stranger, "/log-in")  # the session has ended


def test_wrong_password_is_told_and_the_name_kept(stranger):
    stranger.goto(f"{stranger.address}/police")
    log_in(stranger, "something else")
    assert stranger.locator("[role=alert]").inner_text() == "Sai tên, mật khẩu hoặc mã."
    assert stranger.locator("input[name=name]").input_value() == "Hoa"
    stranger.fill("input[name=password]", PASSWORD)
    stranger.keyboard.press("Enter")
    arrive(stranger, "/police")


def test_code_of_the_phone_is_asked_for_and_guessing_is_stopped_with_when_to_come_again(stranger):
    secret = new_secret()
    with connect(stranger.server.database_url, 5.0) as link:
        people.change(link, "Hoa", "totp", accounts.ENTRY, totp=secret)
    stranger.goto(f"{stranger.address}/police?lang=en")
    log_in(stranger)
    told = stranger.locator("[role=alert]")
    expect(told).to_have_text("Name, password or code is wrong.")
    stranger.fill("input[name=code]", code(secret, int(datetime.now(UTC).timestamp()) // STEP_SECONDS))
    stranger.fill("input[name=password]", PASSWORD)
    stranger.keyboard.press("Enter")
    arrive(stranger, "/police")
    stranger.context.clear_cookies()
    stranger.goto(f"{stranger.address}/police?lang=en")
    for _ in range(6):
        with stranger.expect_navigation():
            log_in(stranger, "a guess")
    expect(told).to_have_text("Wrong too often: try again in 15 minutes.")
