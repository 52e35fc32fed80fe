"""Which partitions are gone: what an eager rebalance takes and gives back is still ours, with its position."""

from kafka.structs import TopicPartition

from ingest.consumer import Gone

PLACES = {TopicPartition("network.telemetry", number) for number in range(4)}
HALF = {TopicPartition("network.telemetry", number) for number in range(2)}


def test_partitions_revoked_and_given_back_are_not_gone():
    gone = Gone()
    gone.on_partitions_revoked(PLACES)
    gone.on_partitions_assigned(PLACES)
    assert gone.take() == set()


def test_partitions_revoked_and_given_to_another_are_gone_once():
    gone = Gone()
    gone.on_partitions_revoked(PLACES)
    assert gone.take() == set()
    gone.on_partitions_assigned(HALF)
    assert gone.take() == PLACES - HALF
    assert gone.take() == set()


def test_partitions_that_came_back_after_another_had_them_are_gone_for_what_was_read_before():
    gone = Gone()
    gone.on_partitions_revoked(PLACES)
    gone.on_partitions_assigned(set())
    gone.on_partitions_assigned(PLACES)
    assert gone.take() == PLACES


def test_partitions_lost_are_gone_even_when_they_are_given_back():
    gone = Gone()
    gone.on_partitions_revoked(PLACES)
    gone.on_partitions_lost(PLACES)
    gone.on_partitions_assigned(PLACES)
    assert gone.take() == PLACES
