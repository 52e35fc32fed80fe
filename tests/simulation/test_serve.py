"""The whole simulation as a process on a real broker: it sends, survives an outage, and ends when asked."""

import json
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
from kafka import KafkaConsumer

from ops.broker import Broker
from tests.journeys.processes import environment, free_port, running
from tests.patience import until

TOPICS = ("camera.frames", "network.telemetry", "service.queue")


@contextmanager
def heard(servers: str) -> Iterator[list[Any]]:
    """A list that grows, while it is looked at, by what was sent since the beginning."""
    consumer: Any = KafkaConsumer(
        *TOPICS, bootstrap_servers=servers, auto_offset_reset="earliest", enable_auto_commit=False
    )
    messages: list[Any] = _Heard(consumer)
    try:
        yield messages
    finally:
        consumer.close()


class _Heard(list):
    def __init__(self, consumer: Any) -> None:
        super().__init__()
        self.consumer = consumer

    def of(self, topic: str) -> list[Any]:
        for rows in self.consumer.poll(timeout_ms=200).values():
            self.extend(rows)
        return [m for m in self if m.topic == topic]


def test_simulation_sends_frames_telemetry_and_queues_and_ends_when_asked(broker: Broker) -> None:
    env = environment("postgresql://nobody@localhost/none", broker.servers)
    with running(env, "simulate") as process, heard(broker.servers) as sent:
        first = until(lambda: sent.of("camera.frames"), 120)[0]
        until(lambda: any(m.key == b"centre.simulation" for m in sent.of("network.telemetry")), 30)
        row = json.loads(until(lambda: sent.of("service.queue"), 30)[0].value)
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    assert first.value[:2] == b"\xff\xd8" and {name for name, _ in first.headers} == {"time", "sequence"}
    assert datetime.fromisoformat(row["time"]).tzinfo is not None


def test_simulation_with_other_cameras_named_renders_none(broker: Broker) -> None:
    env = environment("postgresql://nobody@localhost/none", broker.servers, CAMERAS="a=somewhere.mp4")
    with running(env, "simulate"), heard(broker.servers) as sent:
        until(lambda: len(sent.of("network.telemetry")) > 500, 120)
        assert not sent.of("camera.frames")


def test_simulation_without_a_broker_waits_and_ends_when_asked() -> None:
    env = environment("postgresql://nobody@localhost/none", f"127.0.0.1:{free_port()}", CAMERAS="a=somewhere.mp4")
    with running(env, "simulate") as process:
        with pytest.raises(AssertionError, match="not within"):
            until(lambda: process.poll() is not None, 4)
        os.kill(process.pid, signal.SIGINT)
        assert process.wait(30) == 0
