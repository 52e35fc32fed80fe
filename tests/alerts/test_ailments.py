"""What ails a camera opens an alert as old as the ailment, and clears it by itself."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from alerts.engine import Engine
from store.records import AlertCleared, AlertRaised, Reading
from tests.builders import NOON, settings
from vision.health.bill import AILMENTS, metric


def judged(value: float, ailment: str = "frozen", severities=None):
    alerts = settings().alerts
    if severities is not None:
        alerts = replace(alerts, severity=severities)
    return Engine(alerts, {}).judge([Reading(NOON, "cam-01", metric(ailment), value)])


@pytest.mark.parametrize("ailment", AILMENTS)
def test_every_ailment_opens_an_alert_of_its_own_kind(ailment):
    [raised] = judged(21.5, ailment)
    assert isinstance(raised, AlertRaised)
    assert (raised.kind, raised.fingerprint) == (f"camera_{ailment}", f"camera_{ailment}/cam-01")
    assert raised.opened_at == NOON - timedelta(seconds=21.5)


def test_ailment_that_is_over_clears_and_resolves_its_alert():
    assert judged(0.0) == [AlertCleared("camera_frozen/cam-01", NOON, resolves=True)]


def test_ailment_without_severity_opens_none():
    assert judged(30.0, severities={"stopped_vehicle": "severe"}) == []
