"""A consumer that gets nothing though the broker has something is seen, and made anew."""

import pytest
from kafka import KafkaConsumer
from kafka.structs import TopicPartition

from ingest import serve, stall
from tests.builders import settings_for
from tests.ingest.test_serve import TOPIC, _consuming, _count, _send, _telemetry
from tests.patience import until

PLACE = TopicPartition(TOPIC, 0)


@pytest.fixture
def consumer(broker):
    """One that reads the first partition alone, from its first message."""
    made = KafkaConsumer(bootstrap_servers=broker.servers, group_id="stall", enable_auto_commit=False)
    made.assign([PLACE])
    made.seek(PLACE, 0)
    yield made
    made.close(autocommit=False)


def _looks(looking: stall.Stall, times: int) -> None:
    for _ in range(times):
        looking.fetched()
        looking.look()


def _filled(servers: str) -> None:
    _send(servers, [_telemetry(n) for n in range(20)], partition=0)


def test_partition_that_stands_still_behind_its_end_is_told_as_stalled(consumer, broker):
    _filled(broker.servers)
    with pytest.raises(stall.Stalled, match="stands at 0 of 20"):
        _looks(stall.Stall(consumer, look_seconds=0, patience_seconds=0), stall.FETCHES + 2)


def test_partition_read_to_its_end_is_never_stalled(consumer, broker):
    _filled(broker.servers)
    looking = stall.Stall(consumer, look_seconds=0, patience_seconds=0)
    until(lambda: consumer.poll(100) or consumer.position(PLACE) == 20)
    until(lambda: consumer.position(PLACE) == 20 or consumer.poll(100))
    _looks(looking, stall.FETCHES + 2)


def test_loop_that_waits_for_the_database_is_not_stalled(consumer, broker):
    _filled(broker.servers)
    looking = stall.Stall(consumer, look_seconds=0, patience_seconds=0)
    for _ in range(3 * stall.FETCHES):
        looking.look()


def test_consumer_whose_library_forgets_a_partition_stores_all_the_same(database_url, broker, monkeypatch):
    made: list[KafkaConsumer] = []

    def forgetful(**options: object) -> KafkaConsumer:
        made.append(KafkaConsumer(**options))
        if len(made) == 1:  # as if it had parked what it fetched and never looked again
            made[0]._fetcher._fetchable_partitions = list
        return made[-1]

    monkeypatch.setattr(serve, "KafkaConsumer", forgetful)
    monkeypatch.setattr(stall.Stall.__init__, "__defaults__", (0.2, 1.0))
    _send(broker.servers, [_telemetry(n) for n in range(50)])
    with _consuming(settings_for(database_url, broker.servers)):
        until(lambda: _count(database_url) == 50)
    assert len(made) == 2
