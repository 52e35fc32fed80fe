"""POST /ingest/<stream>: who may, what is taken, and what is said of every line that is not."""

import http.client
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import msgspec
import pytest
import uvicorn
from kafka import KafkaConsumer, TopicPartition

from config import City, ConfigError, Settings, load, load_city
from config.settings import SenderKey
from ingest.sources.http import ways_in
from ingest.sources.keys import hash_of, new_key
from ingest.topics import ensure_topics
from tests.journeys.processes import free_port
from tests.patience import until

CITY: City = load_city(load({}), {})
KEY, NARROW = new_key(), new_key()
KEYS = {
    "all": SenderKey(sha256=hash_of(KEY)),
    "narrow": SenderKey(sha256=hash_of(NARROW), streams=("network.telemetry",), sources=("portal-",)),
}
LINES = "application/x-ndjson"
TELEMETRY = {"time": "2026-01-01T00:00:00Z", "source_id": "link-17506", "metric": "rtt_ms", "value": 1.5}
JPEG = b"\xff\xd8\xff\xe0 a picture \xff\xd9"
FRAME = {"X-Camera-Id": "cam-01", "X-Time": "2026-01-01T00:00:00Z", "X-Sequence": "7"}


class Said(NamedTuple):
    status: int
    body: dict
    headers: dict[str, str]


def _settings(servers: str = "127.0.0.1:1", keys: dict[str, SenderKey] | None = None, **environ: str) -> Settings:
    settings = load({"KAFKA_BOOTSTRAP_SERVERS": servers, **environ})
    replace = msgspec.structs.replace
    return replace(settings, ingest=replace(settings.ingest, keys=KEYS if keys is None else keys))


@contextmanager
def _served(settings: Settings) -> Iterator[int]:
    """The port at which the ways in are open."""
    server = uvicorn.Server(uvicorn.Config(ways_in(settings, CITY), log_config=None, port=(port := free_port())))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        until(lambda: server.started)
        yield port
    finally:
        server.should_exit = True
        thread.join(30)


def _post(port: int, stream: str, body: bytes | object, kind: str = "application/json", **headers: str) -> Said:
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    link.request("POST", f"/{stream}", sent, {"Content-Type": kind, "X-API-Key": KEY} | named)
    answer = link.getresponse()
    said = Said(answer.status, json.loads(answer.read()), dict(answer.headers))
    link.close()
    return said


def _arrived(servers: str, topic: str) -> list:
    consumer = KafkaConsumer(bootstrap_servers=servers, auto_offset_reset="earliest", enable_auto_commit=False)
    consumer.assign([TopicPartition(topic, number) for number in range(4)])
    rows: list = []
    until(lambda: rows.extend(m for part in consumer.poll(500).values() for m in part) or rows, 30)
    consumer.close()
    return rows


@pytest.fixture(scope="module")
def shut() -> Iterator[int]:
    """The door with keys and no broker behind it: what is refused before one is asked."""
    with _served(_settings(IOC_INGEST__POST_MB="0.001", IOC_INGEST__POST_LINES="5")) as port:
        yield port


def test_good_lines_arrive_and_bad_ones_are_named_with_number_and_reason(broker):
    settings = _settings(broker.servers)
    ensure_topics(settings)
    lines = [json.dumps(TELEMETRY | {"value": n}) for n in range(3)]
    body = "\n".join([lines[0], "{no json", "", lines[1], json.dumps(TELEMETRY | {"source_id": "x"}), lines[2]])
    with _served(settings) as port:
        said = _post(port, "network.telemetry", body.encode(), LINES)
    assert (said.status, said.body["accepted"]) == (202, 3)
    assert [row["line"] for row in said.body["refused"]] == [2, 5]
    assert "unknown source 'x'" in said.body["refused"][1]["reason"]
    rows = _arrived(broker.servers, "network.telemetry")
    assert [(row.key, json.loads(row.value)["value"]) for row in rows] == [(b"link-17506", n) for n in range(3)]


def test_one_object_and_a_list_are_taken_and_so_is_a_picture(broker):
    settings = _settings(broker.servers)
    ensure_topics(settings)
    statement = {"time": "2026-01-01T00:00:00Z", "indicator": "dti_rank", "period": "2025", "value": 27, "unit": "rank"}
    with _served(settings) as port:
        assert _post(port, "indicators", statement).body["accepted"] == 1
        listed = _post(port, "indicators", [statement, statement | {"value": "27"}])
        assert _post(port, "camera.frames", JPEG, "image/jpeg", **FRAME).status == 202
    assert (listed.status, listed.body["accepted"], listed.body["refused"][0]["line"]) == (202, 1, 2)
    assert {row.key for row in _arrived(broker.servers, "indicators")} == {b"dti_rank/"}
    [frame] = _arrived(broker.servers, "camera.frames")
    assert (frame.key, frame.value, dict(frame.headers)["sequence"]) == (b"cam-01", JPEG, b"7")


