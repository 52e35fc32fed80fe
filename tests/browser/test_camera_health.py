"""A camera's bill of health as a browser shows it."""

from datetime import UTC, datetime

from store.records import Batch, Reading
from tests.dashboard import scenes
from tests.patience import until
from vision.health.bill import AILMENTS, metric


def _said(camera_id: str, now: datetime, **lasted: float) -> list[Reading]:
    return [Reading(now, camera_id, metric(name), lasted.get(name, 0.0)) for name in AILMENTS]


def test_tiles_and_wall_say_what_ails_which_camera(server, open_page):
    now = datetime.now(UTC)
    readings = [
        *_said("cam-01", now),
        *_said("cam-02", now, frozen=600.0, blurred=60.0),
        *_said("cam-03", now, moved=400.0),
    ]
    scenes.write(server.database_url, Batch(readings=readings, stills=scenes.stills(server.city, now)))
    page, log = open_page(f"{server.address}/cameras?lang=en")
    until(lambda: "Health: in order" in page.locator("#camera-cam-01").inner_text(), 10)
    ailing = page.locator("#camera-cam-02").inner_text()
    assert "picture frozen since" in ailing and "blurred since" in ailing
    assert "Health: not known" in page.locator("#camera-cam-04").inner_text()
    page.goto(f"{server.address}/?lang=en")
    until(lambda: "2 ailing" in page.locator("#tile-cameras").inner_text(), 10)
    assert log.complaints == []
