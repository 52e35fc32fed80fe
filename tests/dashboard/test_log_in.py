"""Logging in: who gets in, who does not, and that nobody learns from it who has an account."""

import asyncio
from datetime import UTC, datetime, timedelta
from statistics import median
from time import perf_counter
from urllib.parse import urlencode

import cv2
import numpy as np
import pytest

from dashboard.app import build
from dashboard.log_in import inside
from dashboard.one_time_codes import BLOCKS, STEP_SECONDS, address, code, drawn, new_secret, step_of
from dashboard.passwords import hashed, is_right, new_password
from dashboard.sessions import hash_of
from store import accounts as people
from store.pool import connect
from tests import accounts, builders
from tests.dashboard.asking import Answer, ask

PASSWORD = "đúng là mật khẩu"  # noqa: S105
ORIGIN = {"origin": "http://127.0.0.1:8050"}
FORM = {"content_type": "application/x-www-form-urlencoded", "cookie": ""} | ORIGIN
NOON = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)


@pytest.fixture
def app(database_url):
    """The whole application; Nguyễn Văn An may log in."""
    accounts.user(database_url, "Nguyễn Văn An", "police", PASSWORD)
    return build(builders.settings(DATABASE_URL=database_url), builders.city())


def log_in(app, name: str = "nguyễn văn an", password: str = PASSWORD, **more: str) -> Answer:
    said = {"name": name, "password": password} | {k: v for k, v in more.items() if k in ("next", "code")}
    headers = {k: v for k, v in more.items() if k not in said}
    return ask(app, "/log-in", "POST", urlencode(said).encode(), **(FORM | headers))


def cookies(answer: Answer) -> dict[str, str]:
    """The cookies that were set, each with all that was said of it."""
    rows = answer.headers.getlist("set-cookie")
    return {row.split("=", 1)[0]: row.split("=", 1)[1] for row in rows}


def pair(answer: Answer) -> dict[str, str]:
    """The headers that a browser and our page send afterwards."""
    kept = {name: row.split(";")[0] for name, row in cookies(answer).items()}
    return {"cookie": f"session_8050={kept['session_8050']}", "x_csrftoken": kept["csrf_8050"]}


def test_right_password_gives_a_session_of_its_own_that_scripts_cannot_read(app):
    answer = log_in(app, next="/police?lang=vi")
    assert (answer.status, answer.headers["location"]) == (303, "/police?lang=vi")
    session = cookies(answer)["session_8050"].lower()
    assert "httponly" in session and "samesite=strict" in session and "secure" not in session
    assert b'"name":"Nguy\xe1\xbb\x85n V\xc4\x83n An","role":"police"' in ask(app, "/who", **pair(answer)).body


def test_session_is_secure_where_people_come_by_tls(database_url):
    accounts.user(database_url, "An", "police", PASSWORD)
    public = builders.settings(DATABASE_URL=database_url, IOC_DASHBOARD__PUBLIC_URL="https://ioc.example.vn")
    where = {"host": "ioc.example.vn", "origin": "https://ioc.example.vn"}
    assert "secure" in cookies(log_in(build(public, builders.city()), "An", **where))["session_8050"].lower()


@pytest.mark.parametrize("said", [("An", PASSWORD), ("nguyễn văn an", "sai"), ("nguyễn văn an", ""), ("", PASSWORD)])
def test_wrong_name_and_wrong_password_are_answered_alike(app, said):
    answer = log_in(app, *said)
    assert answer.status == 401 and not cookies(answer)
    assert "Sai tên, mật khẩu hoặc mã." in answer.body.decode()


def test_language_that_somebody_chose_is_theirs_on_the_next_screen(app):
    first = log_in(app)
    assert "language" not in cookies(first)
    chosen = ask(app, "/police?lang=en", **pair(first))
    assert (chosen.status, cookies(chosen)["language"][:2]) == (303, "en")
    assert cookies(log_in(app))["language"].startswith("en;")


def test_wall_and_stranger_choose_for_their_screen_alone(app, database_url):
    with connect(database_url, 5.0) as link:
        people.add_wall(link, "Nguyễn Văn An", hash_of("link-of-a-wall"), people.Limits(), accounts.ENTRY)
    wall = ask(app, "/enter/link-of-a-wall", cookie="")
    for who in (pair(wall)["cookie"], ""):
        assert cookies(ask(app, "/police?lang=en", cookie=who))["language"].startswith("en;")
    assert "language" not in cookies(log_in(app))


