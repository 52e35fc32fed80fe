"""The centre that faults are done to has a database of its own; at the end of the run their accounts are told."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.postgres import Postgres
from store.migrate import migrate
from tests.conftest import CI
from tests.faults.account import table
from tests.kafka import apache as kafka


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The accounts of all faults, as a table."""
    if len(rows := list(table())) > 1:
        terminalreporter.section("faults")
        for row in rows:
            terminalreporter.write_line(row)


@pytest.fixture
def own_postgres(reachable_folder: Path) -> Iterator[Postgres]:
    """A migrated server that a test may kill."""
    server = Postgres(reachable_folder / "own")
    server.start()
    migrate(server.url)
    yield server
    server.stop()


@pytest.fixture
def apache(request: pytest.FixtureRequest) -> Iterator[kafka.ApacheKafka]:
    """Apache Kafka and no other: the embedded broker forgets all when it is killed, and has no second address."""
    if kafka.missing() and not CI:
        pytest.skip(kafka.missing())
    server = request.getfixturevalue("apache_kafka")
    yield server
    server.wipe()
