"""Who gets in where: every role and scope at every address, page, socket, picture and callback there is."""

import hashlib
import inspect
import json
from itertools import product

import pytest
from starlette.routing import Mount, Route, WebSocketRoute

from dashboard.app import build, page_modules
from dashboard.authority import ADDRESSES, OPEN, PAGES, Visitor, address_of, permits
from dashboard.scope import Scope, Thing
from store.records import AlertRaised, Evidence
from tests import builders
from tests.builders import NOON, incident
from tests.dashboard.asking import as_one, ask, knock
from tests.dashboard.scenes import street
from tests.database import saved

ROLES = ("operator", "police", "leader", "administrator", "wall")
# Both cameras stand in commune 1 of the tests' city: a scope of the first camera, of its commune, of another commune.
SCOPES = {
    "all": {},
    "camera": {"cameras": ["cam-01"]},
    "commune": {"communes": ["1"]},
    "elsewhere": {"communes": ["2"]},
}
SEES = {"all", "camera", "commune"}
INCIDENT = incident().id
JPEG = street(1)
HTML = {"accept": "text/html"}
ORIGIN = {"origin": "http://127.0.0.1:8050"}


def _records() -> list:
    kinds = ("start", "start_plain", "start_masked")
    pictures = [Evidence(INCIDENT, k, NOON, JPEG, hashlib.sha256(JPEG).hexdigest(), "cam-01") for k in kinds]
    place = (105.65, 18.65, "1", {"incident_id": INCIDENT})
    alert = AlertRaised("i", "stopped_vehicle", "severe", "cam-01", NOON, NOON, *place)
    return [incident(), *pictures, alert]


@pytest.fixture(scope="module")
def app():
    """The whole application without a database."""
    return build(builders.settings_for("postgresql://127.0.0.1:1/none", ""), builders.city())


@pytest.fixture
def full(database_url):
    """The whole application with an alert of camera cam-01 and its pictures."""
    saved(database_url, *_records())
    return build(builders.settings(DATABASE_URL=database_url), builders.city())


def _filled(path: str) -> str:
    """An address with something in the place of each of its names."""
    for name in ("{camera_id}", "<camera_id>"):
        path = path.replace(name, "cam-01")
    path = path.replace("{incident_id:path}", INCIDENT).replace("{kind}", "start").replace("{file:path}", "live.js")
    return path.replace("{alert_id}", "1").replace("<alert_id>", "1").replace("{token}", "t")


def _routes(app) -> list[str]:
    """Every route the server has, as a path that it would answer."""
    app.state.dash._setup_server()
    app.state.dash.backend._setup_catchall()
    rows = [route for route in app.routes if isinstance(route, Route | WebSocketRoute | Mount)]
    paths = [getattr(route, "path", "") for route in rows]
    return [path.replace("{alert_id:int}", "{alert_id}") for path in paths]


def test_every_page_has_a_role_and_every_address_too(app):
    assert {page.NAME for page in page_modules().values()} <= PAGES.keys()
    shut = [path for path in _routes(app) if not address_of(_filled(path)) and path not in ("/", "", "{path:path}")]
    assert [path for path in shut if not path.startswith(("/assets", "/_dash-component-suites", "/_dash-ws"))] == []


def test_nobody_gets_anything_but_the_way_in(app):
    for path in (*ADDRESSES, *page_modules()):
        answer = ask(app, _filled(path), cookie="", **HTML)
        assert (answer.status, answer.headers["location"][:13]) == (303, "/log-in?next=")
        assert ask(app, _filled(path), cookie="").status == 401
        assert ask(app, _filled(path), "POST", b"{}", cookie="", **ORIGIN).status == 401
        assert knock(app, _filled(path), cookie="", **ORIGIN) == "websocket.close"


def test_session_that_nobody_gave_is_no_session(full):
    forged = {"cookie": "session_8050=forged"}
    assert ask(full, "/who", **forged).status == 401
    assert ask(full, "/who", cookie="session_8050=" + "x" * 500).status == 401


@pytest.mark.parametrize(("role", "scope"), list(product(ROLES, SCOPES)))
def test_page_is_shown_to_its_roles_alone(app, role, scope):
    who = as_one(app, role, **SCOPES[scope])
    for path, page in page_modules().items():
        may = role in PAGES[page.NAME] and ("camera_id" not in path or scope in SEES)
        answer = ask(app, _filled(path), **who, **HTML)
        assert (answer.status, page.NAME) == (
            200 if may or ("camera_id" in path and role in PAGES[page.NAME]) else 403,
            page.NAME,
        )
        drawn = _drawn(app, _filled(path), who)
        assert ("not-for-you" not in drawn) == may, (path, role, scope)


