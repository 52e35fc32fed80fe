"""The packet on a phone: small, on a slow link, and without one."""

from datetime import UTC, datetime
from urllib.request import Request, urlopen

import pytest

from tests.dashboard import scenes
from tests.patience import until

SLOW = {"offline": False, "latency": 400, "downloadThroughput": 30_000, "uploadThroughput": 10_000}  # bytes a second


@pytest.fixture
def phone(server, chromium):
    """A phone's browser, told who holds it, and what it has received."""
    scenes.write(server.database_url, scenes.day(server.city, datetime.now(UTC)))
    context = chromium.new_context(viewport={"width": 390, "height": 844}, locale="vi")
    context.add_cookies(server.cookies("An", "police"))
    page = context.new_page()
    page.context.set_default_timeout(60_000)
    page.address, page.received, page.server = server.address, [], server
    page.on("response", lambda response: page.received.append(response))  # noqa: PLW0108 (it marks its handler)
    yield page
    context.close()


def taken_by_binh(server) -> None:
    """Somebody else takes the alert, in a browser of their own."""
    session, token = (row["value"] for row in server.cookies("Bình", "police"))
    cookie = {"Cookie": f"session_{server.port}={session}", "X-CSRFToken": token, "Origin": server.address}
    asked = Request(f"{server.address}/case/1/act", b'{"act": "acknowledge"}', cookie)  # noqa: S310 (our own address)
    assert urlopen(asked, timeout=10).status == 200  # noqa: S310


def owner(page) -> str:
    return page.locator("#owner").inner_text()


def test_packet_with_its_pictures_is_small_and_comes_over_a_slow_link(phone):
    phone.context.new_cdp_session(phone).send("Network.emulateNetworkConditions", SLOW)
    phone.goto(f"{phone.address}/case/1/packet")
    until(lambda: phone.evaluate("iocDesk.state.ready") and phone.locator(".limit").count() == 1)
    sizes = {response.url: len(response.body()) for response in phone.received}
    assert len(sizes) == 3 and sum(sizes.values()) <= 150_000
    assert phone.evaluate("[...document.images].every(image => image.naturalWidth > 0)")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.locator("#take").click()
    until(lambda: "Bạn đã tiếp nhận" in owner(phone))


def test_tap_without_a_link_is_kept_and_sent_when_it_is_back(phone):
    phone.goto(f"{phone.address}/case/1/packet")
    until(lambda: phone.evaluate("iocDesk.state.ready"))
    phone.context.set_offline(True)
    phone.locator("#take").click()
    until(lambda: "đang chờ từ" in phone.locator("#desk-waiting").inner_text())
    assert phone.locator("#take").is_disabled() and "Chưa ai nhận" in owner(phone)
    phone.context.set_offline(False)
    until(lambda: "Bạn đã tiếp nhận" in owner(phone), 40)
    assert phone.locator("#desk-waiting").is_hidden()


def test_tap_without_a_link_survives_the_page_and_loses_to_who_was_first(phone):
    phone.goto(f"{phone.address}/case/1/packet")
    until(lambda: phone.evaluate("iocDesk.state.ready"))
    phone.context.route("**/case/*/act", lambda route: route.abort())
    phone.locator("#take").click()
    until(lambda: phone.locator("#desk-waiting").is_visible())
    taken_by_binh(phone.server)
    phone.context.unroute("**/case/*/act")
    phone.goto(f"{phone.address}/case/1/packet")
    until(lambda: "Bình đã làm trước" in phone.locator("#desk-told").inner_text(), 40)
    assert phone.locator("#desk-waiting").is_hidden()


def test_pdf_is_served_as_a_pdf(phone):
    answer = phone.request.get(f"{phone.address}/case/1/packet.pdf")
    assert answer.headers["content-type"] == "application/pdf" and answer.body().startswith(b"%PDF-")
