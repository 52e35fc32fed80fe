"""A telemetry row and a queue metric go in through the broker and come out in the store and on the wall."""

from datetime import UTC, datetime

import msgspec
import psycopg
from kafka import KafkaProducer

from config import load, load_city
from tests.journeys.processes import all_running, dashboard, environment
from tests.journeys.screen import viewer
from tests.patience import until

CITY = load_city(load({}), {})


def _send(servers: str, topic: str, key: str, **fields: object) -> None:
    producer = KafkaProducer(bootstrap_servers=servers, acks="all")
    body = msgspec.json.encode({"time": datetime.now(UTC)} | fields)
    producer.send(topic, body, key=key.encode()).get(30)
    producer.close()


def _stored(url: str, source: str, metric: str) -> list[tuple[float]]:
    query = "SELECT value FROM readings WHERE source_id = %s AND metric = %s"
    with psycopg.connect(url) as link:
        return link.execute(query, (source, metric)).fetchall()


def test_telemetry_row_arrives_in_the_store_and_as_an_alert_on_the_wall(database_url, broker):
    env, commune = environment(database_url, broker.servers), CITY.communes[0]
    with (
        all_running(env, "ingest network_telemetry"),
        dashboard(env) as address,
        viewer(database_url, address) as screen,
    ):
        source = f"link-{commune.code}"
        _send(broker.servers, "network.telemetry", source, source_id=source, metric="up", value=0)
        screen.shows("alert-list", commune.name)
        assert _stored(database_url, source, "up") == [(0.0,)]
        _send(broker.servers, "network.telemetry", source, source_id=source, metric="up", value=1)
        screen.shows("tile-links", "1/")
        until(lambda: len(_stored(database_url, source, "up")) == 2)


def test_queue_metric_arrives_in_the_store_and_in_its_tile(database_url, broker):
    env, office = environment(database_url, broker.servers), CITY.offices[0]
    with all_running(env, "ingest service_queue"), dashboard(env) as address, viewer(database_url, address) as screen:
        _send(broker.servers, "service.queue", office.id, office_id=office.id, people_waiting=7, counters_open=3)
        screen.shows("tile-waiting", '"7"')
        assert _stored(database_url, office.id, "people_waiting") == [(7.0,)]
