"""Saving a batch: once, twice, in any order, whole or not at all."""

import psycopg
import pytest

from alerts.engine import Engine
from store.pool import connect
from store.records import DeadLetter, Evidence, Still
from store.write import save
from tests.builders import NOON, batch, cleared, incident, raised, reading, settings


@pytest.fixture
def link(any_engine_url):
    with connect(any_engine_url, 5) as connection:
        yield connection


def _rows(link, query: str) -> list[tuple]:
    return link.execute(query).fetchall()


def test_save_twice_leaves_the_same_rows(link):
    rows = batch(reading(0), reading(1), incident(), raised(0), Still("cam-01", NOON, 1, b"jpeg"))
    first, second = save(link, rows), save(link, rows)
    assert (first.readings, second.readings, second.repeated) == (2, 0, 2)
    assert (first.alerts_opened, second.alerts_opened) == (1, 0)
    assert _rows(link, "SELECT count(*) FROM readings UNION ALL SELECT count(*) FROM alerts") == [(2,), (1,)]


def test_save_with_one_repeated_reading_keeps_the_new_ones(link):
    save(link, batch(reading(0)))
    saved = save(link, batch(reading(1), reading(0), reading(2)))
    assert (saved.readings, saved.repeated) == (2, 1)


def test_save_with_the_same_reading_twice_in_one_batch_keeps_one(link):
    assert save(link, batch(reading(0), reading(0))).readings == 1


def test_latest_reading_is_the_newest_whatever_comes_last(link):
    save(link, batch(reading(5, value=5.0), reading(3, value=3.0)))
    save(link, batch(reading(4, value=4.0)))
    assert _rows(link, "SELECT value FROM latest_readings") == [(5.0,)]


def test_save_of_a_batch_with_one_bad_row_saves_nothing(link):
    with pytest.raises(psycopg.DataError):
        save(link, batch(reading(0), reading(1, source_id="a\x00b")))
    assert _rows(link, "SELECT * FROM readings") == []


def test_alert_that_is_open_is_updated_and_not_opened_again(link):
    save(link, batch(raised(0)))
    assert save(link, batch(raised(10))).alerts_opened == 0
    assert _rows(link, "SELECT opened_at, last_seen_at FROM alerts") == [(NOON, raised(10).time)]


def test_alert_whose_condition_is_over_is_resolved_and_its_change_is_kept(link):
    save(link, batch(raised(0)))
    save(link, batch(cleared(10)))
    assert _rows(link, "SELECT state, cleared_at FROM alerts") == [("resolved", cleared(10).time)]
    assert _rows(link, "SELECT was, state FROM audit ORDER BY number") == [(None, "open"), ("open", "resolved")]


def test_alert_that_comes_back_after_it_was_resolved_is_a_new_one(link):
    for change in (raised(0), cleared(10), raised(20)):
        save(link, batch(change))
    assert _rows(link, "SELECT state FROM alerts ORDER BY id") == [("resolved",), ("open",)]


def test_alert_replayed_in_whole_leaves_what_was(link):
    story = [batch(c) for c in (raised(0), raised(5), cleared(10), raised(20))]
    for part in (*story, *story):
        save(link, part)
    assert _rows(link, "SELECT state FROM alerts ORDER BY id") == [("resolved",), ("open",)]


def test_alert_of_an_incident_stays_open_when_the_incident_is_over(link):
    save(link, batch(raised(0, "incident/x"), cleared(9, "incident/x", resolves=False)))
    assert _rows(link, "SELECT state, cleared_at FROM alerts") == [("open", cleared(9).time)]


def test_clearing_that_is_older_than_the_opening_changes_nothing(link):
    save(link, batch(raised(10)))
    save(link, batch(cleared(5)))
    assert _rows(link, "SELECT state, cleared_at FROM alerts") == [("open", None)]


def test_incident_that_ended_stays_ended_when_it_is_replayed(link):
    for state in (incident(0), incident(9, ended=9), incident(0), incident(5)):
        save(link, batch(state))
    assert _rows(link, "SELECT time, end_at FROM incidents") == [(incident(9).time, incident(9).time)]


def test_still_that_comes_late_does_not_replace_a_newer_one(link):
    save(link, batch(Still("cam-01", reading(5).time, 2, b"new")))
    save(link, batch(Still("cam-01", NOON, 1, b"old")))
    assert _rows(link, "SELECT jpeg FROM live_stills") == [(b"new",)]


def test_evidence_of_a_kind_that_nobody_knows_is_refused(link):
    odd = Evidence(incident().id, "selfie", NOON, b"jpeg", "ab", "cam-01")  # pyright: ignore[reportArgumentType]
    with pytest.raises(psycopg.IntegrityError):
        save(link, batch(incident(), odd))
    assert _rows(link, "SELECT count(*) FROM incidents") == [(0,)]


def test_evidence_and_dead_letter_are_kept_as_first_written(link):
    letter = DeadLetter("t", 0, 7, NOON, None, b"{", "no JSON")
    proof = Evidence(incident().id, "start", NOON, b"jpeg", "ab", "cam-01")
    for _ in range(2):
        save(link, batch(incident(), proof, letter))
    assert _rows(link, "SELECT sha256 FROM evidence") == [("ab",)]
    assert _rows(link, "SELECT message_offset, reason FROM dead_letters") == [(7, "no JSON")]


def test_save_with_a_changed_alert_tells_those_who_listen(link, any_engine_url):
    with psycopg.connect(any_engine_url, autocommit=True) as ear:
        ear.execute("LISTEN ioc")
        save(link, batch(raised(0)))
        assert [notice.payload for notice in ear.notifies(timeout=5, stop_after=1)] == ["alerts"]


def test_save_of_readings_that_all_is_well_wakes_nobody(link, any_engine_url):
    with psycopg.connect(any_engine_url, autocommit=True) as ear:
        ear.execute("LISTEN ioc")
        save(link, batch(reading(0), cleared(0)))
        save(link, batch(raised(1)))
        assert len(list(ear.notifies(timeout=5, stop_after=1))) == 1
        assert _rows(link, "SELECT count(*) FROM alerts") == [(1,)]


def test_alert_of_an_incident_that_ended_before_it_was_seen_over_is_cleared(link):
    engine = Engine(settings().alerts, {})
    for seen in (incident(0), incident(5), incident(9, ended=6)):
        save(link, batch(seen, *engine.judge([seen])))
    assert _rows(link, "SELECT state, cleared_at FROM alerts") == [("open", incident(9).time)]


def _judged(link, *readings) -> None:
    save(link, batch(*readings, *Engine(settings().alerts, {}).judge(readings)))


def test_bad_reading_that_comes_after_a_newer_good_one_opens_nothing(link):
    _judged(link, reading(100, value=1.0))
    _judged(link, reading(0, value=0.0))
    assert _rows(link, "SELECT * FROM alerts") == []


def test_outage_that_begins_and_ends_in_one_batch_is_an_alert_that_is_resolved(link):
    for _ in range(2):
        _judged(link, reading(0, value=0.0), reading(5, value=1.0))
    assert _rows(link, "SELECT state FROM alerts") == [("resolved",)]
