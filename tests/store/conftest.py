"""The store's tests run on both engines: plain PostgreSQL, and TimescaleDB's own code."""

import itertools
from collections.abc import Callable, Iterator

import pytest

from store.migrate import migrate
from tests.conftest import CI
from tests.timescale import engine

NUMBER = itertools.count(1)


@pytest.fixture(scope="session")
def timescale() -> Iterator[engine.Timescale]:
    """A migrated TimescaleDB for the session."""
    server = engine.Timescale()
    server.start()
    migrate(server.url)
    yield server
    server.stop()


@pytest.fixture(params=["postgresql", "timescaledb"])
def any_engine_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A database with every table, empty, on each engine in turn."""
    if request.param == "postgresql":
        yield request.getfixturevalue("database_url")
        return
    if engine.missing() and not CI:
        pytest.skip(engine.missing())
    server = request.getfixturevalue("timescale")
    yield server.url
    server.wipe()


@pytest.fixture
def random_engine_url(any_engine_url: str) -> Callable[[], tuple[str, str]]:
    """A database and a source of its own for each example that is tried in it."""
    return lambda: (any_engine_url, f"link-{next(NUMBER)}")
