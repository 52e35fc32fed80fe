"""What comes in without Kafka reaches the store and the wall: by POST, from a file, and measured by the probe."""

import asyncio
import http.client
import json
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from config import City, city_folder, load, load_city
from ingest.sources.keys import hash_of, new_key
from ingest.topics import ensure_topics
from tests.builders import settings_for
from tests.journeys.processes import all_running, dashboard, environment, running
from tests.journeys.screen import viewer
from tests.patience import until

CITY: City = load_city(load({}), {})
KEY = new_key()
HEAD = "time,report_id,state,unit,category,commune_code\n"
PERIOD = {"IOC_PROBE__PERIOD_SECONDS": "1"}


def _configured(folder: Path) -> dict[str, str]:
    file = folder / "own.toml"
    file.write_text(f'[ingest.keys.test]\nsha256 = "{hash_of(KEY)}"\n')
    return {"IOC_CONFIG": str(file)}


def _post(address: str, stream: str, row: dict, **headers: str) -> tuple[int, dict]:
    link = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    link.request(
        "POST", f"/ingest/{stream}", json.dumps(row), {"X-API-Key": KEY, "Content-Type": "application/json"} | headers
    )
    answer = link.getresponse()
    text = answer.read()
    link.close()
    return answer.status, json.loads(text) if text.startswith(b"{") else {}


def _ask(url: str, query: str, *given: object) -> list[tuple]:
    with psycopg.connect(url) as link:
        return link.execute(query.encode(), given).fetchall()


def test_posted_line_arrives_on_the_wall(database_url, broker, tmp_path):
    env, commune = environment(database_url, broker.servers, **_configured(tmp_path)), CITY.communes[0]
    ensure_topics(settings_for(database_url, broker.servers))
    row = {"time": datetime.now(UTC).isoformat(), "source_id": f"link-{commune.code}", "metric": "up", "value": 0}
    with (
        all_running(env, "ingest network_telemetry"),
        dashboard(env) as address,
        viewer(database_url, address) as screen,
    ):
        assert _post(address, "network.telemetry", row, Origin="http://elsewhere.example")[0] == 403
        assert _post(address, "network.telemetry", row, **{"X-API-Key": "wrong"})[0] == 401
        assert _post(address, "network.telemetry", row) == (202, {"accepted": 1, "refused": []})
        screen.shows("alert-list", commune.name)


def test_file_imported_twice_arrives_once(database_url, broker, tmp_path):
    env, path = environment(database_url, broker.servers), tmp_path / "reports.csv"
    lines = [
        f"2026-01-02T00:00:00Z,R-{n},received,,waste,17506\n2026-01-02T01:00:00Z,R-{n},assigned,Tổ 1,,\n"
        for n in range(50)
    ]
    path.write_text(HEAD + "".join(lines), encoding="utf-8")
    with all_running(env, "ingest citizen_reports"):
        for _ in range(2):
            with running(env, "import", "citizen_reports", str(path)) as process:
                assert process.wait(60) == 0
        until(lambda: broker.lag() == 0 and _ask(database_url, "SELECT count(*) FROM reports") == [(50,)], 60)
    assert _ask(database_url, "SELECT count(*) FROM report_changes") == [(100,)]
    assert _ask(database_url, "SELECT DISTINCT state, unit, category FROM reports") == [("assigned", "Tổ 1", "waste")]


@contextmanager
def _listening() -> Iterator[int]:
    """A port that takes every connection, in a thread of its own."""
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(asyncio.start_server(lambda _reader, writer: writer.close(), "127.0.0.1", 0))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


@pytest.mark.parametrize("ended", [False, True], ids=["answers", "refuses"])
def test_probed_link_is_up_or_down_in_the_store(database_url, broker, tmp_path, ended):
    ensure_topics(settings_for(database_url, broker.servers))
    folder = tmp_path / "city"
    shutil.copytree(city_folder("nghe-an"), folder)
    with _listening() as port:
        target = f"tcp://127.0.0.1:{1 if ended else port}"
        (folder / "portals.csv").write_text(f"id,name,commune_code,probe\nportal-own,Own,17506,{target}\n")
        env = environment(database_url, broker.servers, IOC_CITY__FOLDER=str(folder), **PERIOD)
        query = "SELECT value FROM latest_readings WHERE source_id = 'portal-own' AND metric = 'up'"
        with all_running(env, "ingest network_telemetry", "probe"):
            until(lambda: _ask(database_url, query) == [(float(not ended),)], 60)
    timed = _ask(database_url, "SELECT count(*) > 0 FROM readings WHERE metric = 'rtt_ms'")
    assert timed == [(not ended,)]
