"""Somebody logs in and out as people do: by the form, in a browser."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests import accounts

PASSWORD = "a long pass phrase of somebody"  # noqa: S105 (of a test's own database)


@pytest.fixture
def stranger(server, chromium):
    """A browser in which nobody is logged in; Hoa has an account."""
    accounts.user(server.database_url, "Hoa", password=PASSWORD)
    context = chromium.new_context()
    page = context.new_page()
    page.address = server.address
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
