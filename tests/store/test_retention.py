"""What is removed, when, and what never is."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import retention
from store.audit import Entry, append
from store.housekeeping import LOCK, keep_in_order
from store.partitions import add_spans, end_of, spans
from store.policies import set_policies
from store.records import DeadLetter, Evidence, Incident, Reading
from tests.builders import raised, settings
from tests.database import saved

NOW = datetime.now(UTC)
STORE = settings(
    IOC_STORE__INCIDENTS_KEPT_DAYS="100", IOC_STORE__ALERTS_KEPT_DAYS="100", IOC_STORE__MINUTES_KEPT_DAYS="95"
).store

COLUMNS = """
SELECT attname, format_type(atttypid, NULL) FROM pg_attribute
WHERE attrelid = %s::regclass AND attnum > 0 ORDER BY attnum"""


def ago(days: float) -> datetime:
    """So many days before now."""
    return NOW - timedelta(days=days)


def reading(days: float, source_id: str = "link-1") -> Reading:
    """A reading of so many days ago."""
    return Reading(ago(days), source_id, "up", 1.0)


def incident(days: float, name: str, ended: bool = True) -> Incident:
    """An incident that ended so many days ago."""
    end = ago(days) if ended else None
    return Incident(name, "cam-01", "stopped_vehicle", ago(days + 1), ago(days), (0.1, 0.2, 0.3, 0.4), 0.9, end)


def rows(url: str, question: str) -> list[tuple]:
    """The answer of a question in SQL."""
    with psycopg.connect(url) as link:
        return link.execute(question.encode()).fetchall()


def removed(url: str) -> dict[str, int]:
    """What a round removes."""
    done = keep_in_order(url, STORE, NOW)
    assert done
    return done.removed


def test_dead_letters_are_kept_as_long_as_configured(any_engine_url):
    saved(any_engine_url, *(DeadLetter("t", 0, n, ago(n), None, b"{", "no JSON") for n in (1, 89, 91, 200)))
    assert removed(any_engine_url) == {"dead_letters": 2}
    assert rows(any_engine_url, "SELECT message_offset FROM dead_letters ORDER BY 1") == [(1,), (89,)]


def test_evidence_and_incidents_go_when_they_are_over_for_long(any_engine_url):
    known = [incident(10, "new"), incident(95, "old"), incident(120, "oldest"), incident(300, "lasting", ended=False)]
    saved(any_engine_url, *known, *(Evidence(one.id, "start", one.start, b"jpeg", "ab", "cam-01") for one in known))
    assert removed(any_engine_url) == {"evidence": 2, "incidents": 1}
    assert rows(any_engine_url, "SELECT incident_id FROM evidence ORDER BY 1") == [("lasting",), ("new",)]
    assert rows(any_engine_url, "SELECT id FROM incidents ORDER BY 1") == [("lasting",), ("new",), ("old",)]


def test_incident_somebody_still_has_to_judge_keeps_its_evidence(any_engine_url):
    saved(
        any_engine_url,
        incident(120, "x"),
        Evidence("x", "start", ago(120), b"jpeg", "ab", "cam-01"),
        raised(0, "incident/x"),
    )
    assert removed(any_engine_url) == {}
    rows_left = "SELECT (SELECT count(*) FROM evidence), (SELECT count(*) FROM incidents)"
    assert rows(any_engine_url, rows_left) == [(1, 1)]


def test_alerts_go_when_all_that_was_done_is_old_and_open_ones_never_and_the_audit_stays(any_engine_url):
    saved(any_engine_url, *(raised(0, name) for name in ("old", "audited", "open")))
    later = NOW + timedelta(days=150)
    with psycopg.connect(any_engine_url) as link:
        link.execute("UPDATE alerts SET state = 'resolved' WHERE fingerprint <> 'open'")
        [(audited,)] = link.execute("SELECT id FROM alerts WHERE fingerprint = 'audited'").fetchall()
        append(link.cursor(), [Entry(later - timedelta(days=9), "An", "police", "note", audited)])
    done = keep_in_order(any_engine_url, STORE, later)
    assert done
    assert done.removed["alerts"] == 1
    assert rows(any_engine_url, "SELECT fingerprint FROM alerts ORDER BY 1") == [("audited",), ("open",)]
    assert rows(any_engine_url, "SELECT count(*) FROM audit") == [(4,)]


def test_nothing_is_removed_that_is_kept_for_ever(any_engine_url):
    saved(any_engine_url, incident(9000, "x"), raised(0, "incident/y"), reading(30))
    done = keep_in_order(any_engine_url, settings().store, NOW)
    assert done
    assert done.removed == {}


def test_readings_go_with_the_table_of_their_day_and_stay_in_the_sums(database_url):
    with psycopg.connect(database_url, autocommit=True) as link:
        add_spans(link, ago(92))
        add_spans(link, ago(5))
    set_policies(database_url, settings(IOC_STORE__LATE_DAYS="80", IOC_STORE__COMPRESS_AFTER_DAYS="81").store, NOW)
    saved(database_url, reading(79), reading(5))
    removed(database_url)
    later = NOW + timedelta(days=15)
    done = keep_in_order(database_url, STORE, later)
    assert done
    assert done.removed["tables of readings"] >= 2
    assert done.removed["readings"] == 1
    assert rows(database_url, "SELECT count(*) FROM readings") == [(1,)]
    assert rows(database_url, "SELECT sum(count) FROM readings_1h") == [(2,)]


def test_readings_of_a_day_without_a_table_move_when_it_gets_one(database_url):
    saved(database_url, reading(0), reading(4), reading(40))
    assert rows(database_url, "SELECT count(*) FROM readings_rest") == [(3,)]
    with psycopg.connect(database_url, autocommit=True) as link:
        assert add_spans(link, ago(4)) >= 5
        assert add_spans(link, ago(4)) == 0
        add_spans(link, NOW)
    assert rows(database_url, "SELECT count(*) FROM readings_rest") == [(1,)]
    saved(database_url, reading(0), reading(4), reading(40))
    assert rows(database_url, "SELECT count(*) FROM readings") == [(3,)]


def test_removing_goes_on_in_portions_until_nothing_old_is_left(database_url, monkeypatch):
    monkeypatch.setattr(retention, "PORTION", 3)
    saved(database_url, *(DeadLetter("t", 0, n, ago(200), None, b"{", "no JSON") for n in range(10)))
    assert removed(database_url) == {"dead_letters": 10}


def test_reading_that_comes_later_than_is_counted_is_kept_and_not_summed(database_url):
    saved(database_url, reading(30), reading(3))
    removed(database_url)
    assert rows(database_url, "SELECT count(*) FROM readings") == [(2,)]
    assert rows(database_url, "SELECT sum(count) FROM readings_1d") == [(1,)]


def test_second_housekeeper_leaves_the_first_alone(database_url):
    with psycopg.connect(database_url, autocommit=True) as first:
        first.execute("SELECT pg_advisory_lock(%s)", (LOCK,))
        assert keep_in_order(database_url, STORE, NOW) is None
    assert keep_in_order(database_url, STORE, NOW) is not None


def test_reading_committed_while_sums_are_made_is_counted_in_the_next_round(database_url):
    saved(database_url, reading(2), reading(2, "link-2"))
    with psycopg.connect(database_url) as slow:
        with slow.transaction():  # it is in the way of new days, too: they wait, sums do not
            slow.execute("INSERT INTO readings VALUES (%s, 'link-3', 'up', 1)", (ago(2),))
            slow.execute("SELECT touch_minutes(ARRAY[date_trunc('minute', %s::timestamptz)])", (ago(2),))
            removed(database_url)
        assert rows(database_url, "SELECT sum(count) FROM readings_1m") == [(3,)]
    done = keep_in_order(database_url, STORE, NOW)
    assert done
    assert done.tables_added > 0
    assert rows(database_url, "SELECT sum(count) FROM minute_sums") == [(3,)]


@given(now=st.datetimes(datetime(2020, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - given above
def test_tables_ahead_follow_each_other_and_their_names_say_when_they_end(now):
    made = list(spans(now))
    for span in made:
        assert end_of(f"{span.parent}_{span.suffix}") == datetime.combine(span.day_after, time(), UTC)
    for parent in ("readings", "minute_sums"):
        rows = [span for span in made if span.parent == parent]
        assert rows[0].first_day <= now.date() < rows[0].day_after
        assert now.date() + timedelta(days=3) < rows[-1].day_after
        assert all(one.day_after == other.first_day for one, other in pairwise(rows))
    assert end_of("readings_rest") is None


@pytest.mark.parametrize("view", ["readings_1m", "readings_1h", "readings_1d"])
def test_views_of_both_engines_have_the_same_columns(any_engine_url, view):
    with psycopg.connect(any_engine_url) as link:
        found = link.execute(COLUMNS, (view,)).fetchall()
    names = ["time", "source_id", "metric", "count", "sum", "minimum", "maximum", "last_value", "last_time"]
    kinds = ["timestamp with time zone", "text", "text", "bigint", *["double precision"] * 4]
    assert found == list(zip(names, [*kinds, "timestamp with time zone"], strict=True))
