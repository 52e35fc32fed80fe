"""The second door: nobody passes without a session, and nobody into a room that is not theirs."""

import asyncio
import contextlib
import hmac
from collections.abc import Mapping
from html import escape
from types import ModuleType
from urllib.parse import quote

from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.authority import FORMS, NOBODY, OPEN, Visitor, address_of, permits, visited_by
from dashboard.centre import Centre
from dashboard.guard import SAFE_METHODS
from dashboard.log_in_page import notice
from dashboard.sessions import Sessions, cookie_name, token_of, visitor_of
from dashboard.shell import page_at
from store.reader import DatabaseDown
from store.sessions import Session

ENDED = 4401  # what a socket is closed with when its session ends
TOKEN_HEADER = "x-csrftoken"  # noqa: S105 (a header's name)
NEVER_KEPT = {"Cache-Control": "no-store"}
NO_SUCH_PAGE = {"path": "/no-such-page", "raw_path": b"/no-such-page"}


class Door:
    """ASGI middleware for pages and sockets alike; what is under ``machines`` asks for a key of its own."""

    def __init__(
        self,
        app: ASGIApp,
        sessions: Sessions,
        centre: Centre,
        pages: Mapping[str, ModuleType],
        machines: tuple[str, ...],
    ) -> None:
        self._app, self._sessions, self._centre, self._pages = app, sessions, centre, pages
        self._machines, self._cookie = machines, cookie_name(centre.settings.dashboard)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let in whom the authority lets in, as who they are; answer all others alike."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        found = address_of(scope["path"])
        if (found and found[0] in OPEN) or any(scope["path"].startswith(f"{path}/") for path in self._machines):
            with visited_by(NOBODY):
                await self._app(scope, receive, send)
            return
        cookie = HTTPConnection(scope).cookies.get(self._cookie, "")
        try:
            session = await self._sessions.find(cookie)
        except DatabaseDown:
            await _answer(self._told("The database gives no answer.", 503), scope, receive, send)
            return
        if session is None:
            await _answer(_log_in_first(scope), scope, receive, send)
        elif not _is_ours(scope, cookie):
            await _answer(PlainTextResponse("refused", 403, NEVER_KEPT), scope, receive, send)
        elif not self._admits(visitor_of(session), scope["path"]):
            await _answer(self._told("This is not for your role, or not for your area.", 403), scope, receive, send)
        elif scope["type"] == "websocket":
            await self._watched(session, scope, receive, send)
        else:
            with visited_by(visitor_of(session)):
                if self._knows(scope["path"]):
                    await self._app(scope, receive, send)
                else:
                    await self._app({**scope, **NO_SUCH_PAGE}, receive, _not_found(send))

    def _admits(self, who: Visitor, path: str) -> bool:
        """A page is asked for by its name, anything else by its address."""
        if found := address_of(path):
            address, camera = found
            return permits(who, address, self._centre.thing(camera) if camera else None)
        page = page_at(self._pages, path)
        return page is None or permits(who, page.NAME)

    def _knows(self, path: str) -> bool:
        """What stands in no table is no address of ours, whatever answers there: there is no such page."""
        return address_of(path) is not None or page_at(self._pages, path) is not None

    def _told(self, message: str, status: int) -> Response:
        return HTMLResponse(notice(message, self._centre.words(), status), status, NEVER_KEPT)

    async def _watched(self, session: Session, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a socket for as long as its session lasts."""
        ended = self._sessions.end_of(session)
        waiting = asyncio.create_task(ended.wait())
        with visited_by(visitor_of(session)):
            serving = asyncio.create_task(self._app(scope, receive, send))  # pyright: ignore[reportArgumentType]
        try:
            await asyncio.wait({serving, waiting}, return_when=asyncio.FIRST_COMPLETED)
            if serving.done():
                serving.result()
                return
            await _stopped(serving)
            with contextlib.suppress(RuntimeError):  # it has gone by itself meanwhile
                await send({"type": "websocket.close", "code": ENDED, "reason": "the session has ended"})
        finally:
            self._sessions.leave(session, ended)
            waiting.cancel()
            if not serving.done():
                await _stopped(serving)


async def _stopped(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def _not_found(send: Send) -> Send:
    """The frame is drawn around whatever was asked for; that it is not there is said to programs, too."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == 200:
            message["status"] = 404
        await send(message)

    return sending


def _is_ours(scope: Scope, cookie: str) -> bool:
    """Whether what changes something comes from a page that this session was shown; the guard has seen its origin.

    A form says so in a field, and whoever takes it looks.
    """
    if scope["type"] == "websocket" or scope["method"] in SAFE_METHODS or scope["path"] in FORMS:
        return True
    said = HTTPConnection(scope).headers.get(TOKEN_HEADER, "")
    return hmac.compare_digest(said.encode(), token_of(cookie).encode())


def _log_in_first(scope: Scope) -> Response:
    """A person is sent to log in and then back; a program is told."""
    if scope["type"] == "websocket" or not _is_document(scope):
        return PlainTextResponse("log in first", 401, NEVER_KEPT)
    where = scope["path"] + (f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else "")
    if HTTPConnection(scope).headers.get("sec-fetch-site") == "cross-site":
        # A link in a message: browsers send no strict cookie with it, but do with what our own page asks for.
        again = f'<!DOCTYPE html><meta http-equiv="refresh" content="0; url={escape("/" + where.lstrip("/"))}">'
        return HTMLResponse(again, headers=NEVER_KEPT)
    return RedirectResponse(f"/log-in?next={quote(where)}", 303, NEVER_KEPT)


def _is_document(scope: Scope) -> bool:
    return scope["method"] == "GET" and "text/html" in HTTPConnection(scope).headers.get("accept", "")


async def _answer(answer: Response, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": ENDED})  # before accept: the handshake is answered with 403
        return
    await answer(scope, receive, send)
