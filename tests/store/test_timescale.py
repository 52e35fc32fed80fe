"""What only TimescaleDB does: compressed chunks that late rows reach, policies that run, sums that outlive readings."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from store.migrate import SchemaError, migrate
from store.policies import set_policies
from store.readings import DAYS, RAW
from store.records import Reading
from store.write import save
from tests.builders import batch, settings
from tests.conftest import CI
from tests.database import saved
from tests.store.test_sums import VIEWS, at, course, expected
from tests.timescale import engine

NOW = datetime.now(UTC)
JOBS = "SELECT job_id FROM timescaledb_information.jobs WHERE proc_name = %s ORDER BY job_id"

COMPRESS_AFTER = """
SELECT DISTINCT config->>'compress_after' FROM timescaledb_information.jobs WHERE proc_name = 'policy_compression'"""


@pytest.fixture
def url(request: pytest.FixtureRequest) -> str:
    """TimescaleDB with every table, empty."""
    if engine.missing() and not CI:
        pytest.skip(engine.missing())
    server = request.getfixturevalue("timescale")
    request.addfinalizer(server.wipe)
    return server.url


def run(url: str, *questions: str) -> list[tuple]:
    """Each in a transaction of its own; the rows of the last."""
    with psycopg.connect(url, autocommit=True) as link:
        rows = [link.execute(question.encode()) for question in questions][-1]
        return rows.fetchall() if rows.description else []


def run_jobs(url: str, procedure: str) -> int:
    """All jobs of one kind, as the background would; how many there are."""
    with psycopg.connect(url, autocommit=True) as link:
        jobs = [job for (job,) in link.execute(JOBS, (procedure,))]
        for job in jobs:
            link.execute("CALL run_job(%s)", (job,))
    return len(jobs)


def compress(url: str) -> None:
    """Every chunk of readings, at once."""
    assert run(url, "SELECT compress_chunk(chunk, if_not_compressed => true) FROM show_chunks('readings') AS chunk")


def test_late_and_repeated_rows_in_a_compressed_chunk_are_stored_once(url):
    first = [at(s * 10.0, float(s % 5)) for s in range(50)]
    late = [at(s * 10.0 + 5, 9.0) for s in range(20)]
    saved(url, *first)
    compress(url)
    saved(url, *late)
    saved(url, *first, *late, at(7777.0, 1.0))
    assert course(url, RAW, 60) == expected([*first, *late, at(7777.0, 1.0)], 60)


def test_late_batch_that_touches_many_series_of_a_compressed_chunk_is_not_refused(url):
    names = [f"link-{n}" for n in range(60)]
    saved(url, *(at(s * 20.0, 1.0, name) for name in names for s in range(100)))
    compress(url)
    run(url, "SET timescaledb.max_tuples_decompressed_per_dml_transaction = 0")  # a new session has it; here is but one
    saved(url, *(at(1.0, 2.0, name) for name in names), *(at(20.0, 1.0, name) for name in names))
    assert run(url, "SELECT count(*) FROM readings") == [(60 * 101,)]


def test_late_rows_in_a_compressed_chunk_come_into_the_sums(url):
    saved(url, at(10, 2.0), at(90, 4.0))
    run(url, *(f"CALL refresh_continuous_aggregate('{view}', NULL, NULL)" for view in VIEWS))
    compress(url)
    saved(url, at(20, 8.0), at(90, 4.0))
    set_policies(url, settings().store, NOW)
    for _level in VIEWS:  # each level's round brings the change one level up
        assert run_jobs(url, "policy_refresh_continuous_aggregate") == 3
    assert course(url, DAYS) == expected([at(10, 2.0), at(20, 8.0), at(90, 4.0)], 86_400)


def test_readings_that_are_removed_stay_in_the_sums(url):
    store = settings(
        IOC_STORE__READINGS_KEPT_DAYS="5", IOC_STORE__LATE_DAYS="3", IOC_STORE__COMPRESS_AFTER_DAYS="4"
    ).store
    set_policies(url, store, NOW)
    old = [Reading(NOW - timedelta(days=9, seconds=s), "link-1", "up", 1.0) for s in range(3)]
    with psycopg.connect(url) as link:
        save(link, batch(*old, Reading(NOW, "link-1", "up", 1.0)))
    run(url, *(f"CALL refresh_continuous_aggregate('{view}', NULL, NULL)" for view in VIEWS))
    assert run_jobs(url, "policy_retention") == 3  # days are kept for ever
    assert run(url, "SELECT count(*) FROM readings") == [(1,)]
    run_jobs(url, "policy_refresh_continuous_aggregate")
    counts = "SELECT sum(count) FROM readings_1{}"
    assert [run(url, counts.format(letter)) for letter in "mhd"] == [[(4,)]] * 3


def test_policies_are_what_the_configuration_says(url):
    set_policies(url, settings(IOC_STORE__CHUNK_DAYS="2", IOC_STORE__COMPRESS_AFTER_DAYS="11").store, NOW)
    set_policies(url, settings(IOC_STORE__CHUNK_DAYS="2", IOC_STORE__COMPRESS_AFTER_DAYS="12").store, NOW)
    assert run_jobs(url, "policy_compression") == 3
    assert run(url, COMPRESS_AFTER) == [("12 days",)]
    intervals = "SELECT time_interval FROM timescaledb_information.dimensions WHERE hypertable_name = 'readings'"
    assert run(url, intervals) == [(timedelta(days=2),)]


def test_database_made_without_timescaledb_goes_on_without_it_and_says_so(url, caplog):
    server = engine.Timescale()
    server.start()
    try:
        assert "plain/005_sums.sql" in migrate(server.url, timescale=False)
        saved(server.url, at(0, 1.0))
        assert migrate(server.url) == []
        assert "goes on without it" in caplog.text
        assert course(server.url, DAYS) == expected([at(0, 1.0)], 86_400)
    finally:
        server.stop()


def test_database_made_with_timescaledb_is_refused_by_a_server_without_it(empty_database_url):
    migrate(empty_database_url)
    with psycopg.connect(empty_database_url) as link:
        link.execute("UPDATE migrations SET name = replace(name, 'plain/', 'timescale/')")
    with pytest.raises(SchemaError, match="has no more"):
        migrate(empty_database_url)