def test_without_any_key_configured_the_door_is_shut_and_says_what_to_do():
    with _served(_settings(keys={})) as port:
        said = _post(port, "network.telemetry", TELEMETRY)
    assert said.status == 403 and "ioc key" in said.body["error"]


@pytest.mark.parametrize("headers", [{"X_API_Key": ""}, {"X_API_Key": "ioc_wrong"}, {"X_API_Key": KEY[:-1]},
                                     {"X_API_Key": "", "Authorization": "Bearer wrong"},
                                     {"X_API_Key": "", "Authorization": f"Basic {KEY}"}])  # fmt: skip
def test_wrong_key_is_refused_before_anything_is_told(shut, headers):
    assert _post(shut, "no-such-stream", TELEMETRY, **headers).status == 401


@pytest.mark.parametrize(
    ("stream", "body", "kind", "status", "words"),
    [
        ("nothing", TELEMETRY, "application/json", 404, "network_telemetry"),
        ("indicators", TELEMETRY, "text/csv", 415, "text/csv"),
        ("indicators", b"", "application/json", 400, "JSON"),
        ("indicators", b"\n \n", LINES, 400, "nothing in the body"),
        ("indicators", b"{}\n{}", "application/json", 400, "application/x-ndjson"),
        ("indicators", b"[" * 1000, "application/json", 400, "JSON"),
        ("indicators", b"{}", "application/json", 422, ""),
        ("indicators", b"{}\n" * 6, LINES, 413, "more than 5 lines"),
        ("indicators", b"x" * 1001, LINES, 413, "1001 bytes"),
        ("camera.frames", TELEMETRY, "application/json", 415, "image/jpeg"),
    ],
)
def test_request_that_cannot_be_taken_says_why(shut, stream, body, kind, status, words):
    said = _post(shut, stream, body, kind)
    assert said.status == status and words in json.dumps(said.body) and said.body["accepted"] == 0


@pytest.mark.parametrize("changes", [{"X-Camera-Id": "cam-99"}, {"X-Time": "noon"}, {"X-Sequence": "-1"}])
def test_picture_that_is_wrong_is_refused(shut, changes):
    said = _post(shut, "camera.frames", JPEG, "image/jpeg", **(FRAME | changes))
    assert said.status == 422 and said.body["error"]


def test_body_without_a_length_is_measured_while_it_comes(shut):
    with socket.create_connection(("127.0.0.1", shut), 30) as link:
        head = f"POST /indicators HTTP/1.1\r\nHost: x\r\nX-API-Key: {KEY}\r\nTransfer-Encoding: chunked\r\n\r\n"
        link.sendall(head.encode() + b"400\r\n" + b" " * 0x400 + b"\r\n")
        assert link.recv(200).startswith(b"HTTP/1.1 413")


def test_key_is_limited_to_its_streams_and_sources(broker):
    settings = _settings(broker.servers)
    ensure_topics(settings)
    with _served(settings) as port:
        assert _post(port, "indicators", {}, X_API_Key=NARROW).status == 403
        bearer = {"X_API_Key": "", "Authorization": f"Bearer {NARROW}"}
        refused = _post(port, "network.telemetry", TELEMETRY, **bearer)
        taken = _post(port, "network_telemetry", TELEMETRY | {"source_id": "portal-17506"}, **bearer)
    assert (refused.status, taken.status) == (422, 202)
    assert "may not send for 'link-17506'" in refused.body["refused"][0]["reason"]


def test_broker_that_is_away_is_told_with_the_lines_to_send_again():
    with _served(_settings(f"127.0.0.1:{free_port()}")) as port:
        said = _post(port, "network.telemetry", b"\n".join([json.dumps(TELEMETRY).encode(), b"{", b""]), LINES)
    assert said.status == 503 and int(said.headers["retry-after"]) > 0
    assert (said.body["accepted"], said.body["not_taken"], said.body["refused"][0]["line"]) == (0, [1], 2)


def test_key_for_a_stream_there_is_not_stops_the_start():
    wrong = {"a": SenderKey(sha256=hash_of(KEY), streams=("telemetry",))}
    with pytest.raises(ConfigError, match=r"ingest\.keys\.a\.streams"):
        ways_in(_settings(keys=wrong), CITY)
