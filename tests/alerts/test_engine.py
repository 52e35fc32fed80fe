"""What the engine makes of readings and incidents."""

from alerts.engine import Engine, Place
from store.records import AlertCleared, AlertRaised
from tests.builders import NOON, incident, reading, settings

HERE = Place(105.6, 18.6, "1")


def _judge(*records):
    return Engine(settings().alerts, {"link-1": HERE, "cam-01": HERE}).judge(records)


def test_reading_below_its_bound_opens_an_alert_at_its_place():
    [alert] = _judge(reading(5, value=0.0))
    assert (alert.fingerprint, alert.severity, alert.lon, alert.commune_code) == (
        "link_down/link-1",
        "severe",
        105.6,
        "1",
    )
    assert alert.opened_at == alert.time == reading(5).time


def test_reading_inside_its_bound_clears_and_resolves():
    [alert] = _judge(reading(value=1.0))
    assert alert == AlertCleared("link_down/link-1", NOON, resolves=True)


def test_reading_of_another_metric_or_another_kind_of_source_says_nothing():
    assert _judge(reading(metric="rtt_ms", value=0.0), reading(source_id="cam-01", value=0.0)) == []


def test_readings_that_repeat_themselves_are_folded_into_one_opening():
    [alert] = _judge(reading(0, value=0.0), reading(9, value=0.0), reading(4, value=0.0))
    assert (alert.opened_at, alert.time) == (NOON, reading(9).time)


def test_readings_that_go_down_up_and_down_keep_their_order():
    kinds = [type(change) for change in _judge(reading(0, value=0.0), reading(1), reading(2, value=0.0))]
    assert kinds == [AlertRaised, AlertCleared, AlertRaised]


def test_reading_on_the_bound_does_not_cross_it():
    [change] = _judge(reading(source_id="office-1", metric="people_waiting", value=25.0))
    assert isinstance(change, AlertCleared)


def test_incident_opens_one_alert_whose_fingerprint_is_its_own():
    [alert] = _judge(incident(0), incident(3))
    assert alert.fingerprint == f"incident/{incident().id}"
    assert (alert.kind, alert.opened_at, alert.details["incident_id"]) == ("stopped_vehicle", NOON, incident().id)


def test_incident_that_ends_clears_its_alert_and_leaves_the_judgement_to_a_person():
    opened, over = _judge(incident(0), incident(9, ended=6))
    assert isinstance(opened, AlertRaised)
    assert over == AlertCleared(f"incident/{incident().id}", incident(9).time, resolves=False)
    assert over.time >= opened.time