def _drawn(app, path: str, who: dict) -> str:
    """What Dash answers when a page's own address is asked of the one callback that draws pages."""
    app.state.dash._setup_server()
    asked = {
        "output": ".._pages_content.children..._pages_store.data..",
        "outputs": [{"id": "_pages_content", "property": "children"}, {"id": "_pages_store", "property": "data"}],
        "inputs": [
            {"id": "_pages_location", "property": "pathname", "value": path},
            {"id": "_pages_location", "property": "search", "value": ""},
        ],
        "changedPropIds": ["_pages_location.pathname"],
    }
    body = json.dumps(asked).encode()
    answer = ask(app, "/_dash-update-component", "POST", body, **who, **ORIGIN, content_type="application/json")
    assert answer.status == 200, answer.body
    return answer.body.decode()


@pytest.mark.parametrize(("role", "scope"), list(product(ROLES, SCOPES)))
def test_picture_packet_and_act_are_for_who_may_and_sees(full, role, scope):
    who = as_one(full, role, **SCOPES[scope])
    for address in ("/evidence/{incident_id:path}/{kind}", "/case/{alert_id}/packet", "/case/{alert_id}/packet.pdf"):
        expected = (200 if scope in SEES else 404) if role in ADDRESSES[address] else 403
        assert (address, ask(full, _filled(address), **who).status) == (address, expected)
    shut = 403 if scope not in SEES else 404  # nobody has sent a still yet
    assert ask(full, "/stills/cam-01", **who).status == shut
    note = ask(full, "/case/1/act", "POST", b'{"act": "note", "note": "x"}', **who, **ORIGIN)
    assert note.status == (403 if role == "wall" else 200 if scope in SEES else 404)


@pytest.mark.parametrize(("role", "scope"), list(product(ROLES, SCOPES)))
def test_address_is_shut_to_every_role_that_is_not_named_and_its_camera_to_who_does_not_see_it(app, role, scope):
    who = as_one(app, role, **SCOPES[scope]) | ORIGIN
    shut = [path for path, roles in ADDRESSES.items() if role not in roles]
    shut += [path for path in ADDRESSES if "{camera_id}" in path and scope not in SEES]
    for path in shut:
        assert (path, ask(app, _filled(path), **who).status) == (path, 403)
        assert (path, ask(app, _filled(path), "POST", b"{}", **who).status) == (path, 403)
        assert (path, knock(app, _filled(path), **who)) == (path, "websocket.close")


@pytest.mark.parametrize(("role", "scope"), list(product(ROLES, SCOPES)))
def test_socket_opens_for_its_roles_alone(app, role, scope):
    who = as_one(app, role, **SCOPES[scope]) | ORIGIN
    for page in page_modules().values():
        opened = knock(app, f"/live?page={page.NAME}&lang=vi", **who) == "websocket.accept"
        assert opened == (role in PAGES[page.NAME]), page.NAME
    sight = knock(app, "/live/sight/cam-01", **who) == "websocket.accept"
    assert sight == (role in ("operator", "administrator") and scope in SEES)


def test_every_callback_belongs_to_a_page_or_draws_the_frame(app):
    app.state.dash._setup_server()
    ours = {key: row["callback"] for key, row in app.state.dash.callback_map.items() if "callback" in row}
    pages = {
        key: getattr(inspect.unwrap(call, stop=lambda f: hasattr(f, "page")), "page", "") for key, call in ours.items()
    }
    alone = {key for key, page in pages.items() if page not in PAGES}
    assert alone == {".._pages_content.children..._pages_store.data.."}
    assert len(pages) - len(alone) >= 4


def test_callback_of_a_page_answers_nothing_to_who_may_not_see_it(app):
    body = (
        b'{"output":"setup-answer.data","outputs":{"id":"setup-answer","property":"data"},"inputs":['
        b'{"id":"setup-wish","property":"data","value":{"do":"read","camera":"cam-01"}}],"changedPropIds":["setup-wish.data"]}'
    )
    sent = {"content_type": "application/json"} | ORIGIN
    assert ask(app, "/_dash-update-component", "POST", body, **as_one(app, "police"), **sent).status == 204
    assert ask(app, "/_dash-update-component", "POST", body, **as_one(app, "operator"), **sent).status == 200


def test_program_with_a_key_is_let_through_to_be_asked_for_it(app):
    assert not any(address.startswith("/ingest") for address in (*ADDRESSES, *OPEN))


def test_scope_holds_what_it_names_and_nothing_that_lies_nowhere():
    scope = Scope(frozenset({"1"}), frozenset({"cam-09"}))
    assert scope.holds(Thing("cam-01", "1")) and scope.holds(Thing("cam-09", "7"))
    assert not scope.holds(Thing("cam-02", "2")) and not scope.holds(Thing("centre.ingest", ""))
    assert not permits(Visitor("An", "police", Scope()), "wall", Thing("", ""))


def test_role_that_is_none_and_place_that_is_none_are_refused():
    assert not permits(Visitor("An", None), "wall")
    assert not permits(Visitor("An", "administrator"), "cellar")
