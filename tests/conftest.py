"""Real parts for tests: one PostgreSQL for the session, a fresh database for each test that asks."""

import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from ops.broker import Broker
from ops.postgres import Postgres
from store.migrate import migrate
from tests.builders import settings
from tests.kafka import apache
from tests.kafka.apache import ApacheKafka

CI = os.environ.get("CI") == "true"
NUMBER = itertools.count(1)


@contextmanager
def _reachable() -> Iterator[Path]:
    """A folder that every account can pass through: root's database server is not root."""
    folder = Path(tempfile.mkdtemp(prefix="ioc-tests-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def reachable_folder() -> Iterator[Path]:
    """A folder for a server of the test's own."""
    with _reachable() as folder:
        yield folder


def _hurry(server: Postgres) -> None:
    """Wait for no disk: only a power cut would tell. Tests of what a crash leaves start servers of their own."""
    with psycopg.connect(server.url, autocommit=True) as link:
        for name in (b"fsync", b"full_page_writes", b"synchronous_commit"):
            link.execute(b"ALTER SYSTEM SET " + name + b" = off")
        link.execute("SELECT pg_reload_conf()")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """An embedded server of this test session alone."""
    with _reachable() as folder:
        server = Postgres(folder / "postgres")
        server.start()
        _hurry(server)
        yield server
        server.stop()


@pytest.fixture
def empty_database_url(postgres: Postgres) -> Iterator[str]:
    """A database without any table."""
    name = f"test_{next(NUMBER)}"
    with psycopg.connect(postgres.url, autocommit=True) as link:
        link.execute(f"CREATE DATABASE {name}".encode())
    yield postgres.url.replace("/postgres?", f"/{name}?")
    with psycopg.connect(postgres.url, autocommit=True) as link:
        link.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture(scope="session")
def template_database(postgres: Postgres) -> str:
    """A migrated database that others are copied from."""
    with psycopg.connect(postgres.url, autocommit=True) as link:
        link.execute("CREATE DATABASE migrated")
    migrate(postgres.url.replace("/postgres?", "/migrated?"))
    return "migrated"


@pytest.fixture
def database_url(postgres: Postgres, template_database: str) -> Iterator[str]:
    """A database with every table, empty."""
    name = f"test_{next(NUMBER)}"
    with psycopg.connect(postgres.url, autocommit=True) as link:
        link.execute(f"CREATE DATABASE {name} TEMPLATE {template_database} STRATEGY FILE_COPY".encode())
    yield postgres.url.replace("/postgres?", f"/{name}?")
    with psycopg.connect(postgres.url, autocommit=True) as link:
        link.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture
def embedded_broker() -> Iterator[Broker]:
    """The broker that a centre without configuration runs, empty."""
    server = Broker(settings())
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def apache_kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApacheKafka]:
    """Apache Kafka for the session."""
    server = ApacheKafka(settings(), tmp_path_factory.mktemp("kafka"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def broker(request: pytest.FixtureRequest) -> Iterator[ApacheKafka | Broker]:
    """The most real broker there can be, empty: Apache Kafka where Java and Maven are, else the embedded one."""
    if apache.missing() and not CI:
        yield request.getfixturevalue("embedded_broker")
        return
    server = request.getfixturevalue("apache_kafka")
    yield server
    server.wipe()


def pytest_report_header() -> str:
    """Which broker the tests run against."""
    return f"broker: the embedded one ({apache.missing()})" if apache.missing() and not CI else "broker: Apache Kafka"
