"""What leaders want of the wall: how far the day's alerts came, and who is without signal."""

import json
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from plotly.utils import PlotlyJSONEncoder

from alerts.lifecycle import Person, decide
from dashboard.authority import Visitor, visited_by
from dashboard.centre import Centre
from dashboard.outlook import Outlook, look, then
from dashboard.pages import wall
from dashboard.picture import Picture
from dashboard.scope import Scope
from geo.shares import Amounts
from store import alerts, cases
from store.pool import connect
from tests import builders
from tests.builders import NOON
from tests.database import ask, saved

CENTRE = Centre(builders.settings(), builders.city())
WORDS = CENTRE.words("en")


def said(outlook: Outlook | None, now: datetime = NOON) -> str:
    """What the panel of the work says."""
    patches = wall.patches(CENTRE, Picture(read_at=now), WORDS, now, outlook)
    return json.dumps(patches["work"], cls=PlotlyJSONEncoder, ensure_ascii=False)


def test_way_of_the_days_alerts_and_all_three_figures_without_signal_are_said():
    text = said(Outlook(NOON, (9, 7, 4, 3, 2), Amounts(12.0, 3400.0, 5.0), NOON))
    assert "9 alerts → 7 taken → 4 sent → 3 acted on → 2 closed" in text
    assert all(figure in text for figure in ("12", "3,400", "5"))


def test_coverage_that_is_old_says_since_when_and_one_never_computed_says_nothing():
    old = Outlook(NOON, (0,) * 5, Amounts(), NOON - timedelta(minutes=6))
    assert "since 11:54" in said(old)
    assert "No signal" not in said(Outlook(NOON, (0,) * 5, Amounts(), None))
    assert "alerts" not in said(None)


@pytest.mark.parametrize(("scope", "shown"), [(None, True), (Scope(frozenset(("1",)), frozenset()), False)])
def test_who_sees_a_part_of_the_city_is_not_told_of_the_whole(scope, shown):
    with visited_by(Visitor("An", "police", scope)):
        assert ("9 alerts" in said(Outlook(NOON, (9, 0, 0, 0, 0), Amounts(), NOON))) == shown


def test_outlook_counts_the_alerts_of_the_last_day(database_url):
    now = datetime.now(UTC)
    for hours in (1, 30):
        began = now - timedelta(hours=hours)
        news = msgspec.structs.replace(builders.raised(0, f"link_down/{hours}"), time=began, opened_at=began)
        saved(database_url, news)
    found = ask(database_url, look, CENTRE, now, None)
    assert (found.counts, found.covered_at) == ((1, 0, 0, 0, 0), None)


def test_past_moment_counts_what_was_done_until_then(database_url):
    now = datetime.now(UTC)
    news = msgspec.structs.replace(builders.raised(0), time=now, opened_at=now - timedelta(hours=1))
    saved(database_url, news)
    [alert] = ask(database_url, alerts.unresolved)
    with connect(database_url, 5.0) as link, link.transaction():
        cases.apply_now(link, decide(alert, Person("An", "police"), "acknowledge", now))
    moments = [ask(database_url, then, CENTRE, now - timedelta(minutes=minutes)).counts for minutes in (90, 30, 0)]
    assert moments == [(0, 0, 0, 0, 0), (1, 0, 0, 0, 0), (1, 1, 0, 0, 0)]
