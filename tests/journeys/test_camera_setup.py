"""What a person draws over a camera's picture reaches the analysis that runs, and its open incident goes on."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import psycopg
from kafka import KafkaProducer

from config.city import Zone
from store import cameras
from store.cameras import Setup
from store.pool import async_connect
from tests.journeys.processes import environment, running
from tests.patience import until
from tests.vision.road import Car, Road

ROAD = Road((Car(stops=5),))
CORNER = Zone(name="góc", purpose="ignore", polygon=((0.0, 0.0), (0.1, 0.0), (0.1, 0.1)))
WHOLE = Zone(name="tất cả", purpose="ignore", polygon=((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)))
STOP = {"IOC_VISION__RULES__STOPPED_VEHICLE__MINIMUM_STOP_SECONDS": "5", "CAMERAS": "gate=rtsp://127.0.0.1:1/none"}


@contextmanager
def filmed(servers: str) -> Iterator[None]:
    """The road as camera gate sends it, five frames a second."""
    end, start = threading.Event(), datetime.now(UTC)

    def send() -> None:
        producer, number = KafkaProducer(bootstrap_servers=servers), 0
        while not end.wait(max(0.0, (start + timedelta(seconds=number / 5) - datetime.now(UTC)).total_seconds())):
            time = (start + timedelta(seconds=number / 5)).isoformat()
            headers = [("time", time.encode()), ("sequence", str(number).encode())]
            producer.send("camera.frames", ROAD.jpeg(number / 5), key=b"gate", headers=headers)
            number += 1
        producer.close()

    thread = threading.Thread(target=send)
    thread.start()
    yield
    end.set()
    thread.join(30)


def ask(url: str, query: str) -> list[tuple]:
    with psycopg.connect(url) as link:
        return link.execute(query.encode()).fetchall()


def drawn(url: str, base: int, zone: Zone) -> None:
    """What the page does when somebody saves, and that somebody looks."""

    async def saving() -> None:
        async with await async_connect(url, 5.0) as connection:
            await cameras.look_at(connection, "gate", 60.0)
            assert await cameras.save_setup(connection, "gate", base, "An", Setup((zone,))) == base + 1

    asyncio.run(saving())


def test_zones_drawn_while_a_vehicle_stands_are_taken_up_without_a_restart(database_url, broker):
    unended, version = "SELECT id FROM incidents WHERE end_at IS NULL", "SELECT sight->'version' FROM camera_sights"
    env = environment(database_url, broker.servers, **STOP)
    with running(env, "ingest", "camera_frames"), filmed(broker.servers):
        [known] = until(lambda: ask(database_url, unended), 90, why="the vehicle that stands is an incident")
        drawn(database_url, 0, CORNER)
        until(lambda: ask(database_url, version) == [(1,)], why="frames are judged by version 1")
        assert ask(database_url, unended) == [known]
        drawn(database_url, 1, WHOLE)
        until(lambda: ask(database_url, unended) == [], why="where all is ignored nothing stands any more")
    assert ask(database_url, "SELECT id FROM incidents") == [known]
