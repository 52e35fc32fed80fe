"""Pages look as they looked when somebody last found them good; a picture that changed on purpose is made anew."""

from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg
import pytest

from tests.browser import golden
from tests.browser.conftest import Server, refresh
from tests.dashboard import scenes
from tests.patience import until

SETTLED = """() => iocLive.frames > 2 && document.querySelector('.outlook')
  && document.querySelectorAll('.tile-figure').length === 6
  && [...document.images].every(image => image.complete) && document.querySelectorAll('.map-alert').length >= 5"""


# Pages whose picture does not hang on the hour.
FILLED = {
    "network": "() => document.querySelectorAll('.net-link.mark-good').length > 100",
    "health": "() => document.querySelectorAll('#health-feeds tbody td').length > 20",
}


@pytest.fixture(scope="module")
def running(postgres, template_database) -> Iterator[Server]:
    """An ordinary day of its own: what other tests do to theirs is not to be seen here."""
    with psycopg.connect(postgres.url, autocommit=True) as link:
        link.execute(f"CREATE DATABASE looks TEMPLATE {template_database}".encode())
    made = Server(postgres.url.replace("/postgres?", "/looks?"))
    made.start()
    scenes.write(made.database_url, scenes.day(made.city, datetime.now(UTC)))
    yield made
    made.stop()


@pytest.fixture
def ordinary(running: Server) -> Server:
    """The same, its sources heard just now."""
    refresh(running)
    return running


@pytest.mark.parametrize("name", FILLED)
def test_page_looks_as_it_did(ordinary, open_page, name):
    page, _ = open_page(f"{ordinary.address}/{name}?lang=vi&theme=light")
    until(lambda: page.evaluate(FILLED[name]), 30, why="figures came")
    page.evaluate("document.fonts.ready")
    assert golden.difference(name, page.screenshot()) == ""


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_wall_looks_as_it_did(ordinary, open_page, theme):
    page, _ = open_page(f"{ordinary.address}/?lang=vi&theme={theme}")
    until(lambda: page.evaluate(SETTLED), 30, why="everything is drawn")
    page.evaluate("document.fonts.ready")
    assert golden.difference(f"wall-{theme}", page.screenshot()) == ""
