"""`ioc watch`, `ioc maintenance` and `ioc audit` as they are typed."""

import subprocess
import sys
from datetime import timedelta

import pytest

from store import watch
from store.pool import Connection, connect
from store.write import save
from tests.builders import batch, raised
from tests.journeys.processes import environment, running
from tests.patience import until


@pytest.fixture
def link(database_url):
    with connect(database_url, 5) as connection:
        connection.autocommit = True
        yield connection


def ioc(database_url: str, folder, *words: str) -> subprocess.CompletedProcess[str]:
    env = environment(database_url, "", IOC_DATA__FOLDER=str(folder), IOC_METRICS__PORT="0")
    command = [sys.executable, "-m", "ops", *words]
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=90, check=False)


def escalated(link: Connection) -> int:
    return max((alert.escalated for alert in watch.unresolved(link)), default=0)


def test_watch_keeps_the_time_limits_and_goes_on_after_its_connection_was_cut(database_url, link, tmp_path):
    save(link, batch(raised(0)))
    env = environment(database_url, "", IOC_DATA__FOLDER=str(tmp_path), IOC_METRICS__PORT="0")
    with running(env, "watch") as process:
        for times in (1, 2):
            link.execute("UPDATE alerts SET changed_at = changed_at - %s", (timedelta(hours=1),))
            until(lambda times=times: escalated(link) == times, seconds=60)
            link.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'ioc watch'")
        until((tmp_path / "audit-heads.txt").exists, seconds=60)
    assert process.returncode == 0
    assert len((tmp_path / "audit-heads.txt").read_text().splitlines()) == 1


def test_audit_is_verified_against_the_ends_written_down_before(database_url, link, tmp_path):
    save(link, batch(raised(0)))
    done = ioc(database_url, tmp_path, "audit", "verify")
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "1 rows, 0 ends written down before, 0 faults")
    end = done.stdout.split()[-1]
    (tmp_path / "audit-heads.txt").write_text(f"2026-11-21T05:00:00+00:00 {end}\n")
    assert ioc(database_url, tmp_path, "audit", "verify", "--head", end).returncode == 0
    link.execute("ALTER TABLE audit DISABLE TRIGGER audit_stays")
    link.execute("UPDATE audit SET actor = 'nobody'")
    wrong = ioc(database_url, tmp_path, "audit", "verify")
    assert wrong.returncode == 1
    assert wrong.stdout.startswith("row 1: it was changed")


def test_work_is_announced_listed_and_ended(database_url, tmp_path):
    begun = ioc(
        database_url, tmp_path, "maintenance", "begin", "link-17506", "--for", "2h", "--reason", "thay thiết bị"
    )
    assert begun.stdout.startswith("1: link-17506 until ")
    assert "thay thiết bị" in ioc(database_url, tmp_path, "maintenance").stdout
    assert ioc(database_url, tmp_path, "maintenance", "end", "1").stdout == "1: ended\n"
    assert ioc(database_url, tmp_path, "maintenance").stdout == "no work is announced\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("begin", "link-17506", "--for", "2h"), "--reason"),
        (("begin", "link-17506", "--reason", "x"), "--for"),
        (("begin", "link-9", "--for", "2h", "--reason", "x"), "'link-9'"),
        (("begin", "--for", "2h", "--reason", "x"), "begin where?"),
        (("begin", "link-17506", "--for", "2h", "--from", "soon", "--reason", "x"), "--from 'soon'"),
        (("end",), "end which?"),
    ],
)
def test_work_that_is_not_said_whole_is_refused(database_url, tmp_path, words, said):
    done = ioc(database_url, tmp_path, "maintenance", *words)
    assert done.returncode == 2
    assert said in done.stderr
