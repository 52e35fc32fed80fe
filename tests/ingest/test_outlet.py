"""The way out to Kafka: it never waits, never grows, and goes on when the broker is back."""

from kafka import KafkaConsumer

from ingest.sources.outlet import WAITING, Outgoing, Outlet
from tests.builders import settings
from tests.patience import until


def frame(number: int, key: str = "cam-01", size: int = 0) -> Outgoing:
    value = b"%d" % number
    return Outgoing("camera.frames", key, value.ljust(size, b" "), (("sequence", value),))


def opened(broker) -> Outlet:
    return Outlet(settings(KAFKA_BOOTSTRAP_SERVERS=broker.servers))


def numbers(broker, wanted: int) -> list[int]:
    """The numbers of so many messages, each camera's in their order."""
    consumer = KafkaConsumer("camera.frames", bootstrap_servers=broker.servers, auto_offset_reset="earliest")
    found: list[int] = []
    try:
        until(lambda: found.extend(_polled(consumer)) or len(found) >= wanted)
    finally:
        consumer.close()
    return found


def _polled(consumer: KafkaConsumer) -> list[int]:
    return [int(row.value) for rows in consumer.poll(timeout_ms=200).values() for row in rows]


def test_messages_of_a_source_arrive_in_order(broker):
    outlet = opened(broker)
    for number in range(50):
        outlet.put(frame(number))
        assert number % WAITING or outlet.drain(20)
    assert outlet.drain()
    assert numbers(broker, 50) == list(range(50))
    outlet.close()


def test_broker_that_is_away_costs_the_oldest_frames_and_nothing_else(broker):
    outlet = opened(broker)
    outlet.put(frame(0))
    assert outlet.drain(20)
    broker.stop()
    for number in range(1, 1000):
        outlet.put(frame(number))
    assert sum(len(waiting) for waiting in outlet._waiting.values()) <= WAITING
    broker.start()
    until(lambda: outlet.put(frame(1000)) or 1000 in numbers(broker, 1))
    assert outlet.dropped["cam-01"] > 900
    outlet.close()


def test_message_too_large_for_the_topic_is_dropped_alone(broker):
    outlet = opened(broker)
    outlet.put(frame(1, "cam-02", size=3 << 20))
    outlet.put(frame(2))
    assert outlet.drain(20)
    assert numbers(broker, 1) == [2]
    assert outlet.dropped == {"cam-02": 1}
    outlet.close()


def test_outlet_closes_while_the_broker_is_away():
    outlet = Outlet(settings(KAFKA_BOOTSTRAP_SERVERS="127.0.0.1:1"))
    outlet.put(frame(1))
    outlet.close()
    until(lambda: not outlet._thread.is_alive())
