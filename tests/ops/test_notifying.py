"""Telling people: at least once, merged, tried again, and nothing lost when a sender is killed."""

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from config import ConfigError
from config.alerting import Target
from ops.effective import effective
from ops.notifying import Sender, opened, send_one, wait_seconds
from store.outbox import News, tell
from store.pool import Connection, connect
from store.write import save
from tests.builders import NOON, batch, raised, settings
from tests.journeys.processes import environment
from tests.patience import until


class Ear:
    """A web hook that hears; ``slow`` it answers only when told to, ``deaf`` it refuses."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.deaf, self.go_on = False, threading.Event()
        self.go_on.set()
        ear = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                ear.go_on.wait(20)
                if not ear.deaf:
                    ear.heard.append(body["title"])
                self.send_response(503 if ear.deaf else 200)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"json://127.0.0.1:{self.server.server_port}/hidden-token"


@pytest.fixture
def ear() -> Iterator[Ear]:
    made = Ear()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def link(database_url) -> Iterator[Connection]:
    with connect(database_url, 5) as connection:
        connection.autocommit = True
        yield connection


def to_tell(link: Connection, number: int, level: int = 0, targets: tuple[str, ...] = ("police",)) -> None:
    """Have alert number so and so told."""
    save(link, batch(raised(0, f"f/{number}")))
    [(alert_id,)] = link.execute("SELECT id FROM alerts WHERE fingerprint = %s", (f"f/{number}",)).fetchall()
    tell(link, alert_id, level, [News(name, f"alert {number} level {level}", "…") for name in targets], NOON)


def sender(ear: Ear) -> Sender:
    return Sender({"police": Target(secret_url=ear.url), "leader": Target(secret_url=ear.url)}, 4.0)


def rest(link: Connection) -> list[tuple]:
    return link.execute("SELECT attempts, problem FROM outbox WHERE sent_at IS NULL ORDER BY id").fetchall()


def test_letter_is_sent_once_to_each_target(link, ear):
    to_tell(link, 1, targets=("police", "leader"))
    to_tell(link, 1, targets=("police", "leader"))
    while send_one(link, settings().notify, sender(ear), lambda: NOON):
        pass
    assert ear.heard == ["alert 1 level 0"] * 2


def test_newer_news_of_an_alert_takes_the_place_of_what_waits(link, ear):
    to_tell(link, 1)
    to_tell(link, 1, level=1)
    to_tell(link, 1, level=1)
    while send_one(link, settings().notify, sender(ear), lambda: NOON):
        pass
    assert ear.heard == ["alert 1 level 1"]
    assert link.execute("SELECT merged FROM outbox").fetchall() == [(1,)]


def test_target_that_refuses_is_tried_again_ever_later_and_others_do_not_wait(link, ear):
    ear.deaf, notify, now = True, settings().notify, NOON
    to_tell(link, 1)
    to_tell(link, 2)
    for _ in range(2):
        assert send_one(link, notify, sender(ear), lambda: now)
    assert not send_one(link, notify, sender(ear), lambda: now)
    assert rest(link) == [(1, "the target did not take it")] * 2
    ear.deaf = False
    later = NOON + timedelta(seconds=5)
    while send_one(link, notify, sender(ear), lambda: later):
        pass
    assert sorted(ear.heard) == ["alert 1 level 0", "alert 2 level 0"]
    assert [wait_seconds(notify, n) for n in (0, 1, 2, 50)] == [5, 10, 20, 600]


def test_letter_nobody_took_for_a_day_is_given_up_and_counted(link, ear):
    ear.deaf = True
    to_tell(link, 1)
    for now in (NOON, NOON + timedelta(hours=25)):
        assert send_one(link, settings().notify, sender(ear), lambda now=now: now)
    assert not send_one(link, settings().notify, sender(ear), lambda: NOON + timedelta(hours=99))
    assert link.execute("SELECT count(*) FROM outbox WHERE given_up_at IS NOT NULL").fetchall() == [(1,)]


def test_two_senders_never_take_the_same_letter(link, ear, database_url):
    ear.go_on.clear()
    to_tell(link, 1)
    to_tell(link, 2)
    notify, send = settings().notify, sender(ear)
    with connect(database_url, 5) as other:
        other.autocommit = True
        threads = [threading.Thread(target=send_one, args=(one, notify, send, lambda: NOON)) for one in (link, other)]
        for thread in threads:
            thread.start()
        ear.go_on.set()
        for thread in threads:
            thread.join(20)
    assert sorted(ear.heard) == ["alert 1 level 0", "alert 2 level 0"]


@contextmanager
def notifier(database_url: str, ear: Ear, tmp_path) -> Iterator[subprocess.Popen]:
    file = tmp_path / "own.toml"
    file.write_text(
        f'[notify]\npoll_seconds = 0.1\nretry_seconds = 0.2\n[notify.to.police]\nsecret_url = "{ear.url}"\n'
    )
    env = environment(database_url, "", IOC_CONFIG=str(file), IOC_METRICS__PORT="0")
    process = subprocess.Popen([sys.executable, "-m", "ops", "notify"], env=env)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def test_no_letter_is_lost_when_the_sender_is_killed_in_the_middle_of_each(link, ear, database_url, tmp_path):
    for number in range(6):
        to_tell(link, number)
    for _ in range(3):
        ear.go_on.clear()
        before = _claimed_until(link)
        with notifier(database_url, ear, tmp_path) as process:
            until(lambda before=before: _claimed_until(link) > before, why="a letter is under way")
            process.send_signal(signal.SIGKILL)
            process.wait()
        ear.go_on.set()
    assert len(rest(link)) == 6
    with notifier(database_url, ear, tmp_path):
        until(lambda: not rest(link), seconds=60)
    assert set(ear.heard) == {f"alert {number} level 0" for number in range(6)}


def _claimed_until(link: Connection) -> datetime:
    [(latest,)] = link.execute("SELECT max(due_at) FROM outbox").fetchall()
    return latest


def test_newer_news_that_comes_while_a_letter_is_under_way_waits_for_nobody_and_is_sent(link, ear, database_url):
    ear.go_on.clear()
    to_tell(link, 1)
    with connect(database_url, 5) as other:
        other.autocommit = True
        thread = threading.Thread(target=send_one, args=(other, settings().notify, sender(ear), lambda: NOON))
        thread.start()
        until(lambda: link.execute("SELECT due_at > made_at FROM outbox").fetchall() == [(True,)])
        link.execute("SET lock_timeout = '1s'")
        to_tell(link, 1, level=1)
        ear.go_on.set()
        thread.join(20)
    assert send_one(link, settings().notify, sender(ear), lambda: NOON)
    assert ear.heard == ["alert 1 level 0", "alert 1 level 1"]


def test_secret_of_a_target_is_shown_neither_by_config_nor_by_an_error(tmp_path):
    file = tmp_path / "own.toml"
    file.write_text('[notify.to.police]\nsecret_url = "tgram://12345:TOKEN/678"\n')
    environ = {"IOC_CONFIG": str(file)}
    shown = effective(settings(**environ), environ)
    assert "TOKEN" not in shown
    assert 'secret_url = "***"' in shown
    with pytest.raises(ConfigError, match="nonsense://") as refused:
        opened("police", Target(**{"secret_url": "nonsense://TOKEN@x"}), 4.0)
    assert "TOKEN" not in str(refused.value)


def test_time_of_a_letter_is_kept_in_utc(link):
    to_tell(link, 1)
    assert link.execute("SELECT made_at FROM outbox").fetchall() == [(datetime(2026, 11, 21, 5, tzinfo=UTC),)]
