"""Killed at the worst moment: an import leaves all as it was, and `ioc coverage` begins anew and says the whole."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from store import coverage
from store.imports import newest
from store.pool import async_connect, connect
from store.population import population
from store.records import Reading
from store.write import save
from tests.builders import NOON, batch
from tests.patience import until

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE application_name = %s AND wait_event_type = 'Lock'"
COPYING = "SELECT count(*) FROM pg_stat_activity WHERE application_name = %s AND query LIKE 'COPY%%'"
THERE = "SELECT count(*) FROM pg_stat_activity WHERE application_name = %s"


@contextmanager
def ioc(url: str, *arguments: str) -> Iterator[subprocess.Popen]:
    """A command of `ioc` on this database; killed at the end if it still runs."""
    environ = {**os.environ, "DATABASE_URL": url, "IOC_METRICS__PORT": "0", "IOC_COVERAGE__LOOK_SECONDS": "0.5"}
    command = [sys.executable, "-P", "-m", "ops", *arguments]
    process = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait(30)


def count(url: str, question: str, name: str) -> int:
    with psycopg.connect(url, autocommit=True) as link:
        [(number,)] = link.execute(question, (name,)).fetchall()
    return number


def computed(url: str) -> tuple[int, int]:
    """Rows of coverage now, and how many sites are down (-1: nothing is computed)."""

    async def asking():
        async with await async_connect(url, 5) as link:
            state = await coverage.state(link)
            return len(await coverage.now(link)), state.sites_down if state else -1

    return asyncio.run(asking())


def test_import_killed_half_way_leaves_all_as_it_was(database_url, tmp_path):
    small, large = tmp_path / "small.csv", tmp_path / "large.csv"
    small.write_text("lon,lat,people\n105.7,18.7,7\n")
    large.write_text("lon,lat,people\n" + "105.7,18.7,1\n" * 600_000)
    with ioc(database_url, "import-population", str(small)) as first:
        assert first.wait(60) == 0
    with ioc(database_url, "import-population", str(large)) as second:
        until(lambda: count(database_url, COPYING, "ioc import-population"), 60)
        second.send_signal(signal.SIGKILL)
    until(lambda: not count(database_url, THERE, "ioc import-population"), 60)
    with connect(database_url, 5) as link:
        assert population(link).people.tolist() == [7.0]
        found = newest(link, "population")
        assert found and found.file == "small.csv"


def test_service_killed_between_computing_and_storing_says_the_whole_anew(database_url):
    with connect(database_url, 5) as link:
        save(link, batch(Reading(NOON, "site-0001", "up", 0.0)))
    with connect(database_url, 5) as holder:
        holder.execute("LOCK TABLE coverage_down IN ACCESS EXCLUSIVE MODE")
        with ioc(database_url, "coverage"):
            until(lambda: count(database_url, WAITING, "ioc coverage"), 60)
    assert computed(database_url) == (0, -1)
    with ioc(database_url, "coverage"):
        assert until(lambda: computed(database_url) == (520, 1), 60)


def test_service_ends_when_it_is_told_and_a_second_one_takes_its_turn(database_url):
    with ioc(database_url, "coverage") as first, ioc(database_url, "coverage") as second:
        until(lambda: computed(database_url)[1] == 0, 60)
        with connect(database_url, 5) as link:
            save(link, batch(Reading(NOON, "site-0001", "up", 0.0)))
        until(lambda: computed(database_url)[1] == 1, 60)
        first.send_signal(signal.SIGTERM)
        assert first.wait(10) == 0
        with connect(database_url, 5) as link:
            save(link, batch(Reading(NOON.replace(hour=6), "site-0001", "up", 1.0)))
        until(lambda: computed(database_url)[1] == 0, 60)
        second.send_signal(signal.SIGTERM)
        assert second.wait(10) == 0
