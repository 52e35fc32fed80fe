"""What frames tell of a camera's health: by what they show, and by when they come."""

from datetime import timedelta

import psycopg
import pytest

from alerts.engine import Engine
from ingest.health import Health
from store.records import Reading
from store.write import save
from tests import builders
from tests.builders import NOON
from vision.health.bill import ACCEPTED, EVERY, WATCHED, Bill, metric

STATES = "SELECT kind, state FROM alerts ORDER BY id"


def frame(seconds: float):
    """A frame that arrives so many seconds after noon."""
    return builders.message(b"jpeg", "camera.frames", "cam-01")._replace(
        timestamp=int((NOON.timestamp() + seconds) * 1000)
    )


def captured(seconds: float):
    return NOON + timedelta(seconds=seconds)


def drift(behind: float, seconds: int = 60, source="capture", jitter: float = 0.0) -> list[float]:
    """What is said of the clock, a frame a second, by a camera whose clock is so many seconds behind."""
    health, told = Health("cam-01"), []
    for second in range(seconds):
        late = jitter * (second % 7)
        told += health.arrived(frame(second + late), captured(second - behind), source)
    return [row.value for row in told if row.metric == metric("clock_drift")]


def shown(ailing, seconds: int, delay: float = 0.3) -> list[Reading]:
    """What is said of pictures, one a second, of which ``ailing(second)`` tells since when they are frozen, or None."""
    health, told = Health("cam-01"), []
    for second in range(seconds):
        began = ailing(second)
        bill = Bill({"frozen": captured(began)} if began is not None else {})
        told += health.shown(frame(second + delay * (second % 3)), captured(second), bill)
    return told


@pytest.mark.parametrize("behind", [6.0, 3600.0, -20.0])
def test_clock_that_is_wrong_for_half_a_minute_is_said(behind):
    assert max(drift(behind)) > 0


@pytest.mark.parametrize(
    ("behind", "source"), [(0.4, "capture"), (4.0, "capture"), (-2.0, "capture"), (60.0, "arrival")]
)
def test_clock_that_is_right_or_ours_is_not_accused(behind, source):
    assert max(drift(behind, source=source), default=0.0) == 0.0


def test_network_that_stutters_is_no_wrong_clock():
    assert max(drift(0.3, jitter=3.0), default=0.0) == 0.0


def test_clock_that_stands_still_is_wrong():
    health = Health("cam-01")
    told = [row for second in range(80) for row in health.arrived(frame(second), captured(0), "capture")]
    assert max(row.value for row in told) > 0


def test_ailment_is_said_at_once_and_twice_a_minute_and_its_end_at_once():
    rows = [row for row in shown(lambda s: 60 if 80 <= s < 150 else None, 200) if row.metric == metric("frozen")]
    said = [
        (int((row.time - NOON).total_seconds()), row.value > 0)
        for row in rows
        if row.value > 0 or row.time > captured(140)
    ]
    assert [second for second, ill in said if ill] == [80, 110, 140]
    assert min(second for second, ill in said if not ill) in (150, 151)


def test_nobody_is_called_well_before_he_was_watched_for_a_while():
    rows = shown(lambda _: None, 120)
    assert min(row.time for row in rows) >= NOON + WATCHED
    assert {row.metric for row in rows} >= {metric("frozen"), metric("moved"), ACCEPTED}
    assert len([row for row in rows if row.metric == metric("dark")]) <= 1 + 75 / EVERY.total_seconds()


def test_alert_somebody_dismissed_stays_so_while_the_ailment_lasts(database_url):
    engine = Engine(builders.settings().alerts, {})
    rows = [
        row for row in shown(lambda s: 0 if 20 <= s < 130 else None, 160, delay=0.4) if row.metric == metric("frozen")
    ]
    with psycopg.connect(database_url, autocommit=True) as link:
        for number, row in enumerate(rows):
            save(link, builders.batch(row, *engine.judge([row])))
            if number == 0:
                assert link.execute(STATES).fetchall() == [("camera_frozen", "open")]
                link.execute("UPDATE alerts SET state = 'dismissed'")
        assert link.execute(STATES).fetchall() == [("camera_frozen", "dismissed")]
