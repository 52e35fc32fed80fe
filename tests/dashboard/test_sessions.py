"""Sessions as the dashboard keeps them: their end is heard at once, and no outage of the store logs anybody out."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from dashboard.app import build
from dashboard.sessions import Sessions, hash_of, new_cookie
from store import accounts as people
from store.accounts import Limits
from store.pool import connect
from store.reader import DatabaseDown, Reader
from store.sessions import Session
from tests import accounts, builders
from tests.dashboard.asking import ask

NOWHERE = "postgresql://127.0.0.1:1/none"


def session(cookie: str, hours: float = 1) -> Session:
    until = datetime.now(UTC) + timedelta(hours=hours)
    return Session(hash_of(cookie), "An", "police", None, None, until)


def test_session_that_is_known_outlives_an_outage_and_one_that_is_not_is_asked_for():
    async def asking() -> None:
        known = Sessions(Reader(NOWHERE, 1.0))
        known.keep(session("a"))
        await known.look()
        assert (found := await known.find("a")) and found.name == "An"
        with pytest.raises(DatabaseDown):
            await known.find("b")

    asyncio.run(asking())


def test_session_ends_at_its_time_also_while_the_store_is_away():
    async def asking() -> None:
        known = Sessions(Reader(NOWHERE, 1.0))
        known.keep(session("a", hours=-0.001))
        ended = known.end_of(session("a", hours=-0.001))
        assert await known.find("a") is None
        await known.look()
        assert ended.is_set()

    asyncio.run(asking())


@pytest.mark.parametrize("what", ["ended", "disabled", "role", "limits"])
def test_whatever_is_changed_about_somebody_ends_their_open_sockets(database_url, what):
    cookie = accounts.cookie(database_url, "An", "police")

    def change() -> None:
        values = {"disabled": {"disabled": True}, "role": {"role": "leader"}, "limits": Limits([], ["a"])._asdict()}
        with connect(database_url, 5.0) as link:
            if what == "ended":
                link.execute("UPDATE sessions SET ended_at = now()")
            else:
                people.change(link, "An", what, accounts.ENTRY, **values[what])

    async def looking() -> None:
        known = Sessions(Reader(database_url, 5.0))
        found = await known.find(cookie)
        ended = known.end_of(found)
        await known.look()
        assert not ended.is_set()
        await asyncio.to_thread(change)
        await known.look()
        assert ended.is_set() and await known.find(cookie) is None
        known._reader.drop()

    asyncio.run(looking())


def test_running_process_hears_of_an_end_by_itself(database_url):
    cookie = accounts.cookie(database_url, "An", "police")
    app = build(builders.settings(DATABASE_URL=database_url), builders.city())

    async def hearing() -> None:
        async with app.router.lifespan_context(app):
            found = await app.state.sessions.find(cookie)
            ended = app.state.sessions.end_of(found)
            await asyncio.to_thread(_end, database_url)
            await asyncio.wait_for(ended.wait(), 20)

    asyncio.run(hearing())


def _end(url: str) -> None:
    with connect(url, 5.0) as link:
        link.execute("UPDATE sessions SET ended_at = now()")


def test_wall_looks_on_by_its_link_until_it_is_revoked_and_no_longer(database_url):
    token = new_cookie()
    with connect(database_url, 5.0) as link:
        people.add_wall(link, "wall-1", hash_of(token), Limits(), accounts.ENTRY)
    app = build(builders.settings(DATABASE_URL=database_url), builders.city())
    entered = ask(app, f"/enter/{token}", cookie="")
    assert entered.status == 303 and "HttpOnly" in entered.headers["set-cookie"]
    cookie = entered.headers["set-cookie"].split(";")[0]
    assert ask(app, "/who", cookie=cookie).body == b'{"name":"wall-1","role":"wall"}'
    assert ask(app, "/police", cookie=cookie).status == 403
    again = ask(app, f"/enter/{token}", cookie=cookie)  # as when its computer was started anew
    assert again.headers["location"] == "/?kiosk=1" and "set-cookie" not in again.headers
    with connect(database_url, 5.0) as link:
        people.revoke_wall(link, "wall-1", accounts.ENTRY)
    asyncio.run(app.state.sessions.look())
    assert ask(app, "/who", cookie=cookie).status == 401
    assert ask(app, f"/enter/{token}", cookie="").status == 403


def test_link_of_a_wall_makes_no_wall_of_who_is_logged_in(database_url):
    app = build(builders.settings(DATABASE_URL=database_url), builders.city())
    answer = ask(app, "/enter/anything")
    assert answer.status == 303 and "set-cookie" not in answer.headers


def test_page_asked_for_while_the_store_is_away_comes_back_by_itself():
    app = build(builders.settings_for(NOWHERE, ""), builders.city())
    answer = ask(app, "/", cookie="session_8050=unknown", accept="text/html")
    assert answer.status == 503 and b'http-equiv="refresh" content="5"' in answer.body
