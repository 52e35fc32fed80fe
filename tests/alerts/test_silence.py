"""Who says nothing."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from alerts import silence
from alerts.silence import Heard, changes, nothing_silent, of_pipeline, of_sources, trouble
from config.alerting import Silence
from store.records import AlertCleared, AlertRaised
from tests.builders import NOON, settings

RULE = Silence(kind="link_silent", prefix="link-", after_seconds=120)
LINKS = ("link-1", "link-2", "link-3", "office-1")
EARLY = NOON - timedelta(days=1)
LIMITS = settings().alerts.pipeline


def ago(seconds: float):
    return NOON - timedelta(seconds=seconds)


def silent(heard, listening=EARLY) -> list[str]:
    return [row.subject for row in of_sources(RULE, LINKS, heard, listening, NOON) if row.since is not None]


def test_source_that_said_nothing_for_its_time_is_silent_and_others_are_not():
    assert silent({"link-1": ago(121), "link-2": ago(120), "link-3": ago(1)}) == ["link-1"]


def test_source_that_never_said_anything_is_silent_once_we_have_listened_long_enough():
    assert silent({"link-2": ago(1), "link-3": ago(1)}, listening=ago(100)) == []
    assert silent({"link-2": ago(1), "link-3": ago(1)}, listening=ago(121)) == ["link-1"]


def test_old_news_from_before_an_outage_accuse_nobody_until_we_have_listened():
    assert silent({name: ago(9000) for name in LINKS}, listening=ago(60)) == []


def test_when_all_are_silent_it_is_the_feed_alone():
    assert silent({}) == ["link-"]
    [feed] = [row for row in of_sources(RULE, LINKS, {}, EARLY, NOON) if row.since]
    assert (feed.kind, feed.details["sources"]) == ("feed_silent", 3)


def test_nobody_is_silent_outside_office_hours():
    assert all(row.since is None for row in nothing_silent(RULE, LINKS))
    assert len(nothing_silent(RULE, LINKS)) == 4


def test_stream_that_says_nothing_of_itself_has_stopped_and_is_not_late_too():
    heard = Heard({}, {"a": ago(31), "b": ago(5), "c": ago(5)}, {"a": 900.0, "b": 61.0, "c": 1.0}, 0)
    found = of_pipeline(LIMITS, ("a", "b", "c"), heard, EARLY, NOON)
    assert [(row.kind, row.subject) for row in found if row.since] == [("stream_stopped", "a"), ("stream_late", "b")]
    assert trouble(found) == {"a", "b"}


def test_many_messages_that_nobody_can_read_are_an_alert():
    found = of_pipeline(LIMITS, (), Heard({}, {}, {}, LIMITS.dead_letters), EARLY, NOON)
    assert [row.kind for row in found if row.since] == ["dead_letters"]


def test_finding_opens_an_alert_as_old_as_the_silence_and_its_end_resolves_it():
    rows = [silence.Finding("link_silent", "link-1", "link-1", ago(500)), silence.Finding("x", "l", "l", None)]
    opened, cleared = changes(rows, NOON, {}, {"link_silent": "moderate"})
    assert isinstance(opened, AlertRaised)
    assert (opened.opened_at, opened.severity, opened.fingerprint) == (ago(500), "moderate", "link_silent/link-1")
    assert cleared == AlertCleared("x/l", NOON, resolves=True)


times = st.dictionaries(st.sampled_from(LINKS), st.floats(0, 1000).map(ago))


@given(heard=times, listened=st.floats(0, 1000))
def test_every_source_is_accounted_for_and_a_silent_one_is_never_fine(heard, listened):
    found = of_sources(RULE, LINKS, heard, ago(listened), NOON)
    feed, *rows = found
    wanted = {name for name in LINKS if name.startswith("link-")}
    late = {name for name in wanted if NOON - max(heard.get(name, EARLY), ago(listened)) > timedelta(seconds=120)}
    assert (feed.since is not None) == (late == wanted)
    assert rows == [] or {row.subject for row in rows if row.since is not None} == late
