"""The made incident on its way through the cameras' stream."""

from datetime import datetime, timedelta

from ingest.stream import Context, open_stream
from simulation import canary
from store.records import Reading
from tests import builders
from tests.builders import KafkaMessage

START = builders.NOON + timedelta(seconds=30)  # in the calm between two
PERIOD = 60.0


def sent(seconds: float):
    """What the camera of the centre's own sends in so long."""
    time = START
    while time < START + timedelta(seconds=seconds):
        made = canary.frame(time, PERIOD)
        yield time, KafkaMessage(made.topic, 0, 0, 0, made.key, made.value, made.headers)
        time += canary.MOVING if canary.is_near(time, PERIOD) else canary.CALM


def test_made_incident_becomes_one_reading_a_period_and_nothing_else():
    clock: list[datetime] = [START]
    context = Context(builders.settings(), builders.city(), lambda: clock[0], lambda _camera: [])
    stream, found = open_stream("camera_frames", context), []
    for time, message in sent(2 * PERIOD):
        clock[0] = time
        found += stream.decode(message)
    assert [type(row) for row in found] == [Reading, Reading]
    assert {(row.source_id, row.metric) for row in found} == {("centre.canary", "incident_seconds")}
    assert all(1.0 < row.value < 4.0 for row in found)
    assert found[1].time - found[0].time == timedelta(seconds=PERIOD)
