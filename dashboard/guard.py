"""The outermost door: who may ask at all, and the headers that keep a page from talking to anyone else."""

from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from config.language import LANGUAGES
from config.settings import Dashboard, Language
from config.shelter import public_name
from dashboard.words import SPOKEN

LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
COOKIE = "language"
YEAR_SECONDS = 365 * 24 * 3600
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; worker-src 'self' blob:; connect-src 'self'; font-src 'self' data:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # with no-referrer a browser sends forms with Origin: null, which is refused
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}


def public_hosts(settings: Dashboard) -> frozenset[str]:
    """The names by which people reach us beside this machine's own."""
    return frozenset({public_name(settings.public_url)} - {""})


def host_allowed(host: str, hosts: frozenset[str] = frozenset()) -> bool:
    """Whether a Host header names us: another name that resolves here is a web site reaching in."""
    try:
        return urlsplit(f"//{host}").hostname in LOCAL_NAMES | hosts
    except ValueError:
        return False


def origin_allowed(origin: str | None, host: str) -> bool:
    """Whether the page that asks was served by us."""
    try:
        scheme, netloc = urlsplit(origin or "")[:2]
    except ValueError:
        return False
    return scheme in ("http", "https") and netloc == host


class Guard:
    """ASGI middleware for pages and sockets alike; under ``machines`` programs with a key come in without a page.

    ``keep`` is given the cookies of whoever chooses a language.
    """

    def __init__(
        self,
        app: ASGIApp,
        language: Language,
        machines: tuple[str, ...] = (),
        hosts: frozenset[str] = frozenset(),
        keep: Callable[[Mapping[str, str], Language], Awaitable[None]] | None = None,
    ) -> None:
        self._app, self._machines, self._hosts, self._keep = app, machines, hosts, keep
        self._language: Language = language

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on with the language set and the headers added."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        must_match = scope["type"] == "websocket" or scope["method"] not in SAFE_METHODS
        matches = origin_allowed(headers.get("origin"), host) or self._is_machine(scope, headers)
        if not host_allowed(host, self._hosts) or (must_match and not matches):
            await _refuse(scope, receive, send)
            return
        if scope["type"] == "http" and (chosen := _chosen(scope)):
            if self._keep is not None:
                await self._keep(Request(scope).cookies, chosen)
            await _chose(chosen, scope, receive, _with_headers(send))
            return
        SPOKEN.set(self._spoken(scope))
        await self._app(scope, receive, _with_headers(send) if scope["type"] == "http" else send)

    def _is_machine(self, scope: Scope, headers: Headers) -> bool:
        """A browser names the page that makes it ask; who names none is a program, and there it must have a key."""
        meant = any(scope["path"].startswith(f"{path}/") for path in self._machines)
        return scope["type"] == "http" and "origin" not in headers and meant

    def _spoken(self, scope: Scope) -> Language:
        return _language(Request({**scope, "type": "http"}).cookies.get(COOKIE)) or self._language


def _chosen(scope: Scope) -> Language | None:
    """The language asked for with ?lang=, when a page is asked for."""
    if scope["method"] != "GET" or scope["path"].startswith("/_dash"):
        return None
    said = parse_qs(scope["query_string"].decode("latin-1")).get("lang", [""])[-1]
    return _language(said)


def _language(said: str | None) -> Language | None:
    return next((known for known in LANGUAGES if known == said), None)


def remember(answer: Response, language: str) -> None:
    """Keep the language of this screen in a cookie."""
    answer.set_cookie(COOKIE, language, max_age=YEAR_SECONDS, samesite="strict", httponly=True)


async def _chose(language: Language, scope: Scope, receive: Receive, send: Send) -> None:
    """Show the same page without the question in its address."""
    url = Request(scope).url.remove_query_params("lang")
    response = RedirectResponse("/" + url.path.lstrip("/") + (f"?{url.query}" if url.query else ""), 303)
    remember(response, language)
    await response(scope, receive, send)


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})  # before accept: the handshake is answered with 403
        return
    await PlainTextResponse("refused", 403)(scope, receive, _with_headers(send))


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            if headers.get("content-type", "").startswith("text/html"):
                headers["Cache-Control"] = "no-store"  # who comes back after the log-out sees nothing of before
        await send(message)

    return sending
