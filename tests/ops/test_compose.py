"""The Docker files: pinned, documented, without a secret, and nothing but the dashboard to be reached."""

import re
import tomllib

import pytest
import yaml

from config.load import PLAIN_NAMES
from config.settings import Settings
from ingest.stream import known_streams
from ingest.topics import PARTITIONS
from ops.cli import parser
from tests.builders import settings
from tests.test_house import ROOMS, ROOT

TEXT = (ROOT / "docker-compose.yml").read_text()
COMPOSE = yaml.safe_load(TEXT)
SERVICES = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"].startswith("ioc:")}
LASTING = {name: service for name, service in SERVICES.items() if service["restart"] != "no"}
VARIABLES = set(re.findall(r"\$\{(\w+)", TEXT))
WHAT = {
    "image",
    "build",
    "command",
    "profiles",
    "environment",
    "volumes",
    "ports",
    "depends_on",
    "healthcheck",
    "logging",
}
LIMITS = {"restart", "init", "read_only", "tmpfs", "cap_drop", "security_opt", "mem_limit", "shm_size", "deploy"}
KEYS = WHAT | LIMITS | {"stop_grace_period"}


def test_file_has_only_keys_that_docker_compose_knows():
    assert {key for key in COMPOSE if not key.startswith("x-")} == {"name", "services", "volumes"}
    for service in SERVICES.values():
        assert set(service) <= KEYS
        assert set(service.get("healthcheck", {})) <= {"test", "interval", "timeout", "retries", "start_period"}


@pytest.mark.parametrize("name", SERVICES)
def test_image_has_a_version(name):
    tag = SERVICES[name]["image"].partition(":")[2]
    assert re.match(r"\d+\.\d+\.\d+", tag)


def test_image_of_ours_has_the_version_of_the_project():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert {service["image"] for service in OURS.values()} == {f"ioc:{version}"}


def test_nothing_but_the_dashboard_is_published_and_that_on_loopback():
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert published == {"dashboard": ["127.0.0.1:${DASHBOARD_PORT:-8050}:${DASHBOARD_PORT:-8050}"]}
    assert not any("network_mode" in service or "privileged" in service for service in SERVICES.values())


@pytest.mark.parametrize("path", [".env.example", "docs/operations.md"])
def test_variable_is_documented_and_none_that_is_not_used(path):
    said = (ROOT / path).read_text()
    assert [name for name in VARIABLES if not re.search(rf"\b{name}\b", said)] == []
    if path == ".env.example":
        assert set(re.findall(r"^#? ?([A-Z_]+)=", said, re.MULTILINE)) == VARIABLES


def test_no_secret_stands_in_a_file():
    secrets = [line for line in TEXT.splitlines() if re.search("password|secret|token", line, re.IGNORECASE)]
    assert secrets
    assert all("${POSTGRES_PASSWORD:?" in line for line in secrets)
    assert re.search(r"^POSTGRES_PASSWORD=$", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert ".env" in (ROOT / ".gitignore").read_text().splitlines()


@pytest.mark.parametrize("name", LASTING)
def test_lasting_service_restarts_is_bounded_and_tells_whether_it_lives(name):
    service = SERVICES[name]
    assert service["restart"] == "unless-stopped"
    assert service["mem_limit"]
    assert service["healthcheck"]["test"][0] == "CMD"
    assert service["logging"]["options"]["max-size"]


def test_start_order_waits_for_what_each_needs():
    order = {name: service.get("depends_on", {}) for name, service in SERVICES.items()}
    assert order["migrate"] == {"database": {"condition": "service_healthy"}}
    assert order["topics"] == {"kafka": {"condition": "service_healthy"}}
    for name in OURS.keys() - {"migrate", "topics"}:
        assert {one["condition"] for one in order[name].values()} == {"service_completed_successfully"}
        assert set(order[name]) == {"migrate", "topics"}


@pytest.mark.parametrize("name", OURS)
def test_command_is_one_of_ioc(name):
    asked = parser().parse_args(OURS[name]["command"])
    assert set(getattr(asked, "streams", [])) <= set(known_streams())


def test_services_of_docker_consume_every_stream_once():
    streams = [name for service in OURS.values() for name in service["command"][1:]]
    assert sorted(streams) == sorted(known_streams())
    assert f"partitions of camera.frames ({PARTITIONS})" in TEXT


@pytest.mark.parametrize("name", OURS)
def test_environment_holds_settings_that_exist(name):
    known = {*PLAIN_NAMES, "CAMERAS"}
    values = {key: str(value) for key, value in OURS[name]["environment"].items() if key not in known}
    made = settings(**{key: re.sub(r"\$\{\w+:-(.*)\}", r"\1", value) for key, value in values.items()})
    assert isinstance(made, Settings)
    assert OURS[name]["read_only"]
    assert OURS[name]["cap_drop"] == ["ALL"]


def test_health_check_asks_the_port_that_answers():
    standard = settings()
    for name in OURS.keys() - {"migrate", "topics"}:
        port = OURS[name]["environment"].get("IOC_DASHBOARD__PORT", standard.metrics.port)
        assert f"http://127.0.0.1:{port}/healthz" in OURS[name]["healthcheck"]["test"][3]


def test_volume_that_is_used_is_declared():
    used = {volume.partition(":")[0] for service in SERVICES.values() for volume in service["volumes"]}
    assert used == set(COMPOSE["volumes"])


def test_image_holds_every_room_and_no_more():
    copied = re.findall(r"^COPY (\w+) \w+$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert sorted(copied) == sorted(ROOMS)
    let_in = re.findall(r"^!([\w.]+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE)
    assert set(let_in) == {*ROOMS, "pyproject.toml", "constraints.txt", "README.md"}
