"""What a process tells those who watch it from outside, as they see it."""

import re
import urllib.error
import urllib.request
from pathlib import Path

from prometheus_client import REGISTRY

import ingest.meters
import ops.outside
from tests.faults.account import figures
from tests.journeys.processes import dashboard, environment, free_port, running
from tests.patience import until

PAGE = Path(__file__).parents[2] / "docs" / "operations.md"


def _ask(port: int, path: str, host: str = "localhost") -> tuple[int, str]:
    asked = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Host": host})
    try:
        with urllib.request.urlopen(asked, timeout=5) as answer:  # noqa: S310 - loopback
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError:
        return 0, ""


def test_figures_that_are_documented_are_those_there_are():
    assert ingest.meters and ops.outside
    there = {family.name for family in REGISTRY.collect() if family.name.startswith("ioc_")}
    written = set(re.findall(r"^\| `(ioc_\w+)`", PAGE.read_text(), re.MULTILINE))
    assert {name.removesuffix("_total") for name in written} == there


def test_ingest_is_ready_when_both_its_services_are_there(database_url, broker):
    port = free_port()
    env = environment(database_url, broker.servers, IOC_METRICS__PORT=str(port))
    with running(env, "ingest", "network_telemetry"):
        assert until(lambda: _ask(port, "/readyz")[0] == 200 and _ask(port, "/readyz")) == (200, "ready\n")
        assert _ask(port, "/healthz") == (200, "ok\n")
        assert figures(port)["ioc_lag_seconds"] == 0
        assert _ask(port, "/metrics", "evil.example")[0] == 403


def test_ingest_without_broker_and_database_lives_and_says_what_it_waits_for(tmp_path):
    port = free_port()
    env = environment(f"postgresql://postgres@/x?host={tmp_path}", "127.0.0.1:1", IOC_METRICS__PORT=str(port))
    with running(env, "ingest", "network_telemetry"):
        until(lambda: "network_telemetry: no connection to the broker" in _ask(port, "/readyz")[1])
        code, text = _ask(port, "/readyz")
        assert (code, "network_telemetry: no answer from the database" in text) == (503, True)
        assert _ask(port, "/healthz")[0] == 200


def test_process_whose_port_is_taken_works_without_figures(database_url, broker):
    port = free_port()
    env = environment(database_url, broker.servers, IOC_METRICS__PORT=str(port))
    with running(env, "ingest", "network_telemetry"):
        until(lambda: _ask(port, "/healthz")[0] == 200)
        with running(env, "ingest", "service_queue") as second:
            until(lambda: broker.lag() == 0)
            assert second.poll() is None


def test_dashboard_tells_its_figures_on_its_own_port(database_url):
    with dashboard(environment(database_url, "127.0.0.1:1")) as address:
        assert figures(int(address.rsplit(":", 1)[1]))["process_resident_memory_bytes"] > 0
