"""The police's queue as people use it: taking an alert, losing one to somebody else, working without a link."""

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page

from store.pool import connect
from store.records import Batch
from tests.dashboard import scenes
from tests.patience import until

VOICE = """window.spoken = []; Object.defineProperty(window, 'speechSynthesis', { value: {
  speaking: false, getVoices: () => [{ lang: 'vi-VN' }], cancel() {},
  speak(said) { window.spoken.push(said.text); } } });
  window.SpeechSynthesisUtterance = function (text) { this.text = text; };"""

# A phone in a pocket: none of its timers runs.
POCKET = "for (let n = setTimeout(() => {}, 0); n; n -= 1) clearTimeout(n);"


@pytest.fixture
def queue(server, open_page):
    """A queue of six alerts, and how somebody else opens it too."""
    scenes.write(server.database_url, scenes.day(server.city, datetime.now(UTC)))

    def opening(name: str = "An", width: int = 1280, height: int = 800, role: str = "police") -> Page:
        page, log = open_page(f"{server.address}/police?lang=en", width, height, name, role)
        page.log = log
        until(lambda: page.locator(".waits").count() == 6, why="six alerts wait")
        return page

    opening.server = server
    return opening


def new_alert(server, kind: str = "link_down", link: int = 7, severity: str = "severe") -> None:
    row = server.city.links[link]
    made = scenes.threshold_alert(kind, severity, row.id, row.commune_code, datetime.now(UTC))
    scenes.write(server.database_url, Batch(alerts=[made]))


def take_first(page: Page) -> None:
    page.locator(".waits-take").first.click()


def test_alert_is_taken_with_one_tap_and_everybody_sees_by_whom(queue):
    one, other = queue("Nguyễn Văn An"), queue("Bình")
    number = one.locator(".waits").first.get_attribute("data-id")
    take_first(one)
    for page, text in ((one, "You"), (other, "Nguyễn Văn An has it")):
        row = page.locator(f".waits[data-id='{number}']")
        until(lambda row=row, text=text: row.locator(".waits-owner").inner_text() == text, 5)
        until(lambda row=row: "left to act" in row.locator(".limit").inner_text(), 5)
    assert (one.log.complaints, one.log.strangers()) == ([], [])


def test_who_comes_second_is_told_who_was_first_and_when(queue):
    one, late = queue("An"), queue("Bình")
    number = int(late.locator(".waits").first.get_attribute("data-id"))
    take_first(one)
    until(lambda: one.locator(".waits.is-mine").count() == 1)
    late.evaluate("number => { iocDesk.act(number, { act: 'acknowledge', version: 1 }); }", number)
    until(lambda: "An was first, at" in late.locator("#desk-told").inner_text(), 5)


def test_what_somebody_tapped_without_a_link_is_not_sent_in_the_name_of_who_logs_in_next(queue):
    page = queue("An")
    page.context.route("**/case/*/act", lambda route: route.abort())
    take_first(page)
    until(lambda: page.locator("#desk-waiting").is_visible())
    page.context.add_cookies(queue.server.cookies("Bình", "police"))
    page.context.unroute("**/case/*/act")
    page.reload()
    until(lambda: "1 of An wait on this device: log in as An" in page.locator("#desk-waiting").inner_text())
    assert page.evaluate("iocDesk.state.person.name") == "Bình"
    assert page.locator(".waits.is-mine").count() == 0


def test_session_that_is_ended_shows_the_log_in_at_once(queue):
    page = queue("An")
    with connect(queue.server.database_url, 5.0) as link:
        link.execute("UPDATE sessions SET ended_at = now()")
    page.wait_for_url(re.compile(r"/log-in\?next=/police"), timeout=10_000)
    assert page.locator("input[name=next]").get_attribute("value") == "/police"


def test_leader_sees_no_button_that_a_leader_may_not_press(queue):
    page = queue("Chi", role="leader")
    until(lambda: page.locator(".waits-take").count() == 0)


def test_keyboard_moves_takes_and_opens(queue):
    page = queue("An")
    for key in ("j", "j", "k"):
        page.keyboard.press(key)
    number = page.evaluate("document.activeElement.closest('li').dataset.id")
    assert number == page.locator(".waits").first.get_attribute("data-id")
    page.keyboard.press("t")
    until(lambda: page.locator(f".waits.is-mine[data-id='{number}']").count() == 1)


def test_acknowledgement_without_a_link_waits_over_a_reload_and_is_sent(queue):
    page = queue("An")
    page.context.route("**/case/*/act", lambda route: route.abort())
    take_first(page)
    until(lambda: page.locator("#desk-waiting").is_visible())
    page.reload()
    until(lambda: "waiting since" in page.locator("#desk-waiting").inner_text())
    page.context.unroute("**/case/*/act")
    until(lambda: page.locator(".waits.is-mine").count() == 1, 20)
    assert page.locator("#desk-waiting").is_hidden()
    page.context.route("**/case/*/act", lambda route: route.abort())
    page.locator(".waits:not(.is-mine) .waits-take").first.click()
    until(lambda: page.locator("#desk-waiting").is_visible())
    page.evaluate(POCKET)
    page.context.unroute("**/case/*/act")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    until(lambda: page.locator(".waits.is-mine").count() == 2, why="it is sent when the phone is taken out again")


def test_new_alert_is_heard_as_a_tone_once_and_not_when_off(queue):
    page = queue("An")
    page.locator("h1").first.click()  # browsers allow no sound before
    until(lambda: page.evaluate("iocSound.state.context.state") == "running")
    new_alert(queue.server)
    until(lambda: page.locator(".waits").count() == 7)
    assert [(len(row["ids"]), row["toned"], row["spoken"]) for row in page.evaluate("iocSound.state.heard")] == [
        (1, True, False)
    ]
    page.select_option("[aria-label=Unit]", "traffic_police")
    new_alert(queue.server, link=8)
    until(lambda: page.evaluate("iocSound.state.known.size") == 8, why="an alert of another unit came")
    page.select_option("[aria-label=Unit]", "")
    page.select_option("#desk-sound", "off")
    new_alert(queue.server, link=9)
    until(lambda: page.locator(".waits").count() == 9)
    assert page.evaluate("iocSound.state.heard.length") == 1


def test_device_with_a_vietnamese_voice_says_what_and_where(queue, chromium):
    page = queue("An")
    page.add_init_script(VOICE)
    page.reload()
    until(lambda: page.locator(".waits").count() == 6)
    new_alert(queue.server)
    until(lambda: page.evaluate("window.spoken.length") == 1, 10)
    assert page.evaluate("window.spoken[0]").startswith("Nghiêm trọng: Mất đường truyền. ")
    page.evaluate("Object.assign(speechSynthesis, { speaking: true }); iocSound.state.saidAt = Infinity;")  # it goes on
    new_alert(queue.server, link=8, severity="minor")
    until(lambda: page.evaluate("iocSound.state.heard.length") == 2, 10)
    assert page.evaluate("window.spoken.length") == 1


def test_queue_fits_a_phone_and_its_buttons_a_thumb(queue):
    page = queue("An", 390, 844)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    boxes = page.evaluate("[...document.querySelectorAll('.waits-take')].map(b => b.getBoundingClientRect().toJSON())")
    assert all(box["right"] <= 390 and box["height"] >= 44 for box in boxes)
