"""Who may log in: people with a role, a password and what they may see, and the walls that have a link."""

import unicodedata
from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString, NamedTuple

import psycopg

from store.audit import Entry, append
from store.handling import Role
from store.pool import AsyncConnection, Connection

LOCK = 7_402_032  # of the first start: two processes at once make one administrator
MOST_NAME = 60


class Limits(NamedTuple):
    """The communes and cameras that somebody sees; both None: everything."""

    communes: list[str] | None = None
    cameras: list[str] | None = None


class User(NamedTuple):
    """Somebody who may log in; ``password`` is a hash, ``totp`` the secret of a second proof, if there is one.

    ``language`` is what they read wherever they log in; None: they have not chosen.
    """

    id: int
    name: str
    role: Role
    password: str
    totp: str
    totp_step: int
    communes: list[str] | None
    cameras: list[str] | None
    disabled: bool
    made_at: datetime
    language: str | None


class Wall(NamedTuple):
    """A wall that looks on by a link."""

    name: str
    communes: list[str] | None
    cameras: list[str] | None
    made_at: datetime
    revoked_at: datetime | None


class NameTaken(ValueError):
    """There is somebody, or a wall, of this name."""


class NoSuchName(LookupError):
    """Nobody has this name."""


def tidy(name: str) -> str:
    """A name as it is shown: its letters composed, its spaces single."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def key_of(name: str) -> str:
    """A name as it is compared."""
    return unicodedata.normalize("NFC", tidy(name).casefold())


BY_KEY: LiteralString = """
SELECT id, name, role, password, totp, totp_step, communes, cameras, disabled, made_at, language
FROM users WHERE key = %(key)s"""
ALL: LiteralString = """
SELECT id, name, role, password, totp, totp_step, communes, cameras, disabled, made_at, language
FROM users ORDER BY key"""


async def by_name(connection: AsyncConnection, name: str) -> User | None:
    """The user of this name, whatever its capitals; None when there is none."""
    row = await (await connection.execute(BY_KEY, {"key": key_of(name)})).fetchone()
    return User(*row) if row else None


DESKS: LiteralString = """
SELECT DISTINCT communes, cameras FROM users
WHERE communes IS NOT NULL AND NOT disabled AND role IN ('operator', 'police')"""


def desks(connection: Connection) -> list[Limits]:
    """The parts of the city that those see who act on alerts and do not see all of it."""
    return [Limits(*row) for row in connection.execute(DESKS)]


def users(connection: Connection) -> list[User]:
    """Everybody, by name."""
    return [User(*row) for row in connection.execute(ALL)]


ADD: LiteralString = """
INSERT INTO users (key, name, role, password, communes, cameras)
VALUES (%(key)s, %(name)s, %(role)s, %(password)s, %(communes)s, %(cameras)s)"""


def add(connection: Connection, name: str, role: str, password: str, limits: Limits, entry: Entry) -> None:
    """A new user; raises NameTaken."""
    row = {"key": key_of(name), "name": tidy(name), "role": role, "password": password} | limits._asdict()
    try:
        with connection.transaction(), connection.cursor() as cursor:
            cursor.execute(ADD, row)
            append(cursor, [entry])
    except psycopg.errors.UniqueViolation as error:
        raise NameTaken(f"there is a user {tidy(name)!r} already") from error


ANYBODY: LiteralString = "SELECT EXISTS (SELECT FROM users)"


def add_first(connection: Connection, name: str, role: str, password: str, entry: Entry) -> bool:
    """A user where there was none at all; False when there is somebody already."""
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
        row = connection.execute(ANYBODY).fetchone()
        if row and row[0]:
            return False
        add(connection, name, role, password, Limits(), entry)
    return True


SET: dict[str, LiteralString] = {
    "role": "UPDATE users SET role = %(role)s WHERE key = %(key)s RETURNING id",
    "limits": "UPDATE users SET communes = %(communes)s, cameras = %(cameras)s WHERE key = %(key)s RETURNING id",
    "password": "UPDATE users SET password = %(password)s WHERE key = %(key)s RETURNING id",
    "totp": "UPDATE users SET totp = %(totp)s, totp_step = 0 WHERE key = %(key)s RETURNING id",
    "disabled": "UPDATE users SET disabled = %(disabled)s WHERE key = %(key)s RETURNING id",
}
END_OF_USER: LiteralString = "UPDATE sessions SET ended_at = now() WHERE user_id = %(id)s AND ended_at IS NULL"


def change(connection: Connection, name: str, what: str, entry: Entry, **values: object) -> None:
    """Change one thing about a user (a key of SET) and end all sessions of that user; raises NoSuchName."""
    with connection.transaction(), connection.cursor() as cursor:
        row = cursor.execute(SET[what], values | {"key": key_of(name)}).fetchone()
        if row is None:
            raise NoSuchName(f"there is no user {name!r}; ioc user list tells who there is")
        cursor.execute(END_OF_USER, {"id": row[0]})
        append(cursor, [entry])


OWN_CHANGE: LiteralString = """
WITH changed AS (
    UPDATE users SET password = %(password)s WHERE key = %(key)s RETURNING id, name, role
), written AS (
    INSERT INTO audit (time, actor, role, action) SELECT %(now)s, name, role, 'own-password' FROM changed
)
UPDATE sessions SET ended_at = now()
WHERE user_id = (SELECT id FROM changed) AND hash <> %(keeping)s AND ended_at IS NULL"""


async def set_password(connection: AsyncConnection, name: str, password: str, keeping: bytes, now: datetime) -> None:
    """Somebody's own new password, which the audit has; all their sessions end but this one."""
    values = {"key": key_of(name), "password": password, "keeping": keeping, "now": now}
    await connection.execute(OWN_CHANGE, values)


