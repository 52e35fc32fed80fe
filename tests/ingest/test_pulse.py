"""What a stream says of itself: every ten seconds, with what was stored since the process began."""

from datetime import timedelta

from ingest.pulse import SOURCE, Pulse
from tests.builders import NOON


def test_pulse_beats_once_in_ten_seconds_with_totals_and_lag():
    times = [NOON, NOON + timedelta(seconds=9), NOON + timedelta(seconds=10)]
    pulse = Pulse("indicators", lambda: times.pop(0))
    pulse.count(messages=5, letters=1)
    assert {row.metric: row.value for row in pulse.beat(2.5)} == {
        "indicators_lag_seconds": 2.5,
        "indicators_messages_total": 5.0,
        "indicators_dead_letters_total": 1.0,
    }
    pulse.count(messages=1)
    assert pulse.beat(0.0) == []
    assert [row.value for row in pulse.beat(0.0)] == [0.0, 6.0, 1.0]


def test_pulse_speaks_as_the_centre_at_its_own_time():
    rows = Pulse("indicators", lambda: NOON).beat(0.0)
    assert {(row.source_id, row.time) for row in rows} == {(SOURCE, NOON)}