def test_who_is_disabled_is_told_no_more_than_a_stranger(app, database_url):
    with connect(database_url, 5.0) as link:
        people.change(link, "Nguyễn Văn An", "disabled", accounts.ENTRY, disabled=True)
    assert log_in(app).status == 401


def test_time_does_not_tell_whether_there_is_such_a_name():
    kept, times = hashed(PASSWORD), {}
    for known in (kept, None) * 5:
        begun = perf_counter()
        assert not is_right(known, "sai")
        times.setdefault(known is None, []).append(perf_counter() - begun)
    assert 0.4 < median(times[True]) / median(times[False]) < 2.5


def test_guessing_is_locked_with_a_clear_message_for_names_that_are_and_are_not_alike(app):
    for name in ("nguyễn văn an", "nobody"):
        assert [log_in(app, name, "sai").status for _ in range(5)] == [401] * 5
        locked = log_in(app, name)
        assert (locked.status, locked.headers["retry-after"]) == (429, "900")
        assert "thử lại sau 15 phút" in locked.body.decode()


def test_lock_ends_by_itself_and_a_right_password_clears_earlier_slips(app, database_url):
    for _ in range(4):
        log_in(app, password="sai")  # noqa: S106
    assert log_in(app).status == 303
    assert [log_in(app, password="sai").status for _ in range(5)] == [401] * 5  # noqa: S106
    with connect(database_url, 5.0) as link:
        link.execute("UPDATE log_in_failures SET time = time - interval '16 minutes'")
    assert log_in(app).status == 303


def test_many_names_from_one_address_are_stopped_too(database_url):
    app = build(builders.settings(DATABASE_URL=database_url, IOC_LOG_IN__FAILURES_OF_ADDRESS="3"), builders.city())
    assert [log_in(app, f"name {n}").status for n in range(4)] == [401, 401, 401, 429]


