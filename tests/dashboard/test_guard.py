"""Who may ask, and what a page may do."""

import pytest
from starlette.responses import PlainTextResponse

from config import ConfigError
from dashboard.app import build, serve
from dashboard.guard import host_allowed, origin_allowed
from tests import builders
from tests.dashboard.asking import ask, knock

HERE = "127.0.0.1:8050"


async def _machine(scope, receive, send) -> None:
    """An application for programs that takes everything."""
    await PlainTextResponse("taken")(scope, receive, send)


@pytest.fixture(scope="module")
def app():
    """The whole application; no database answers."""
    settings = builders.settings_for("postgresql://127.0.0.1:1/none", "")
    return build(settings, builders.city(), {"/machine": _machine})


def test_server_on_every_address_does_not_start_without_tls():
    with pytest.raises(ConfigError, match="loopback"):
        serve(builders.settings(IOC_DASHBOARD__HOST="0.0.0.0"), builders.city())  # noqa: S104


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:8050", "", "[", "localhost.evil"])
def test_host_that_is_not_this_machine_is_refused(app, host):
    assert not host_allowed(host)
    assert ask(app, "/", host=host).status == 403


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/machine/x", {}, 200),
        ("/machine/x", {"origin": f"http://{HERE}"}, 200),
        ("/machine/x", {"origin": "http://evil.example"}, 403),
        ("/machine/x", {"origin": "null"}, 403),
        ("/machinery", {}, 403),
        ("/", {}, 403),
        ("/_dash-update-component", {}, 403),
    ],
)
def test_program_may_send_without_a_page_only_where_programs_are_meant(app, path, headers, status):
    assert ask(app, path, "POST", host=HERE, **headers).status == status
    assert ask(app, path, "POST", host="evil.example", **headers).status == 403


@pytest.mark.parametrize("host", ["localhost", "localhost:8050", "127.0.0.1:9", "[::1]:8050"])
def test_host_of_this_machine_is_served(host):
    assert host_allowed(host)


@pytest.mark.parametrize(
    "origin", [None, "null", "http://evil.example", "http://127.0.0.1:9999", "file://127.0.0.1:8050", "http://["]
)
def test_socket_of_a_page_that_is_not_ours_is_refused(app, origin):
    headers = {"host": HERE} | ({"origin": origin} if origin else {})
    assert not origin_allowed(origin, HERE)
    for path in ("/live?page=wall&lang=vi", "/_dash-ws-callback"):
        assert knock(app, path, **headers) == "websocket.close"


def test_socket_of_our_page_is_accepted(app):
    assert knock(app, "/live?page=wall&lang=vi", host=HERE, origin=f"http://{HERE}") == "websocket.accept"


def test_socket_for_a_page_nobody_has_is_refused(app):
    assert knock(app, "/live?page=cellar&lang=vi", host=HERE, origin=f"http://{HERE}") == "websocket.close"


def test_unsafe_request_of_a_page_that_is_not_ours_is_refused(app):
    path = "/_dash-update-component"
    assert ask(app, path, "POST", b"{}", origin="http://evil.example").status == 403
    assert ask(app, path, "POST", b"{}").status == 403


@pytest.mark.parametrize("path", ["/", "/cameras", "/healthz", "/stills/none", "/assets/live.js", "/_dash-layout"])
def test_every_answer_carries_a_policy_that_names_no_other_host(app, path):
    headers = ask(app, path).headers
    assert headers["content-security-policy"].startswith("default-src 'self';")
    assert "http" not in headers["content-security-policy"] and "unsafe-eval" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/", "/log-in", "/account"])
def test_page_is_kept_by_no_browser_and_scripts_may_be(app, path):
    assert ask(app, path).headers["cache-control"] == "no-store"
    assert ask(app, "/assets/live.js").headers.get("cache-control") != "no-store"


def test_broken_callback_shows_no_stack_trace(app):
    broken = b'{"output":"evidence.children","inputs":[],"changedPropIds":[1]}'
    answer = ask(
        app, "/_dash-update-component", "POST", broken, origin=f"http://{HERE}", content_type="application/json"
    )
    assert answer.status >= 400
    assert b"Traceback" not in answer.body and b".py" not in answer.body


def test_chosen_language_is_kept_and_leaves_the_address(app):
    answer = ask(app, "/cameras?lang=en&camera=cam-01")
    assert answer.status == 303 and answer.headers["location"] == "/cameras?camera=cam-01"
    assert "language=en" in answer.headers["set-cookie"]
    assert b'<html lang="en"' in ask(app, "/", cookie="language=en").body
    assert b'<html lang="vi"' in ask(app, "/").body


def test_language_question_cannot_send_the_browser_elsewhere(app):
    assert ask(app, "//evil.example/?lang=en").headers["location"].startswith("/evil.example")


def test_public_name_is_served_and_no_other():
    app = build(builders.settings(IOC_DASHBOARD__PUBLIC_URL="https://ioc.example.vn"), builders.city())
    assert ask(app, "/healthz", host="ioc.example.vn").status == 200
    assert ask(app, "/healthz", host="127.0.0.1:8050").status == 200
    assert ask(app, "/healthz", host="www.example.vn").status == 403


@pytest.mark.parametrize("path", ["/stills/cam-77", "/stills/..%2f", "/evidence/x/start.jpg", "/evidence/x'--/all"])
def test_picture_nobody_has_is_not_found(app, path):
    assert ask(app, path).status == 404


def test_page_that_is_not_there_is_drawn_as_a_page_and_said_not_to_be_there(app):
    app.state.dash.backend._setup_catchall()  # as when it starts
    for path in ("/nowhere", "/cameras/cam-01/nowhere", "/no-such-page", "/docs"):
        answer = ask(app, path, accept="text/html")
        assert (answer.status, b"<html" in answer.body) == (404, True)
    assert ask(app, "/cameras", accept="text/html").status == 200


def test_process_is_well_while_the_database_is_not(app):
    assert ask(app, "/healthz").body == b"ok"
    assert ask(app, "/readyz").status == 503
    assert ask(app, "/stills/cam-01").status == 503
