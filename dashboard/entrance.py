"""The addresses of logging in and out: /log-in, /log-out, /enter/<a wall's link>, /account and /who."""

import asyncio
import hmac
from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response

from config.settings import Dashboard
from dashboard.authority import visitor
from dashboard.centre import Centre
from dashboard.guard import remember
from dashboard.handling import read_body
from dashboard.log_in import LOCKED, MOST_BYTES, TOLD, Asked, Entered, Entrance, fields, inside
from dashboard.log_in_page import account_page, log_in_page, notice
from dashboard.passwords import LEAST, MOST, hashed
from dashboard.sessions import Sessions, cookie_name, hash_of, new_cookie, token_name, token_of
from dashboard.watch import utc_now
from dashboard.words import Words
from store import accounts, sessions
from store.reader import DatabaseDown

NEVER_KEPT = {"Cache-Control": "no-store"}
YEAR_SECONDS = 365 * 24 * 3600  # a wall's; the link gives another one at any time
NO_DATABASE = "The database gives no answer."


def entrance_routes(centre: Centre, known: Sessions) -> APIRouter:
    """All of them; who may ask them is said by the authority."""
    router = APIRouter()
    entrance = Entrance(centre)
    _ways_in(router, centre, known, entrance)
    _wall(router, centre, known)
    _ways_out(router, centre, known)
    _account(router, centre, centre.settings.dashboard, entrance)
    return router


def _ways_in(router: APIRouter, centre: Centre, known: Sessions, entrance: Entrance) -> None:
    settings, longest = centre.settings.dashboard, round(centre.settings.log_in.session_hours * 3600)

    @router.get("/log-in")
    async def form(request: Request) -> Response:
        where = inside(request.query_params.get("next", "/"))
        return HTMLResponse(log_in_page(centre.words(), centre.whole.name, where), headers=NEVER_KEPT)

    @router.post("/log-in")
    async def log_in(request: Request) -> Response:
        said = fields(await read_body(request, MOST_BYTES) or b"")
        where = inside(said.get("next", "/"))
        asked = Asked(said.get("name", ""), said.get("password", ""), said.get("code", ""), where)
        try:
            entered = await entrance.enter(asked, _address(request), utc_now())
            if entered.cookie:
                await _end(request, known, settings)
        except DatabaseDown:
            entered = Entered(problem=NO_DATABASE, status=503)
        if not entered.cookie:
            return _refused(entered, asked, centre)
        answer = RedirectResponse(where, 303, NEVER_KEPT)
        if entered.language:
            remember(answer, entered.language)
        return _let_in(answer, entered.cookie, request, settings, longest)


def _wall(router: APIRouter, centre: Centre, known: Sessions) -> None:
    settings = centre.settings.dashboard

    @router.get("/enter/{token}")
    async def enter(token: str, request: Request) -> Response:
        """A wall looks on by its link. Who is logged in stays so: nobody is made a wall by a link they were sent."""
        try:
            if session := await known.find(_cookie(request, settings)):
                return RedirectResponse("/?kiosk=1" if session.role == "wall" else "/", 303, NEVER_KEPT)
            cookie = new_cookie()
            if not await centre.reader.ask(sessions.enter, hash_of(cookie), hash_of(token)):
                return HTMLResponse(notice(TOLD["link"], centre.words(), 403), 403, NEVER_KEPT)
        except DatabaseDown:
            return HTMLResponse(notice(NO_DATABASE, centre.words(), 503), 503, NEVER_KEPT)
        return _let_in(RedirectResponse("/?kiosk=1", 303, NEVER_KEPT), cookie, request, settings, YEAR_SECONDS)


