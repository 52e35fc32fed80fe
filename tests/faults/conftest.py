"""The centre that faults are done to has a database of its own; at the end of the run their accounts are told."""

from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from ops.postgres import Postgres
from store.migrate import migrate
from tests.conftest import CI
from tests.faults.account import headings, told
from tests.kafka import apache as kafka

FAULT = "fault"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(call: pytest.CallInfo) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test's accounts go with its report, whichever process ran it."""
    report = yield
    if call.when == "call":
        report.user_properties.extend((FAULT, line) for line in told())
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The accounts of all faults, as a table."""
    reports = [report for some in terminalreporter.stats.values() for report in some]
    lines = [line for report in reports for kind, line in getattr(report, "user_properties", ()) if kind == FAULT]
    if lines:
        terminalreporter.section("faults")
        for line in (headings(), *dict.fromkeys(lines)):
            terminalreporter.write_line(str(line))


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
