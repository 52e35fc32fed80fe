"""The store is kept in order by a process of its own."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import psycopg

from ops.housekeeping import one_round, tell
from store.migrate import migrate
from store.records import Reading
from store.write import save
from tests import builders
from tests.patience import until

DAYS = "SELECT count(*) FROM day_sums"


@contextmanager
def started(url: str) -> Iterator[subprocess.Popen]:
    """`ioc housekeep` with short rests, for as long as the block."""
    environment = os.environ | {"DATABASE_URL": url, "IOC_STORE__HOUSEKEEPING_SECONDS": "1"}
    command = [sys.executable, "-m", "ops", "housekeep"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def saved(url: str, days_ago: int) -> None:
    """A reading of so many days ago."""
    time = datetime.now(UTC) - timedelta(days=days_ago)
    with psycopg.connect(url) as link:
        save(link, builders.batch(Reading(time, "link-1", "up", 1.0)))


def test_housekeeping_sums_up_round_after_round_and_ends_when_told(database_url):
    with started(database_url) as process, psycopg.connect(database_url, autocommit=True) as link:
        for days_ago in (2, 3):
            saved(database_url, days_ago)
            until(lambda wanted=days_ago - 1: link.execute(DAYS).fetchone() == (wanted,))
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


def test_housekeeping_goes_on_when_the_database_could_not_be_kept_in_order_before(empty_database_url):
    with started(empty_database_url) as process:
        assert any("not kept in order" in line for line in process.stderr or ())
        migrate(empty_database_url)
        saved(empty_database_url, 2)
        with psycopg.connect(empty_database_url, autocommit=True) as link:
            until(lambda: link.execute(DAYS).fetchone() == (1,))
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0


def test_one_round_tells_what_it_did(database_url):
    saved(database_url, 2)
    settings = builders.settings(DATABASE_URL=database_url)
    assert re.fullmatch(r"sums made: 3; tables added: [56]; removed: nothing", tell(one_round(settings)))
    assert tell(one_round(settings)) == "sums made: 0; tables added: 0; removed: nothing"
