"""The centre that faults are done to has a database of its own; at the end of the run their accounts are told."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.postgres import Postgres
from store.migrate import migrate
from tests.faults.account import table


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
