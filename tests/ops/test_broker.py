"""The embedded broker: it ends with us, and can be emptied under producers and consumers that stay connected."""

import signal
import socket
import threading

import psutil
import pytest
from kafka import KafkaConsumer, KafkaProducer

from config import load
from ingest.topics import BrokerUnusable, answers, ensure_topics, lag
from ops import broker as embedded
from ops.broker import Broker, BrokerError
from ops.recycling import Recycling
from tests.patience import until

TOPIC = "service.queue"


@pytest.fixture
def broker(embedded_broker: Broker) -> Broker:
    """The embedded one, also where others are tried against Apache Kafka."""
    return embedded_broker


def producer(broker: Broker) -> KafkaProducer:
    """Not idempotent: the numbers an idempotent one holds mean nothing to a new broker, and it would end for good."""
    return KafkaProducer(bootstrap_servers=broker.servers, enable_idempotence=False, acks="all", retries=1000)


def send(to: KafkaProducer, prefix: str, count: int) -> list[str]:
    texts = [f"{prefix}{number}" for number in range(count)]
    for number, text in enumerate(texts):
        to.send(TOPIC, key=b"office-%d" % (number % 7), value=text.encode())
    to.flush()
    return texts


class Reader:
    """Consumes in a thread as ingest does: offsets are committed by hand, a failed commit is let go."""

    def __init__(self, broker: Broker) -> None:
        self.got: list[str] = []
        self._stop = threading.Event()
        options: dict = {
            "auto_offset_reset": "earliest",
            "enable_auto_commit": False,
            "session_timeout_ms": 6000,
            "heartbeat_interval_ms": 2000,
        }
        self._consumer = KafkaConsumer(TOPIC, bootstrap_servers=broker.servers, group_id="g", **options)
        self._thread = threading.Thread(target=self._read)
        self._thread.start()

    def close(self) -> None:
        self._stop.set()
        self._thread.join()
        self._consumer.close(autocommit=False)

    def _read(self) -> None:
        while not self._stop.is_set():
            records = [record for rows in self._consumer.poll(200).values() for record in rows]
            self.got += [record.value.decode() for record in records]
            if records:
                self._consumer.commit_async()


def test_consumer_and_producer_that_stay_lose_and_repeat_nothing_over_a_recycle(broker):
    reader, writer = Reader(broker), producer(broker)
    before = send(writer, "before", 300)
    until(lambda: len(reader.got) >= 300 and broker.lag() == 0)
    went_on: list[bool] = []
    recycling = Recycling(broker, 1, lambda: lambda: went_on.append(True), lambda _line: None)
    until(lambda: recycling.check() or went_on)
    after = send(writer, "after", 300) + send(writer, "later", 300)
    until(lambda: len(reader.got) >= 900 and broker.lag() == 0)
    reader.close()
    writer.close()
    assert sorted(reader.got) == sorted(before + after)


def test_recycled_broker_gives_its_memory_back(broker):
    writer = producer(broker)
    empty = broker.memory_bytes
    for _ in range(40):
        writer.send("camera.frames", b"x" * 1_000_000)
    writer.flush()
    assert broker.memory_bytes > empty + 30_000_000
    broker.recycle()
    assert broker.memory_bytes < empty + 5_000_000
    writer.close()


def test_lag_counts_each_message_of_a_batch_that_nobody_has_consumed(broker):
    writer = producer(broker)
    assert lag(broker.settings) == 0
    send(writer, "a", 25)
    assert lag(broker.settings) == 25
    reader = Reader(broker)
    until(lambda: lag(broker.settings) == 0)
    reader.close()
    writer.close()


def test_topics_made_twice_stand_once(broker):
    ensure_topics(broker.settings)
    ensure_topics(broker.settings)
    assert answers(broker.settings)


def test_broker_that_is_not_there_is_named(broker):
    broker.stop()
    assert not answers(broker.settings, 0.3)
    with pytest.raises(BrokerUnusable, match=broker.servers):
        ensure_topics(broker.settings, 0.3)


def test_port_of_somebody_else_is_told_and_not_taken_for_ours(broker):
    second = Broker(load({}), port=broker.port)
    with pytest.raises(BrokerError, match=r"did not start.*in use"):
        second.start()
    assert answers(broker.settings)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_broker_whose_application_is_ended_by_a_signal_ends_too(start, number):
    application = start("run_broker.py")
    pid = int(application.line())
    application.end_by(number)
    until(lambda: not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)
    application.wait_until_nothing_is_left()


def test_broker_listens_on_loopback_alone(broker):
    rows = psutil.Process(broker.pid).net_connections("tcp")
    assert {row.laddr.ip for row in rows if row.status == psutil.CONN_LISTEN} == {"127.0.0.1"}


def test_machine_without_a_binary_is_told_what_to_set(monkeypatch, tmp_path):
    monkeypatch.setattr(embedded.importlib.util, "find_spec", lambda _name: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BrokerError, match="KAFKA_BOOTSTRAP_SERVERS"):
        embedded.program()


def test_free_port_is_free():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", embedded.free_port()))
