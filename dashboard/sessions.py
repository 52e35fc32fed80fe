"""Who is logged in: known here, so that no request waits for the store, and looked after, so that an end is heard."""

import asyncio
import hashlib
import logging
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime

from config.settings import Dashboard
from dashboard.authority import Visitor
from dashboard.scope import scope_of
from dashboard.watch import utc_now
from store import accounts, sessions
from store.reader import DatabaseDown, Reader
from store.sessions import Session

log = logging.getLogger(__name__)
LOOK_SECONDS = 2.0  # a notice of the store comes sooner; this is for the time when none can


def new_cookie() -> str:
    """256 bits that nobody can guess."""
    return secrets.token_urlsafe(32)


def hash_of(cookie: str) -> bytes:
    """What is kept of a cookie or of a wall's link."""
    return hashlib.sha256(cookie.encode()).digest()


def token_of(cookie: str) -> str:
    """What a page must send with whatever it changes: who can read it has read one of our pages with this session."""
    return hashlib.sha256(b"written on the page:" + cookie.encode()).hexdigest()


def cookie_name(settings: Dashboard) -> str:
    """Cookies know no ports: two centres on one machine must not log each other out."""
    return f"session_{settings.port}"


def token_name(settings: Dashboard) -> str:
    """The cookie that pages read to prove that they are ours."""
    return f"csrf_{settings.port}"


class Sessions:
    """The sessions that this process has seen; while the store is away they stay what they were until they expire."""

    def __init__(self, reader: Reader, clock: Callable[[], datetime] = utc_now) -> None:
        self._reader, self._clock = reader, clock
        self._known: dict[bytes, Session] = {}
        self._ends: dict[bytes, set[asyncio.Event]] = {}
        self._news = asyncio.Event()

    async def find(self, cookie: str) -> Session | None:
        """The session of a cookie; raises DatabaseDown when it is not known here and the store cannot be asked."""
        if not cookie or len(cookie) > 200:
            return None
        key, now = hash_of(cookie), self._clock()
        if key not in self._known:
            self._known |= await self._reader.ask(sessions.good, [key], now)
        session = self._known.get(key)
        return None if session is None or _is_over(session, now) else session

    def keep(self, session: Session) -> None:
        """Know a session that the store has."""
        self._known[session.hash] = session

    def hear(self, table: str) -> None:
        """Something changed in the store; "" says that it may be anything."""
        if table in ("sessions", ""):
            self._news.set()

    def end_of(self, session: Session) -> asyncio.Event:
        """Set as soon as this session ends or becomes another; give it back to ``leave``."""
        event = asyncio.Event()
        self._ends.setdefault(session.hash, set()).add(event)
        return event

    def leave(self, session: Session, event: asyncio.Event) -> None:
        """Nobody waits for this any more."""
        waiting = self._ends.get(session.hash, set())
        waiting.discard(event)
        if not waiting:
            self._ends.pop(session.hash, None)

    async def run(self) -> None:
        """Look after what is known, at each notice and every two seconds; never returns."""
        while True:
            await self.look()
            try:
                await asyncio.wait_for(self._news.wait(), LOOK_SECONDS)
            except TimeoutError:
                continue
            finally:
                self._news.clear()

    async def look(self) -> None:
        """Once: forget what the store does not call good any more, and tell who waits for its end."""
        now, known = self._clock(), dict(self._known)
        try:
            found = await self._reader.ask(sessions.good, known, now) if known else {}
        except DatabaseDown:
            found = {key: session for key, session in known.items() if not _is_over(session, now)}
        for key, session in known.items():
            if found.get(key) == session:
                continue
            if key in found:
                self._known[key] = found[key]
            else:
                self._known.pop(key, None)
            for event in self._ends.get(key, ()):
                event.set()

    async def end(self, session: Session) -> None:
        """Log somebody out, here and everywhere."""
        await self._reader.ask(sessions.end, session.hash, self._clock())
        self._known.pop(session.hash, None)
        for event in self._ends.get(session.hash, ()):
            event.set()


async def keep_language(known: Sessions, reader: Reader, name: str, cookies: Mapping[str, str], language: str) -> None:
    """What somebody who is logged in has chosen to read is theirs on every screen; a wall's is the screen's alone."""
    try:
        session = await known.find(cookies.get(name, ""))
        if session is not None and session.role != "wall":
            await reader.ask(accounts.set_language, session.name, language)
    except DatabaseDown:
        log.info("the choice of a language holds on its screen alone: the database gives no answer")


def visitor_of(session: Session) -> Visitor:
    """Who asks with this session."""
    return Visitor(session.name, session.role, scope_of(session.communes, session.cameras), session.hash)


def _is_over(session: Session, now: datetime) -> bool:
    return session.expires_at is not None and session.expires_at <= now
