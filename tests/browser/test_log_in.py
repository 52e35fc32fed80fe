"""Somebody logs in and out as people do: by the form, in a browser."""

from tests import accounts
from tests.patience import until

PASSWORD = "a long pass phrase of somebody"  # noqa: S105 (of a test's own database)


def test_person_logs_in_by_the_form_lands_where_they_wanted_and_logs_out(server, chromium):
    accounts.user(server.database_url, "Hoa", password=PASSWORD)
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{server.address}/services")
    page.fill("input[name=name]", "Hoa")
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/services")
    page.goto(f"{server.address}/account")
    page.locator("form[action='/log-out'] button").click()
    until(lambda: page.evaluate("location.pathname") == "/log-in", why="the session has ended")
    context.close()