def test_code_of_the_phone_is_wanted_where_there_is_one_and_counts_once(app, database_url):
    secret = new_secret()
    with connect(database_url, 5.0) as link:
        people.change(link, "Nguyễn Văn An", "totp", accounts.ENTRY, totp=secret)
    now = code(secret, int(datetime.now(UTC).timestamp()) // STEP_SECONDS)
    assert log_in(app).status == 401
    assert log_in(app, code=now).status == 303
    assert log_in(app, code=now).status == 401


@pytest.mark.parametrize(("seconds", "digits"), [(59, "287082"), (1111111109, "081804"), (2000000000, "279037")])
def test_codes_are_those_of_rfc_6238(seconds, digits):
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # noqa: S105 (the example of the standard)
    assert code(secret, seconds // STEP_SECONDS) == digits
    when = datetime.fromtimestamp(seconds, UTC)
    assert step_of(secret, digits, when) == seconds // STEP_SECONDS
    assert step_of(secret, digits, when + timedelta(seconds=30)) and not step_of(secret, digits, when + timedelta(90))
    assert "otpauth://totp/Vinh:An?secret=GEZ" in address(secret, "An", "Vinh")


def test_secret_is_drawn_so_that_a_phone_can_read_it_from_a_terminal():
    told = address(new_secret(), "Nguyễn Văn An", "Nghệ An")
    halves = {sign: key for key, sign in BLOCKS.items()}
    lines = [[halves[sign] for sign in line] for line in drawn(told).splitlines()]
    rows = np.array([[half[n] for half in line] for line in lines for n in (0, 1)], np.uint8) * 255
    picture = cv2.resize(rows, None, fx=8, fy=8, interpolation=cv2.INTER_NEAREST)
    assert cv2.QRCodeDetector().detectAndDecode(picture)[0] == told


def test_session_that_a_browser_brings_along_is_never_taken_for_a_new_one(app):
    planted = "planted-by-somebody-else"
    answer = log_in(app, cookie=f"session_8050={planted}")
    assert planted not in answer.headers["set-cookie"]
    assert ask(app, "/who", cookie=f"session_8050={planted}").status == 401


def test_logging_in_anew_and_logging_out_end_the_session_there_was(app):
    first = pair(log_in(app))
    second = pair(log_in(app, cookie=first["cookie"]))
    assert ask(app, "/who", **first).status == 401
    sent = {"content_type": FORM["content_type"], "cookie": second["cookie"]} | ORIGIN
    assert ask(app, "/log-out", "POST", b"token=guessed", **sent).status == 403
    assert ask(app, "/who", **second).status == 200
    assert ask(app, "/log-out", "POST", f"token={second['x_csrftoken']}".encode(), **sent).status == 303
    assert ask(app, "/who", **second).status == 401


def test_log_in_form_of_another_site_is_refused(app):
    assert log_in(app, origin="http://evil.example").status == 403
    assert ask(app, "/log-in", "POST", b"name=a&password=b", cookie="").status == 403


ELSEWHERE = (
    "//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil", "javascript:alert(1)", "/\t/evil", "evil",
    "", "/log-out", "http:///evil", "/" + "x" * 501, "//", "/a\r\nSet-Cookie: a=b", "http://[",
)  # fmt: skip


def test_way_after_the_log_in_never_leads_elsewhere(app):
    assert {where: inside(where) for where in ELSEWHERE} == dict.fromkeys(ELSEWHERE, "/")
    assert {log_in(app, next=where).headers["location"] for where in ELSEWHERE} == {"/"}


@pytest.mark.parametrize("where", ["/", "/case/7", "/history?text=a%2Fb&span=year", "/cameras/cam-01/setup"])
def test_way_after_the_log_in_leads_to_what_was_asked_for(where):
    assert inside(where) == where


def test_own_password_is_changed_with_the_old_one_and_ends_all_other_sessions(app):
    here, there = pair(log_in(app)), pair(log_in(app))
    sent = {"content_type": FORM["content_type"], "cookie": here["cookie"]} | ORIGIN

    def changed(old: str, new: str) -> int:
        said = urlencode({"token": here["x_csrftoken"], "old": old, "new": new}).encode()
        return ask(app, "/account", "POST", said, **sent).status

    new = new_password()
    assert changed("sai", "ngắn") == 422  # too short: not counted as a guess
    assert [changed("sai", new), changed(PASSWORD, "ngắn"), changed(PASSWORD, new)] == [422, 422, 200]
    asyncio.run(app.state.sessions.look())
    assert [ask(app, "/who", **one).status for one in (here, there)] == [200, 401]
    assert log_in(app, password=new).status == 303


def test_password_is_guessed_no_longer_on_a_desk_that_somebody_left(app, database_url):
    here = pair(log_in(app))
    sent = {"content_type": FORM["content_type"], "cookie": here["cookie"]} | ORIGIN

    def changed(old: str) -> Answer:
        said = urlencode({"token": here["x_csrftoken"], "old": old, "new": new_password()}).encode()
        return ask(app, "/account", "POST", said, **sent)

    assert [changed("sai").status for _ in range(6)] == [422] * 5 + [429]
    assert "thử lại sau 15 phút" in changed(PASSWORD).body.decode()
    with connect(database_url, 5.0) as link:
        link.execute("UPDATE log_in_failures SET time = time - interval '16 minutes'")
    assert changed(PASSWORD).status == 200
    with connect(database_url, 5.0) as link:
        rows = link.execute("SELECT actor, role FROM audit WHERE action = 'own-password'").fetchall()
    assert rows == [("Nguyễn Văn An", "police")]


def test_link_from_another_site_finds_the_session_again_by_asking_itself(app):
    answer = ask(app, "/case/7?a=1", cookie="", accept="text/html", sec_fetch_site="cross-site")
    assert answer.status == 200 and b'content="0; url=/case/7?a=1"' in answer.body
    hostile = ask(app, '//evil"><script>', cookie="", accept="text/html", sec_fetch_site="cross-site")
    assert b"<script>" not in hostile.body and b"url=/evil" in hostile.body


@pytest.mark.parametrize("path", ["/log-in", "/account", "/enter/nothing"])
def test_page_outside_the_frame_cannot_be_framed_or_kept(app, path):
    headers = ask(app, path).headers
    assert "frame-ancestors 'none'" in headers["content-security-policy"] and headers["x-frame-options"] == "DENY"
    assert headers["cache-control"] == "no-store" and headers["referrer-policy"] == "same-origin"