def _ways_out(router: APIRouter, centre: Centre, known: Sessions) -> None:
    settings = centre.settings.dashboard

    @router.post("/log-out")
    async def log_out(request: Request) -> Response:
        if await _own_form(request, settings) is None:
            return PlainTextResponse("refused", 403, NEVER_KEPT)
        try:
            await _end(request, known, settings)
        except DatabaseDown:
            return HTMLResponse(notice(NO_DATABASE, centre.words(), 503), 503, NEVER_KEPT)
        answer = RedirectResponse("/log-in", 303, NEVER_KEPT)
        answer.delete_cookie(cookie_name(settings))
        answer.delete_cookie(token_name(settings))
        return answer

    @router.get("/who")
    async def who() -> Response:
        return JSONResponse({"name": visitor().name, "role": visitor().role}, headers=NEVER_KEPT)


def _account(router: APIRouter, centre: Centre, settings: Dashboard, entrance: Entrance) -> None:
    @router.get("/account")
    async def account(request: Request) -> Response:
        page = account_page(centre.words(), visitor(), token_of(_cookie(request, settings)))
        return HTMLResponse(page, headers=NEVER_KEPT)

    @router.post("/account")
    async def change(request: Request) -> Response:
        said = await _own_form(request, settings)
        if said is None:
            return PlainTextResponse("refused", 403, NEVER_KEPT)
        words, cookie = centre.words(), _cookie(request, settings)
        try:
            refused = await _changed(said.get("old", ""), said.get("new", ""), centre, entrance, _address(request))
        except DatabaseDown:
            refused = Entered(problem=NO_DATABASE, status=503)
        if refused:
            page = account_page(words, visitor(), token_of(cookie), _told(refused, words))
            return HTMLResponse(page, refused.status, NEVER_KEPT | _wait(refused))
        done = words("The password is changed; all your other sessions have ended.")
        return HTMLResponse(account_page(words, visitor(), token_of(cookie), done=done), headers=NEVER_KEPT)


async def _changed(old: str, new: str, centre: Centre, entrance: Entrance, address: str) -> Entered | None:
    """What is wrong with a new password; None: it holds now."""
    who = visitor()
    if not LEAST <= len(new) <= MOST:
        return Entered(problem=TOLD["short"], status=422)
    if refused := await entrance.knows(who.name, old, address, utc_now()):
        return refused
    kept = await asyncio.to_thread(hashed, new)
    await centre.reader.ask(accounts.set_password, who.name, kept, who.session, utc_now())
    return None


def _told(entered: Entered, words: Words) -> str:
    return words(entered.problem, n=entered.wait_minutes if entered.problem == LOCKED else LEAST)


def _wait(entered: Entered) -> dict[str, str]:
    return {"Retry-After": str(entered.wait_minutes * 60)} if entered.wait_minutes else {}


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _refused(entered: Entered, asked: Asked, centre: Centre) -> Response:
    words = centre.words()
    page = log_in_page(words, centre.whole.name, asked.where, _told(entered, words), asked.name)
    return HTMLResponse(page, entered.status, NEVER_KEPT | _wait(entered))


def _let_in(answer: Response, cookie: str, request: Request, settings: Dashboard, seconds: int) -> Response:
    """A session of its own, never one that the browser brought along."""
    public = urlsplit(settings.public_url)
    secure = request.url.scheme == "https" or (public.scheme == "https" and request.url.netloc == public.netloc)
    facts = {"max_age": seconds, "samesite": "strict", "secure": secure}
    answer.set_cookie(cookie_name(settings), cookie, httponly=True, **facts)
    answer.set_cookie(token_name(settings), token_of(cookie), **facts)
    return answer


async def _end(request: Request, known: Sessions, settings: Dashboard) -> None:
    if session := await known.find(_cookie(request, settings)):
        await known.end(session)


async def _own_form(request: Request, settings: Dashboard) -> dict[str, str] | None:
    """The fields of a form that this session was shown; None when it was not."""
    said = fields(await read_body(request, MOST_BYTES) or b"")
    token = token_of(_cookie(request, settings))
    return said if hmac.compare_digest(said.get("token", "").encode(), token.encode()) else None


def _cookie(request: Request, settings: Dashboard) -> str:
    return request.cookies.get(cookie_name(settings), "")
