"""Sessions of people and walls, and the attempts to log in that failed."""

from collections.abc import Collection
from datetime import datetime
from typing import LiteralString, NamedTuple

from store.handling import Role
from store.pool import AsyncConnection


class Session(NamedTuple):
    """Somebody who is logged in: the SHA-256 of the cookie, who that is, and what they see (None: everything)."""

    hash: bytes
    name: str
    role: Role
    communes: tuple[str, ...] | None
    cameras: tuple[str, ...] | None
    expires_at: datetime | None


# What was ended, is over, or belongs to somebody who is disabled or to a wall that was revoked, is no session.
GOOD: LiteralString = """
SELECT s.hash, coalesce(u.name, w.name), coalesce(u.role, 'wall'), coalesce(u.communes, w.communes),
       coalesce(u.cameras, w.cameras), s.expires_at
FROM sessions s LEFT JOIN users u ON u.id = s.user_id LEFT JOIN wall_tokens w ON w.id = s.token_id
WHERE s.hash = ANY(%(hashes)s) AND s.ended_at IS NULL AND (s.expires_at IS NULL OR s.expires_at > %(now)s)
  AND u.disabled IS NOT TRUE AND w.revoked_at IS NULL"""


async def good(connection: AsyncConnection, hashes: Collection[bytes], now: datetime) -> dict[bytes, Session]:
    """Those of these that are sessions now, by hash."""
    cursor = await connection.execute(GOOD, {"hashes": list(hashes), "now": now})
    found: dict[bytes, Session] = {}
    for cookie, name, role, communes, cameras, expires_at in await cursor.fetchall():
        limits = (None, None) if communes is None else (tuple(communes), tuple(cameras))
        found[bytes(cookie)] = Session(bytes(cookie), name, role, *limits, expires_at)
    return found


# A session begins with an account that is still good: it may have been disabled since the password was read.
BEGIN: LiteralString = """
WITH begun AS (
    INSERT INTO sessions (hash, user_id, expires_at)
    SELECT %(hash)s, id, %(expires_at)s FROM users WHERE id = %(user_id)s AND NOT disabled
    RETURNING user_id
), written AS (
    INSERT INTO audit (time, actor, role, action, details)
    SELECT %(now)s, name, role, 'log-in', jsonb_build_object('address', %(address)s::text)
    FROM users JOIN begun ON begun.user_id = users.id RETURNING number
)
SELECT number FROM written"""


async def begin(
    connection: AsyncConnection, cookie_hash: bytes, user_id: int, expires_at: datetime, now: datetime, address: str
) -> bool:
    """Somebody is logged in, and the audit has it; False when they may not any more."""
    row = {"hash": cookie_hash, "user_id": user_id, "expires_at": expires_at, "now": now, "address": address}
    return await (await connection.execute(BEGIN, row)).fetchone() is not None


ENTER: LiteralString = """
INSERT INTO sessions (hash, token_id)
SELECT %(hash)s, id FROM wall_tokens WHERE hash = %(token)s AND revoked_at IS NULL RETURNING hash"""


async def enter(connection: AsyncConnection, cookie_hash: bytes, token_hash: bytes) -> bool:
    """A wall looks on, until it is revoked; False when there is no such link."""
    row = await (await connection.execute(ENTER, {"hash": cookie_hash, "token": token_hash})).fetchone()
    return row is not None


END: LiteralString = "UPDATE sessions SET ended_at = %(now)s WHERE hash = %(hash)s AND ended_at IS NULL"


async def end(connection: AsyncConnection, cookie_hash: bytes, now: datetime) -> None:
    """This session is over."""
    await connection.execute(END, {"hash": cookie_hash, "now": now})


class Failures(NamedTuple):
    """How often it failed since a time: for this name from this address, for this name, from this address."""

    both: int
    key: int
    address: int


FAILURES: LiteralString = """
SELECT count(*) FILTER (WHERE key = %(key)s AND address = %(address)s), count(*) FILTER (WHERE key = %(key)s),
       count(*) FILTER (WHERE address = %(address)s)
FROM log_in_failures WHERE (key = %(key)s OR address = %(address)s) AND time > %(since)s"""


async def failures(connection: AsyncConnection, key: str, address: str, since: datetime) -> Failures:
    """The attempts that failed."""
    values = {"key": key, "address": address, "since": since}
    row = await (await connection.execute(FAILURES, values)).fetchone()
    return Failures(*row) if row else Failures(0, 0, 0)


FAIL: LiteralString = "INSERT INTO log_in_failures (time, key, address) VALUES (%(now)s, %(key)s, %(address)s)"
FORGET: LiteralString = "DELETE FROM log_in_failures WHERE key = %(key)s AND address = %(address)s"
FORGET_OLD: LiteralString = "DELETE FROM log_in_failures WHERE time < %(before)s"


async def fail(connection: AsyncConnection, key: str, address: str, now: datetime) -> None:
    """One more attempt that failed."""
    await connection.execute(FAIL, {"now": now, "key": key, "address": address})


async def forget(connection: AsyncConnection, key: str, address: str, before: datetime) -> None:
    """Somebody has proved who they are: their own slips count no more, nor what is older than ``before``."""
    await connection.execute(FORGET, {"key": key, "address": address})
    await connection.execute(FORGET_OLD, {"before": before})
