"""`ioc dead-letters` as it is typed: against a real database and a real broker."""

import json
import subprocess
import sys

import psycopg
import pytest
from kafka import KafkaConsumer

from store.records import DeadLetter
from store.write import save
from tests.builders import NOON, batch
from tests.journeys.processes import environment

TOPIC = "network.telemetry"


def _letter(offset: int, reason: str = "malformed", whole: bool = True, topic: str = TOPIC) -> DeadLetter:
    return DeadLetter(topic, 1, offset, NOON, b"link-1", b'{"n":%d}' % offset, reason, whole)


@pytest.fixture
def ioc(database_url, broker):
    """Runs `ioc dead-letters …`: what it printed, what it said, and its exit code."""
    with psycopg.connect(database_url) as link:
        cut = _letter(90, "no picture", False, "camera.frames")
        save(link, batch(*(_letter(n) for n in range(20)), _letter(20, "unknown source 'x'"), cut))

    def run(*arguments: str) -> tuple[str, str, int]:
        env = environment(database_url, broker.servers)
        command = [sys.executable, "-m", "ops", "dead-letters", *arguments]
        done = subprocess.run(command, env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
        return done.stdout, done.stderr, done.returncode

    return run


def _sent(servers: str) -> list[tuple[bytes, bytes]]:
    consumer = KafkaConsumer(TOPIC, bootstrap_servers=servers, auto_offset_reset="earliest", consumer_timeout_ms=4000)
    rows = [(message.key, message.value) for message in consumer]
    consumer.close()
    return rows


def test_list_shows_place_and_reason_and_how_many_there_are(ioc):
    out, _, code = ioc("--limit", "3", "--topic", TOPIC)
    assert code == 0
    assert "3 of 21 dead letters" in out
    assert "unknown source 'x'" in ioc("--reason", "SOURCE")[0]


def test_list_as_json_gives_whole_messages(ioc):
    rows = [json.loads(line) for line in ioc("--json", "--reason", "unknown")[0].splitlines()]
    assert [(row["offset"], row["key"], row["value"]) for row in rows] == [(20, "link-1", '{"n":20}')]


def test_show_gives_one_and_says_when_there_is_none(ioc):
    assert '{"n":7}' in ioc("show", TOPIC, "1", "7")[0]
    assert ioc("show", TOPIC, "1", "7000")[2] == 2


def test_resend_sends_each_once_under_its_key(ioc, broker):
    assert ioc("resend", TOPIC, "1", "7")[2] == 0
    assert ioc("resend", "--all", "--yes")[2] == 0
    _, said, code = ioc("resend", "--all", "--yes")
    assert code == 0
    assert "1 cannot be sent again" in said and "21 were sent again before" in said and "0 sent again" in said
    assert sorted(_sent(broker.servers)) == sorted((b"link-1", b'{"n":%d}' % n) for n in range(21))


def test_resend_of_many_or_of_everything_is_not_done_by_accident(ioc, broker):
    for arguments in (["resend"], ["resend", "--all"], ["resend", TOPIC], ["resend", TOPIC, "x", "y"]):
        assert ioc(*arguments)[2] == 2
    assert _sent(broker.servers) == []