SPEAK: LiteralString = "UPDATE users SET language = %(language)s WHERE key = %(key)s"


async def set_language(connection: AsyncConnection, name: str, language: str) -> None:
    """What somebody reads from now on, wherever they log in."""
    await connection.execute(SPEAK, {"key": key_of(name), "language": language})


STEP: LiteralString = """
UPDATE users SET totp_step = %(step)s WHERE id = %(id)s AND totp_step < %(step)s RETURNING id"""


async def use_step(connection: AsyncConnection, user_id: int, step: int) -> bool:
    """Take a code of this time step; False when it was used before."""
    return await (await connection.execute(STEP, {"id": user_id, "step": step})).fetchone() is not None


ADD_WALL: LiteralString = """
INSERT INTO wall_tokens (name, hash, communes, cameras) VALUES (%(name)s, %(hash)s, %(communes)s, %(cameras)s)"""
REVOKE: LiteralString = """
UPDATE wall_tokens SET revoked_at = now() WHERE name = %(name)s AND revoked_at IS NULL RETURNING id"""
WALLS: LiteralString = "SELECT name, communes, cameras, made_at, revoked_at FROM wall_tokens ORDER BY name"


def add_wall(connection: Connection, name: str, token_hash: bytes, limits: Limits, entry: Entry) -> None:
    """A wall that may look on; raises NameTaken."""
    try:
        with connection.transaction(), connection.cursor() as cursor:
            cursor.execute(ADD_WALL, {"name": tidy(name), "hash": token_hash} | limits._asdict())
            append(cursor, [entry])
    except psycopg.errors.UniqueViolation as error:
        raise NameTaken(f"there is, or was, a wall {tidy(name)!r} already: choose another name") from error


def revoke_wall(connection: Connection, name: str, entry: Entry) -> None:
    """A wall looks on no more, at once; raises NoSuchName."""
    with connection.transaction(), connection.cursor() as cursor:
        if cursor.execute(REVOKE, {"name": tidy(name)}).fetchone() is None:
            raise NoSuchName(f"no wall {name!r} looks on; ioc token list tells which do")
        append(cursor, [entry])


def walls(connection: Connection) -> Sequence[Wall]:
    """Every wall there is or was."""
    return [Wall(*row) for row in connection.execute(WALLS)]
