"""Accounts and sessions as the store keeps them, on both engines."""

import asyncio
from datetime import timedelta

import pytest

from store import accounts, audit, sessions
from store.accounts import Limits, NameTaken, NoSuchName
from store.audit import Entry
from store.pool import async_connect, connect
from store.records import AlertRaised
from tests.builders import NOON
from tests.database import ask, saved

ENTRY = Entry(NOON, "test", "administrator", "user-add")
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def url(any_engine_url):
    """A store in which Đỗ An may log in."""
    with connect(any_engine_url, 5.0) as link:
        accounts.add(link, "Đỗ  An", "police", "hash", Limits(["1"], []), ENTRY)
    return any_engine_url


def begun(url: str, cookie: bytes = b"a") -> bool:
    user = ask(url, accounts.by_name, "Đỗ An")
    return ask(url, sessions.begin, cookie, user.id, LATER, NOON, "10.0.0.1")


def test_name_is_one_whatever_its_capitals_spaces_and_way_of_writing_marks(url):
    assert all(ask(url, accounts.by_name, name).name == "Đỗ An" for name in ("đỗ an", " ĐỖ   AN ", "Đo\u0302\u0303 An"))
    assert ask(url, accounts.by_name, "Do An") is None
    with connect(url, 5.0) as link, pytest.raises(NameTaken):
        accounts.add(link, "đỗ an", "leader", "hash", Limits(), ENTRY)


def test_first_administrator_is_made_where_there_is_nobody_and_only_there(any_engine_url):
    with connect(any_engine_url, 5.0) as link:
        made = [accounts.add_first(link, name, "administrator", "hash", ENTRY) for name in ("admin", "other")]
        assert made == [True, False] and [row.name for row in accounts.users(link)] == ["admin"]


def test_session_tells_who_as_what_and_how_much_they_see_until_its_time(url):
    assert begun(url)
    found = ask(url, sessions.good, [b"a", b"b"], NOON)
    assert {key: row[1:5] for key, row in found.items()} == {b"a": ("Đỗ An", "police", ("1",), ())}
    assert ask(url, sessions.good, [b"a"], LATER) == {}


@pytest.mark.parametrize(
    ("what", "values"),
    [("role", {"role": "leader"}), ("limits", Limits()._asdict()), ("password", {"password": "x"}),
     ("totp", {"totp": "S"}), ("disabled", {"disabled": True})],
)  # fmt: skip
def test_every_change_of_somebody_ends_their_sessions_and_is_in_the_audit(url, what, values):
    begun(url)
    with connect(url, 5.0) as link:
        accounts.change(link, "đỗ an", what, ENTRY._replace(action=f"user-{what}"), **values)
        rows = link.execute("SELECT action, actor FROM audit ORDER BY number").fetchall()
        with pytest.raises(NoSuchName):
            accounts.change(link, "nobody", what, ENTRY, **values)
    assert ask(url, sessions.good, [b"a"], NOON) == {}
    assert rows == [("user-add", "test"), ("log-in", "Đỗ An"), (f"user-{what}", "test")]


def test_who_was_disabled_meanwhile_begins_no_session(url):
    with connect(url, 5.0) as link:
        accounts.change(link, "Đỗ An", "disabled", ENTRY, disabled=True)
    assert not begun(url)


def test_own_new_password_leaves_only_the_session_it_was_made_in(url):
    begun(url, b"a")
    begun(url, b"b")
    ask(url, accounts.set_password, "Đỗ An", "new", b"b", NOON)
    assert ask(url, sessions.good, [b"a", b"b"], NOON).keys() == {b"b"}
    assert ask(url, accounts.by_name, "Đỗ An").password == "new"  # noqa: S105


def test_code_counts_once(url):
    user = ask(url, accounts.by_name, "Đỗ An")
    assert [ask(url, accounts.use_step, user.id, step) for step in (7, 7, 6, 8)] == [True, False, False, True]


def test_wall_looks_on_until_it_is_revoked(url):
    with connect(url, 5.0) as link:
        accounts.add_wall(link, "wall-1", b"token", Limits(), ENTRY)
    assert [ask(url, sessions.enter, b"c", token) for token in (b"token", b"other")] == [True, False]
    assert ask(url, sessions.good, [b"c"], NOON + timedelta(days=4000))[b"c"].role == "wall"
    with connect(url, 5.0) as link:
        accounts.revoke_wall(link, "wall-1", ENTRY)
        with pytest.raises(NoSuchName):
            accounts.revoke_wall(link, "wall-1", ENTRY)
        with pytest.raises(NameTaken):
            accounts.add_wall(link, "wall-1", b"again", Limits(), ENTRY)
    assert ask(url, sessions.good, [b"c"], NOON) == {} and not ask(url, sessions.enter, b"d", b"token")


def test_failures_are_counted_by_name_and_by_address_and_forgotten(url):
    for key, address in (("an", "a"), ("an", "b"), ("binh", "a")):
        ask(url, sessions.fail, key, address, NOON)
    assert ask(url, sessions.failures, "an", "a", NOON - timedelta(minutes=1)) == (1, 2, 2)
    assert ask(url, sessions.failures, "an", "a", NOON) == (0, 0, 0)
    ask(url, sessions.forget, "an", "a", NOON - timedelta(days=1))
    assert ask(url, sessions.failures, "an", "a", NOON - timedelta(minutes=1)) == (0, 1, 1)


def test_looks_are_found_by_case_by_incident_and_by_name(url):
    place = (None, None, "1", {"incident_id": "i"})
    saved(url, AlertRaised("incident/i", "crash", "severe", "cam-01", NOON, NOON, *place))
    for name, details in (("An", {"incident": "i", "kind": "start"}), ("Bình", {"incident": "j", "kind": "start"})):
        ask(url, audit.record, Entry(NOON, name, "police", "look", details=details))
    ask(url, audit.record, Entry(NOON, "Chi", "leader", "packet.pdf", details={"alert": 1}))
    with connect(url, 5.0) as link:
        found = {whose: [row.actor for row in audit.looks(link, whose)] for whose in ("1", "j", "An", "", "nobody")}
    assert found == {"1": ["Chi", "An"], "j": ["Bình"], "An": ["An"], "": ["Chi", "Bình", "An"], "nobody": []}


def test_end_of_a_session_is_told_to_every_process(url):
    begun(url)
    with connect(url, 5.0) as heard:
        heard.execute("LISTEN ioc")
        heard.commit()
        asyncio.run(_ended(url))
        assert [notice.payload for notice in heard.notifies(timeout=10, stop_after=1)] == ["sessions"]


async def _ended(url: str) -> None:
    async with await async_connect(url, 5.0) as connection:
        await sessions.end(connection, b"a", NOON)
