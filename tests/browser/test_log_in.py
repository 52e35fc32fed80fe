"""Somebody logs in as people do: by the form, in a browser."""

from tests import accounts

PASSWORD = "a long pass phrase of somebody"  # noqa: S105 (of a test's own database)


def test_person_logs_in_by_the_form_lands_where_they_wanted(server, chromium):
    accounts.user(server.database_url, "Hoa", password=PASSWORD)
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{server.address}/services")
    page.fill("input[name=name]", "Hoa")
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/services")
    context.close()
