"""Pages look as they looked when somebody last found them good; a picture that changed on purpose is made anew."""

from datetime import UTC, datetime

import pytest

from tests.browser import golden
from tests.browser.conftest import Server, refresh
from tests.dashboard import scenes
from tests.patience import until

SETTLED = """() => iocLive.frames > 2 && document.querySelector('.outlook')
  && document.querySelectorAll('.tile-figure').length === 6
  && [...document.images].every(image => image.complete) && document.querySelectorAll('.map-alert').length >= 5"""


@pytest.fixture
def ordinary(database_url):
    """An ordinary day of its own: what other tests do to theirs is not to be seen here."""
    running = Server(database_url)
    running.start()
    scenes.write(running.database_url, scenes.day(running.city, datetime.now(UTC)))
    refresh(running)
    yield running
    running.stop()


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_wall_looks_as_it_did(ordinary, open_page, theme):
    page, _ = open_page(f"{ordinary.address}/?lang=vi&theme={theme}")
    until(lambda: page.evaluate(SETTLED), 30, why="everything is drawn")
    page.evaluate("document.fonts.ready")
    assert golden.difference(f"wall-{theme}", page.screenshot()) == ""
