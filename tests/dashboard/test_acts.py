"""What becomes of what a person does to an alert."""

import asyncio
import json
from datetime import timedelta

import pytest

from dashboard.acts import answer
from dashboard.app import build
from dashboard.authority import NOBODY, Visitor, visited_by
from dashboard.centre import Centre
from dashboard.scope import Scope
from store import alerts, audit
from tests import builders
from tests.builders import NOON, cleared, raised
from tests.dashboard.asking import ask as ask_app
from tests.database import ask, saved

LATER = NOON + timedelta(minutes=2)


AN, BINH = Visitor("Nguyễn Văn An", "police"), Visitor("Bình", "police")


def wish(act: str = "acknowledge", **more) -> bytes:
    return json.dumps({"act": act} | more).encode()


def answers(url: str, *wishes: bytes | tuple[Visitor, bytes], alert_id: int | None = None) -> list[tuple[int, dict]]:
    """The answers to wishes about the one alert there is, An's where nobody is named, one after the other."""

    async def one(centre: Centre, asked: bytes | tuple[Visitor, bytes]) -> tuple[int, dict]:
        who, body = asked if isinstance(asked, tuple) else (AN, asked)
        with visited_by(who):
            return await answer(centre, alert_id or 1, body, centre.words("en"), LATER)

    async def asking() -> list:
        centre = Centre(builders.settings(DATABASE_URL=url), builders.city())
        try:
            return [await one(centre, asked) for asked in wishes]
        finally:
            centre.reader.drop()

    return asyncio.run(asking())


@pytest.fixture
def url(database_url):
    saved(database_url, raised(0))
    return database_url


def test_taking_it_is_saved_with_who_and_when(url):
    [(status, told)] = answers(url, wish(name="Nguyễn Văn An"))
    assert (status, told["state"], told["owner"]) == (200, "acknowledged", "Nguyễn Văn An")
    row = ask(url, audit.timeline, 1)[-1]
    assert (row.actor, row.role, row.action, row.time) == ("Nguyễn Văn An", "police", "acknowledge", LATER)


def test_loser_of_two_is_told_who_and_when(url):
    _, (status, told) = answers(url, wish(version=1), (BINH, wish(version=1)))
    assert status == 409
    assert told["problem"] == "Nguyễn Văn An was first, at 12:02: Acknowledged"


def test_acknowledgement_sent_twice_does_no_harm(url):
    replies = answers(url, wish(version=1), wish(version=1))
    assert [(status, told["done"]) for status, told in replies] == [(200, True)] * 2
    assert len(ask(url, audit.timeline, 1)) == 2


def test_acknowledgement_that_waited_for_a_link_says_when_it_was_tapped(url):
    tapped = (LATER - timedelta(minutes=7)).isoformat()
    answers(url, wish(tapped_at=tapped))
    assert ask(url, audit.timeline, 1)[-1].details == {"tapped_at": tapped}


def test_act_on_an_alert_that_changed_since_it_was_seen_is_not_done(url):
    _, (status, told) = answers(url, wish(), wish("resolve", version=1))
    assert status == 409 and "Nguyễn Văn An was first" in told["problem"]
    assert ask(url, alerts.one, 1).state == "acknowledged"


def test_alert_that_cleared_by_itself_is_told_as_the_centres_doing(url):
    saved(url, cleared(9))
    [(status, told)] = answers(url, wish())
    assert status == 409 and told["problem"].startswith("the centre itself was first")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (wish("dismiss"), 422),
        (wish("reopen"), 422),
        (wish("shelve", minutes=60), 422),
        (wish(name="Bình"), 403),
        (wish(role="administrator"), 400),
        ((Visitor("W", "wall"), wish()), 403),
        ((NOBODY, wish()), 403),
        ((Visitor("C", "police", Scope(frozenset({"2"}))), wish()), 404),
        (wish("escalate"), 400),
        (wish(more="?"), 400),
        (b"{", 400),
    ],
)
def test_wish_that_is_not_allowed_or_not_understood_changes_nothing(url, body, status):
    [(found, told)] = answers(url, body)
    assert found == status and told["problem"]
    assert len(ask(url, audit.timeline, 1)) == 1


@pytest.mark.parametrize("alert_id", [99, 2**63, 2**80])
def test_alert_that_is_not_there_is_not_found(url, alert_id):
    assert answers(url, wish(), alert_id=alert_id)[0][0] == 404


def test_database_that_is_down_asks_to_try_again():
    [(status, told)] = answers("postgresql://127.0.0.1:1/none", wish())
    assert status == 503 and "no answer" in told["problem"]


def test_page_of_another_site_and_a_flood_of_bytes_are_refused():
    app = build(builders.settings(), builders.city())
    assert ask_app(app, "/case/1/act", "POST", wish()).status == 403
    assert ask_app(app, "/case/1/act", "POST", wish(), origin="http://evil.example").status == 403
    ours = {"origin": "http://127.0.0.1:8050"}
    assert ask_app(app, "/case/1/act", "POST", b" " * 30_000, **ours).status == 413
    assert ask_app(app, "/case/1/act", "POST", wish(), **ours, x_csrftoken="guessed").status == 403
