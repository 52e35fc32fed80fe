"""The wall of a past moment, as the time machine asks for it."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from dashboard.app import build
from store.records import Reading
from tests import builders
from tests.dashboard.asking import ask
from tests.database import saved


@pytest.fixture
def app(database_url):
    """A dashboard on a city whose link was up an hour ago and is down now."""
    now = datetime.now(UTC)
    rows = [Reading(now - timedelta(hours=hours), "link-1", "up", float(hours > 0)) for hours in (1, 0)]
    saved(database_url, *rows)
    return build(builders.settings_for(database_url, ""), builders.city())


def at(app, moment: object):
    """The answer about a moment."""
    text = moment.isoformat().replace("+00:00", "Z") if isinstance(moment, datetime) else moment
    return ask(app, f"/past?time={text}&language=en")


def test_moment_is_drawn_from_what_was_said_until_then(app):
    frame = json.loads(at(app, datetime.now(UTC) - timedelta(minutes=59, seconds=30)).body)
    shown = dict(frame["set"])
    assert '"1/2"' in json.dumps(shown["tile-links"]) and "down" not in json.dumps(shown["tile-links"])
    assert shown["map-communes"]["hideout"]["1"] == "ok"
    assert [row[0] for row in frame["keyed"]] == ["alert-list", "map-alerts"]


@pytest.mark.parametrize(
    ("moment", "status"),
    [("", 400), ("yesterday", 400), ("0001-01-01T00:00:00", 400), ("2001-01-01T00:00:00Z", 404)],
)
def test_moment_that_makes_no_sense_or_is_not_kept_is_refused(app, moment, status):
    assert at(app, moment).status in (status, 404)


def test_future_is_refused(app):
    assert at(app, datetime.now(UTC) + timedelta(minutes=1)).status == 404


def test_moment_asked_for_again_is_not_asked_of_the_store_again(app, monkeypatch):
    moment = datetime.now(UTC) - timedelta(minutes=30)
    first = at(app, moment)

    def refused(*_given: object) -> None:
        raise AssertionError("the store was asked")

    monkeypatch.setattr("dashboard.past.look_back", refused)
    assert json.loads(at(app, moment).body)["set"] == json.loads(first.body)["set"]
