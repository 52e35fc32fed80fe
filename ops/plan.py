"""Which processes a centre consists of, for these settings and this city."""

import socket
from pathlib import Path
from typing import NamedTuple

from config import City, ConfigError, Settings, networked
from config.shelter import require_shelter


class Service(NamedTuple):
    """One child: its name in the log, the arguments of ``ioc``, and whether it sends messages to the broker."""

    name: str
    arguments: tuple[str, ...]
    produces: bool = False


def services(settings: Settings, city: City) -> list[Service]:
    """The children of a centre, consumers first: what is sent finds somebody who listens."""
    rows = [
        Service("ingest", ("ingest", "network_telemetry", "service_queue", "indicators", "citizen_reports")),
        Service("ingest cameras", ("ingest", "camera_frames")),
        Service("housekeeping", ("housekeep",)),
        Service("watch", ("watch",)),
        Service("dashboard", ("dashboard",)),
    ]
    if settings.coverage.enabled and city.sites:
        rows.append(Service("coverage", ("coverage",)))
    if settings.notify.to:
        rows.append(Service("notify", ("notify",)))
    if any(camera.url for camera in city.cameras):
        rows.append(Service("cameras", ("cameras",), produces=True))
    if any(row.probe for row in networked(city)):
        rows.append(Service("probe", ("probe",), produces=True))
    if settings.canary.enabled:
        rows.append(Service("canary", ("canary",), produces=True))
    if settings.simulation.enabled:
        rows.append(Service("simulation", ("simulate",), produces=True))
    return rows


def stop_order(rows: list[Service]) -> list[list[Service]]:
    """Who is stopped together, in order: producers, then ingest, then the dashboard."""
    producers = [row for row in rows if row.produces]
    consumers = [row for row in rows if row.arguments[0] == "ingest"]
    return [producers, consumers, [row for row in rows if row not in producers and row not in consumers]]


def check(settings: Settings, city: City) -> None:
    """Raise ConfigError for what a child would stumble over later: address, port, a video file, a rule's key, a
    kind of alert without a procedure.
    """
    from alerts import procedure
    from geo.placing import outside
    from ingest.sources.http import ways_in
    from ingest.sources.probe import targets
    from vision.rule import configured, known  # brings OpenCV, which most commands do without

    check_address(settings)
    targets(city)
    ways_in(settings, city)
    procedure.check(settings, city, known())
    _check_targets(settings, city)
    if wrong := outside(city):
        raise ConfigError("; ".join(wrong[:10]) + f" … and {len(wrong) - 10} more" * (len(wrong) > 10))
    for camera in city.cameras:
        check_source(camera.id, camera.url)
        configured(settings.vision, camera)


def _check_targets(settings: Settings, city: City) -> None:
    """Raise ConfigError when somebody who is to be told cannot be reached so, or would hear of nothing."""
    if not settings.notify.to:
        return
    from ops.notifying import opened

    for name, target in settings.notify.to.items():
        opened(name, target, settings.notify.timeout_seconds)
        if unknown := [unit for unit in target.units if unit not in city.units]:
            raise ConfigError(f"notify.to.{name}.units: there is no [units.{unknown[0]}] in procedures.toml")


def check_source(camera_id: str, url: str) -> None:
    """Raise ConfigError when ``url`` names a file and there is none."""
    if url and "://" not in url and not Path(url).expanduser().is_file():
        raise ConfigError(f"camera {camera_id!r}: there is no file {url!r}")


def check_address(settings: Settings) -> None:
    """Raise ConfigError when the dashboard may not or cannot listen where it is told to."""
    require_shelter(settings.dashboard)
    _check_port(settings.dashboard.host, settings.dashboard.port)


def _check_port(host: str, port: int) -> None:
    if not 1 <= port <= 65535:
        raise ConfigError(f"dashboard.port: {port} is not in 1..65535")
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as asked:
        asked.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            asked.bind((host, port))
        except OSError as error:
            raise ConfigError(
                f"dashboard.port: {host}:{port} cannot be used ({error.strerror}): "
                f"choose another with --port {port % 65535 + 1} or IOC_DASHBOARD__PORT={port % 65535 + 1}"
            ) from error
