"""The cameras page as a browser shows it."""

from datetime import UTC, datetime

from store.records import Batch, Still
from tests.dashboard import scenes
from tests.patience import until

# The mean colour of a tile's canvas, [0, 0, 0] while nothing is painted on it.
MEAN = """id => { const c = document.querySelector(`canvas[data-camera="${id}"]`);
  const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data; let s = 0;
  for (let i = 0; i < d.length; i += 4) s += d[i] + d[i + 1] + d[i + 2]; return s / d.length; }"""
PICTURES = ".incident-evidence[open] .evidence-picture"


def test_tiles_are_painted_and_an_old_picture_is_hatched(day, open_page):
    page, log = open_page(f"{day.address}/cameras?lang=en")
    until(
        lambda: all(page.evaluate(MEAN, camera.id) > 20 for camera in day.city.cameras), why="every canvas is painted"
    )
    scenes.write(day.database_url, Batch(stills=[Still("cam-01", datetime.now(UTC), 9, scenes.street(3, 9))]))
    until(lambda: page.locator("#camera-cam-01 .camera-hatch").is_hidden(), 10)
    assert page.locator("#camera-cam-08 .camera-hatch").is_visible()
    assert "offline since" in page.locator("#camera-cam-08").inner_text()
    assert (log.complaints, log.strangers()) == ([], [])


def test_new_still_is_painted_and_one_that_stops_grows_old(server, open_page):
    scenes.write(server.database_url, Batch(stills=scenes.stills(server.city, datetime.now(UTC))))
    page, _ = open_page(f"{server.address}/cameras?lang=en")
    until(lambda: page.evaluate(MEAN, "cam-08") > 20)
    before = page.evaluate(MEAN, "cam-08")
    scenes.write(server.database_url, Batch(stills=[Still("cam-08", datetime.now(UTC), 7, scenes.street(3, 9))]))
    until(lambda: page.evaluate(MEAN, "cam-08") != before, 10)
    until(lambda: page.locator("#camera-cam-08 .camera-hatch").is_hidden(), 10)
    until(lambda: page.locator("#camera-cam-01 .camera-hatch").is_visible(), 40, why="nothing new came for 15 s")


def test_large_view_opens_by_keyboard_with_the_cameras_incidents(day, open_page):
    page, log = open_page(f"{day.address}/cameras?lang=en")
    until(lambda: page.evaluate(MEAN, "cam-01") > 20)
    page.get_by_role("button", name="Large view of Quang Trung").press("Enter")
    page.wait_for_selector("#camera-dialog[open] .incidents li")
    assert "Stopped vehicle" in page.locator("#camera-incidents").inner_text()
    page.keyboard.press("Escape")
    assert not page.locator("#camera-dialog").is_visible()
    assert log.complaints == []


def test_incidents_strip_and_stills_are_loaded_when_their_fold_is_opened(day, open_page):
    page, log = open_page(f"{day.address}/cameras?lang=en")
    until(lambda: page.evaluate(MEAN, "cam-01") > 20)
    page.get_by_role("button", name="Large view of Quang Trung").press("Enter")
    page.wait_for_selector("#camera-dialog[open] .incident-evidence")
    assert not [url for url in log.requests if url.endswith("/strip")]
    page.locator(".incident-evidence summary").first.press("Enter")
    until(lambda: page.evaluate(f"[...document.querySelectorAll('{PICTURES}')].every(image => image.naturalWidth > 0)"))
    assert "SHA-256" in page.locator(".incident-evidence").first.inner_text()
    assert "time of the camera" in page.locator(".incident-evidence").first.inner_text()
    assert (log.complaints, log.strangers()) == ([], [])


def test_page_fits_a_phone(day, open_page):
    page, _ = open_page(f"{day.address}/cameras", 390, 844)
    until(lambda: page.locator(".camera-state").count() == 8)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate("[...document.querySelectorAll('.camera')].every(e => e.getBoundingClientRect().right <= 390)")
