"""Rows on their way to a broker that is away."""

import threading
from concurrent.futures import ThreadPoolExecutor

from kafka.errors import KafkaConnectionError

from ingest.sources import delivery
from tests.builders import settings_for
from tests.patience import until

ROW = delivery.Row("network.telemetry", b"link-1", b"{}")


def test_those_who_wait_for_a_broker_that_is_away_do_not_try_each_in_turn(monkeypatch):
    tries, all_asked = [], threading.Event()

    def away(**_options: object) -> None:
        tries.append(1)
        all_asked.wait(10)
        raise KafkaConnectionError("away")

    monkeypatch.setattr(delivery, "KafkaProducer", away)
    sender = delivery.Delivery(settings_for("", "127.0.0.1:1"), "test")
    with ThreadPoolExecutor(8) as threads:
        asked = [threads.submit(sender.send, [ROW]) for _ in range(8)]
        until(threads._work_queue.empty)
        all_asked.set()
    assert all(isinstance(one.exception(), delivery.BrokerAway) for one in asked)
    assert len(tries) < 8
