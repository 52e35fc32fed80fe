"""The made incident: one a period, seen by vision as any incident is."""

from datetime import timedelta

from config.canary import CANARY
from simulation import canary
from tests import builders
from tests.builders import NOON
from vision.pipeline import Pipeline

PERIOD = 60.0


def frames(seconds: float):
    """The messages of so long, at the times at which they are sent."""
    time = NOON
    while time < NOON + timedelta(seconds=seconds):
        yield time, canary.frame(time, PERIOD)
        time += canary.MOVING if canary.is_near(time, PERIOD) else canary.CALM


def test_vision_finds_one_incident_a_period_and_no_other():
    pipeline = Pipeline(CANARY, builders.settings().vision)
    began = {}
    for time, message in frames(3 * PERIOD):
        for record in pipeline.step(message.value, time, 1).records:
            if hasattr(record, "rule") and record.id not in began:
                began[record.id] = (record.rule, time - record.start)
    assert [rule for rule, _ in began.values()] == ["intrusion"] * len(began)
    assert len(began) in (2, 3)  # the first passes while the yard is still being learnt
    assert max(waited for _, waited in began.values()) < timedelta(seconds=4)


def test_frames_are_few_while_nothing_passes():
    assert 90 <= sum(1 for _ in frames(PERIOD)) <= 130
