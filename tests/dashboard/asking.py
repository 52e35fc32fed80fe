"""Asks an ASGI application one question, as a browser's request would arrive, without a network."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from starlette.datastructures import Headers

from dashboard.sessions import hash_of, new_cookie, token_of
from store.sessions import Session

COOKIE = "session_8050"


class Answer(NamedTuple):
    """What came back."""

    status: int
    headers: Headers
    body: bytes


def session(app, role: str = "operator", communes=None, cameras=None, name: str = "An", hours: float = 1) -> str:
    """The cookie of somebody who is logged in, as the store would have said."""
    cookie = new_cookie()
    limits = (None, None) if communes is None and cameras is None else (tuple(communes or ()), tuple(cameras or ()))
    until = datetime.now(UTC) + timedelta(hours=hours)
    app.state.sessions.keep(Session(hash_of(cookie), name, role, *limits, until))
    return cookie


def as_one(app, role: str = "operator", communes=None, cameras=None, name: str = "An") -> dict[str, str]:
    """The headers of a page of ours that somebody has open who is logged in."""
    cookie = session(app, role, communes, cameras, name)
    return {"cookie": f"{COOKIE}={cookie}", "x_csrftoken": token_of(cookie)}


def ask(app, path: str, method: str = "GET", body: bytes = b"", **headers: str) -> Answer:
    """The answer of ``app`` to an operator, or to whose cookie it is; header names are written with underscores."""
    return asyncio.run(_ask(app, path, method, body, {"host": "127.0.0.1:8050"} | _signed(app, headers)))


def _signed(app, headers: dict[str, str]) -> dict[str, str]:
    """With an operator's session, where the application knows sessions and nothing is said of one; "": nobody's."""
    said = headers.get("cookie")
    if said == "" or "session_" in (said or "") or not hasattr(getattr(app, "state", None), "sessions"):
        return headers
    own = as_one(app)
    return own | headers | {"cookie": "; ".join(filter(None, (said, own["cookie"])))}


async def _ask(app, path: str, method: str, body: bytes, headers: dict[str, str]) -> Answer:
    where, _, query = path.partition("?")
    rows = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {
        "type": "http", "http_version": "1.1", "method": method, "scheme": "http", "path": where, "root_path": "",
        "raw_path": where.encode(), "query_string": query.encode(), "headers": rows, "server": ("127.0.0.1", 8050),
        "client": ("127.0.0.1", 5), "state": {},
    }  # fmt: skip
    sent: list[dict] = []

    coming = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> dict:
        return coming.pop() if coming else await asyncio.Event().wait()  # the browser stays

    async def send(message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    parts = [message.get("body", b"") for message in sent[1:]]
    return Answer(sent[0]["status"], Headers(raw=sent[0]["headers"]), b"".join(parts))


def knock(app, path: str, **headers: str) -> str:
    """What a WebSocket handshake is answered with first: "websocket.accept" or "websocket.close"."""
    headers = {"host": "127.0.0.1:8050"} | _signed(app, headers)
    rows = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    where, _, query = path.partition("?")
    scope = {"type": "websocket", "path": where, "query_string": query.encode(), "headers": rows, "scheme": "ws"}
    sent: list[dict] = []
    coming = [{"type": "websocket.connect"}, {"type": "websocket.disconnect", "code": 1000}]

    async def receive() -> dict:
        return coming.pop(0)

    async def send(message) -> None:
        sent.append(message)

    asyncio.run(app(scope, receive, send))
    return sent[0]["type"]
