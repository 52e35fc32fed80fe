"""Where people log in and out: rate limited by name and by address, and telling nobody who has an account."""

import asyncio
from datetime import datetime, timedelta
from math import ceil
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from config.settings import LogIn
from dashboard.centre import Centre
from dashboard.one_time_codes import step_of
from dashboard.passwords import MOST, is_right
from dashboard.sessions import hash_of, new_cookie
from store import accounts, sessions
from store.accounts import MOST_NAME, User, key_of
from store.sessions import Failures

TOLD = {
    "wrong": "Name, password or code is wrong.",
    "locked": "Wrong too often: try again in {n} minutes.",
    "short": "A password has at least {n} letters.",
    "link": "This link does not hold.",
}
WRONG, LOCKED = TOLD["wrong"], TOLD["locked"]
MOST_BYTES = 4000
REMEMBERED = timedelta(days=1)


class Asked(NamedTuple):
    """What somebody typed."""

    name: str
    password: str
    code: str
    where: str


class Entered(NamedTuple):
    """What became of it: a cookie and the language somebody reads, or a problem with the status of its answer."""

    cookie: str = ""
    language: str = ""
    problem: str = ""
    status: int = 303
    wait_minutes: int = 0


class Entrance:
    """Takes one attempt after the other: a password costs memory and time to check, and counting must not be outrun."""

    def __init__(self, centre: Centre) -> None:
        self._centre, self._limits = centre, centre.settings.log_in
        self._turn = asyncio.Lock()

    async def enter(self, asked: Asked, address: str, now: datetime) -> Entered:
        """Log somebody in; raises DatabaseDown."""
        key, ask = key_of(asked.name[:MOST_NAME]), self._centre.reader.ask
        if locked := await self._locked(key, address, now):
            return locked  # without waiting for anybody's turn
        async with self._turn:
            if locked := await self._locked(key, address, now):
                return locked
            user = await ask(accounts.by_name, asked.name[:MOST_NAME])
            right = await asyncio.to_thread(is_right, user.password if user else None, asked.password[:MOST])
            if user is None or user.disabled or not right or not await self._proves(user, asked, now):
                await ask(sessions.fail, key, address, now)
                return Entered(problem=WRONG, status=401)
            return await self._begin(user, key, address, now)

    async def knows(self, name: str, password: str, address: str, now: datetime) -> Entered | None:
        """Whether who is logged in knows their own password: None, or what is told. A left desk is guessed at."""
        key, ask = key_of(name), self._centre.reader.ask
        async with self._turn:
            if locked := await self._locked(key, address, now):
                return locked
            user = await ask(accounts.by_name, name)
            if await asyncio.to_thread(is_right, user.password if user else None, password[:MOST]):
                return None
            await ask(sessions.fail, key, address, now)
            return Entered(problem=WRONG, status=422)

    async def _proves(self, user: User, asked: Asked, now: datetime) -> bool:
        """Whether the code is right where one is wanted, and was not used before."""
        if not user.totp:
            return True
        step = step_of(user.totp, asked.code, now)
        return step is not None and await self._centre.reader.ask(accounts.use_step, user.id, step)

    async def _begin(self, user: User, key: str, address: str, now: datetime) -> Entered:
        cookie, expires_at = new_cookie(), now + timedelta(hours=self._limits.session_hours)
        begun = await self._centre.reader.ask(sessions.begin, hash_of(cookie), user.id, expires_at, now, address)
        if not begun:
            return Entered(problem=WRONG, status=401)
        await self._centre.reader.ask(sessions.forget, key, address, now - REMEMBERED)
        return Entered(cookie, user.language or "")

    async def _locked(self, key: str, address: str, now: datetime) -> Entered | None:
        """What is told while so much was tried in vain that nothing is tried."""
        minutes = self._limits.lock_minutes
        failed = await self._centre.reader.ask(sessions.failures, key, address, now - timedelta(minutes=minutes))
        return (
            Entered(problem=LOCKED, status=429, wait_minutes=ceil(minutes)) if is_locked(failed, self._limits) else None
        )


def is_locked(failed: Failures, limits: LogIn) -> bool:
    """Whether so much was tried in vain that nothing is tried now: a guess from here, at this name, or at any name."""
    mine = failed.both >= limits.failures
    return mine or failed.key >= limits.failures_of_name or failed.address >= limits.failures_of_address


def inside(where: str) -> str:
    """A path of ours to go to; whatever would lead elsewhere becomes the first page."""
    try:
        parts = urlsplit(where)
    except ValueError:
        return "/"
    leads_here = where.startswith("/") and not where.startswith("//") and not parts.scheme and not parts.netloc
    plain = where.isprintable() and "\\" not in where and len(where) <= 500
    return where if leads_here and plain and parts.path not in ("/log-in", "/log-out") else "/"


def fields(body: bytes) -> dict[str, str]:
    """The fields of a form that was sent."""
    return {name: rows[-1] for name, rows in parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True).items()}
