"""Who may see and do what: the one place where it is decided, for every page, address, socket, picture and callback."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

from config.settings import Dashboard
from dashboard.scope import Scope, Thing
from store.handling import Role

OPERATORS: frozenset[Role] = frozenset(("operator", "administrator"))
CHIEFS: frozenset[Role] = frozenset(("leader", "administrator"))
PEOPLE: frozenset[Role] = frozenset(("operator", "police", "leader", "administrator"))
EVERYBODY: frozenset[Role] = frozenset((*PEOPLE, "wall"))
SEES_PLAIN: frozenset[Role] = frozenset(("operator", "police", "administrator"))

# A page by its NAME. A page that does not stand here is shown to nobody.
PAGES: Mapping[str, frozenset[Role]] = {
    "wall": EVERYBODY,
    "cameras": EVERYBODY,
    "camera_setup": OPERATORS,
    "police": PEOPLE,
    "case": PEOPLE,
    "history": PEOPLE,
    "funnel": CHIEFS | OPERATORS,
    "handover": PEOPLE,
    "coverage": EVERYBODY,
    "network": EVERYBODY,
    "services": EVERYBODY,
    "indicators": EVERYBODY,
    "reports": PEOPLE,
    "health": EVERYBODY,
}
# An address that is no page, as its route is written; what stands here under no other name is shut.
ADDRESSES: Mapping[str, frozenset[Role]] = {
    "/live": EVERYBODY,
    "/live/sight/{camera_id}": OPERATORS,
    "/stills/{camera_id}": EVERYBODY,
    "/evidence/{incident_id:path}/{kind}": EVERYBODY,
    "/case/{alert_id}/act": PEOPLE,
    "/case/{alert_id}/packet": PEOPLE,
    "/case/{alert_id}/packet.pdf": PEOPLE,
    "/past": EVERYBODY,
    "/coverage/report.pdf": EVERYBODY,
    "/coverage/report.html": EVERYBODY,
    "/coverage/communes.csv": EVERYBODY,
    "/coverage/map.geojson": EVERYBODY,
    "/live/siting": EVERYBODY,
    "/account": PEOPLE,
    "/log-out": EVERYBODY,
    "/who": EVERYBODY,
    # the program itself: the same for everybody, and nothing of the city is in it
    "/assets/{file:path}": EVERYBODY,
    "/bundle/{name}": EVERYBODY,
    "/_dash-component-suites/{file:path}": EVERYBODY,
    "/_dash-dependencies": EVERYBODY,
    "/_favicon.ico": EVERYBODY,
    "/_reload-hash": EVERYBODY,
    # the frame, and the one address of all callbacks: each asks again for its own page
    "/_dash-layout": EVERYBODY,
    "/_dash-update-component": EVERYBODY,
}
# What anybody may ask who reaches the port.
OPEN = frozenset(("/healthz", "/readyz", "/metrics", "/log-in", "/enter/{token}"))
FORMS = frozenset(("/account", "/log-out"))


class Visitor(NamedTuple):
    """Who asks; without a role nobody, who sees nothing. ``scope`` None: the whole city."""

    name: str
    role: Role | None
    scope: Scope | None = None
    session: bytes = b""


PROGRAM = Visitor("centre", "administrator")  # the dashboard itself, when it reads for all who look
NOBODY = Visitor("", None, Scope())
_VISITOR: ContextVar[Visitor] = ContextVar("who asks")


def visitor() -> Visitor:
    """Who asks now."""
    return _VISITOR.get(NOBODY)


@contextmanager
def visited_by(who: Visitor) -> Iterator[None]:
    """What is done inside is done for this visitor."""
    token = _VISITOR.set(who)
    try:
        yield
    finally:
        _VISITOR.reset(token)


def permits(who: Visitor, what: str, thing: Thing | None = None) -> bool:
    """Whether they may: ``what`` is the NAME of a page or an address of ADDRESSES, ``thing`` what it is about."""
    if who.role is None or who.role not in PAGES.get(what, ADDRESSES.get(what, frozenset())):
        return False
    return thing is None or who.scope is None or who.scope.holds(thing)


def address_of(path: str) -> tuple[str, str] | None:
    """The address of ADDRESSES or OPEN that a path is one of, and the camera it names; None: none of them."""
    for pattern, address in _PATTERNS:
        if found := pattern.fullmatch(path):
            return address, found.groupdict().get("camera_id") or ""
    return None


def sees_plain(who: Visitor, settings: Dashboard) -> bool:
    """Whether they may see faces and number plates in evidence."""
    return who.role in SEES_PLAIN and settings.plain_evidence


def version(kind: str, plain: bool) -> str:
    """The kind of evidence that is shown to somebody who asks for ``kind``: itself, or its masked copy."""
    return kind if plain else f"{kind.partition('_')[0]}_masked"


def _pattern(address: str) -> re.Pattern[str]:
    text = re.sub(r"{(\w+):path}", r"(?P<\1>.+)", address.replace(".", r"\."))
    return re.compile(re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", text), re.DOTALL)


_PATTERNS = [(_pattern(address), address) for address in (*OPEN, *ADDRESSES)]
