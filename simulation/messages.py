"""The bytes that the simulated city puts on the wire, as functions of its parts and a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import cv2
import msgspec

from simulation.queues import Offices
from simulation.reports import Reports
from simulation.scene import Scene
from simulation.services import Services
from simulation.statements import Statements
from simulation.systems import Systems
from simulation.telemetry import Network

JPEG_QUALITY = 80
ALIVE_SECONDS = 5


@dataclass(frozen=True)
class Message:
    """What goes to a topic; messages of one key keep their order."""

    topic: str
    key: bytes
    value: bytes
    headers: tuple[tuple[str, bytes], ...] = ()


def frame(scene: Scene, time: datetime, rate_fps: float) -> Message:
    """The camera's picture at ``time``; its sequence grows with the clock, so that a restart goes on from there."""
    picture, _ = scene.at(time)
    _, jpeg = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    sequence = str(round(time.timestamp() * rate_fps))
    headers = (("time", time.isoformat().encode()), ("sequence", sequence.encode()))
    return Message("camera.frames", scene.camera.id.encode(), jpeg.tobytes(), headers)


def telemetry(
    network: Network, time: datetime, period_seconds: float, systems: Systems | None = None
) -> Iterator[Message]:
    """The readings that are due in this second, and every few seconds the sign that they are simulated."""
    period = max(1, round(period_seconds))
    rows = network.readings(time, period)
    if systems is not None:
        rows += systems.readings(time, period, network.down(time))
    if int(time.timestamp()) % ALIVE_SECONDS == 0:
        rows = [("centre.simulation", "running", 1.0), *rows]
    for source, metric, value in rows:
        body = {"time": time, "source_id": source, "metric": metric, "value": value}
        yield Message("network.telemetry", source.encode(), msgspec.json.encode(body))


def queues(
    offices: Offices, time: datetime, period_seconds: float, services: Services | None = None
) -> Iterator[Message]:
    """The figures of the offices, health stations and agencies whose turn this second is."""
    second, period = int(time.timestamp()), max(1, round(period_seconds))
    for number, office in enumerate(offices.offices):
        if (second + number) % period == 0:
            yield _service(time, office.id, offices.figures(time, number))
    for source, figures in services.figures(time, period) if services else ():
        yield _service(time, source, figures)


def statements(made: Statements, since: datetime, until: datetime) -> Iterator[Message]:
    """What is stated of indicators after ``since`` and until ``until``."""
    for body in made.between(since, until):
        key = f"{body['indicator']}/{body['commune_code']}"
        yield Message("indicators", key.encode(), msgspec.json.encode(body))


def citizen_reports(made: Reports, since: datetime, until: datetime) -> Iterator[Message]:
    """What becomes of citizens' reports after ``since`` and until ``until``."""
    for body in made.between(since, until):
        yield Message("citizen.reports", body["report_id"].encode(), msgspec.json.encode(body))


def _service(time: datetime, source: str, figures: dict[str, float]) -> Message:
    body = {"time": time, "office_id": source, **figures}
    return Message("service.queue", source.encode(), msgspec.json.encode(body))
