"""Cameras as people set them up, version by version, and what those see that somebody is looking at."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, LiteralString, NamedTuple

import msgspec
from psycopg import Cursor
from psycopg.types.json import Jsonb

from config.city import GroundPoint, Zone
from store.pool import AsyncConnection, Connection
from store.records import Learned, Sight

MOST_VERSIONS = 100


class Setup(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is drawn over a camera's picture: its zones, and four measured points of the road or none."""

    zones: tuple[Zone, ...] = ()
    calibration: tuple[GroundPoint, ...] = ()


class Version(msgspec.Struct, frozen=True):
    """A set-up as somebody saved it; ``back_to`` is the version whose drawing it took up again."""

    version: int
    saved_at: datetime
    saved_by: str
    back_to: int | None
    setup: Setup


class Looking(NamedTuple):
    """The newest version of each camera that has any, and the cameras that somebody looks at."""

    versions: dict[str, int]
    looked_at: frozenset[str]


class View(NamedTuple):
    """A camera's newest picture, and what was seen in just this one, as JSON; None when nothing was written down."""

    time: datetime
    jpeg: bytes
    sight: bytes | None


VERSIONS: LiteralString = """
SELECT version, saved_at, saved_by, back_to, setup FROM camera_setups
WHERE camera_id = %(camera_id)s ORDER BY version DESC LIMIT %(most)s"""


async def versions(connection: AsyncConnection, camera_id: str, most: int = MOST_VERSIONS) -> list[Version]:
    """How a camera was set up, the newest first."""
    cursor = await connection.execute(VERSIONS, {"camera_id": camera_id, "most": most})
    return [
        msgspec.convert(dict(zip(Version.__struct_fields__, row, strict=True)), Version)
        for row in await cursor.fetchall()
    ]


# Two people may draw at once: who saves second began from something else and must be told.
SAVE: LiteralString = """
INSERT INTO camera_setups (camera_id, version, saved_by, back_to, setup)
SELECT %(camera_id)s, %(base)s + 1, %(saved_by)s, %(back_to)s, %(setup)s
WHERE %(base)s = (SELECT coalesce(max(version), 0) FROM camera_setups WHERE camera_id = %(camera_id)s)
ON CONFLICT DO NOTHING RETURNING version"""
NOTIFY: LiteralString = "SELECT pg_notify('ioc', 'cameras')"


async def save_setup(
    connection: AsyncConnection, camera_id: str, base: int, saved_by: str, setup: Setup, back_to: int | None = None
) -> int | None:
    """The new version's number, or None when ``base`` is not the newest any more."""
    row = {"camera_id": camera_id, "base": base, "saved_by": saved_by, "back_to": back_to}
    drawn = Jsonb(setup, dumps=msgspec.json.encode)
    saved = await (await connection.execute(SAVE, row | {"setup": drawn})).fetchone()
    await connection.execute(NOTIFY)
    return saved[0] if saved else None


LOOK: LiteralString = """
INSERT INTO camera_looks AS old (camera_id, until) VALUES (%(camera_id)s, now() + make_interval(secs => %(seconds)s))
ON CONFLICT (camera_id) DO UPDATE SET until = greatest(old.until, excluded.until)"""


async def look_at(connection: AsyncConnection, camera_id: str, seconds: float) -> None:
    """Ask for what the camera sees, for so long."""
    await connection.execute(LOOK, {"camera_id": camera_id, "seconds": seconds})


VIEW: LiteralString = """
SELECT still.time, still.jpeg, sight.sight::text
FROM live_stills still LEFT JOIN camera_sights sight ON sight.camera_id = still.camera_id AND sight.time = still.time
WHERE still.camera_id = %(camera_id)s AND (%(seen)s::timestamptz IS NULL OR still.time <> %(seen)s)"""


async def view(connection: AsyncConnection, camera_id: str, seen: datetime | None) -> View | None:
    """The newest picture of a camera with what is seen in it, unless its time is the one ``seen`` already."""
    row = await (await connection.execute(VIEW, {"camera_id": camera_id, "seen": seen}, binary=True)).fetchone()
    return View(row[0], bytes(row[1]), row[2].encode() if row[2] is not None else None) if row else None


SIGHT: LiteralString = """
INSERT INTO camera_sights AS old (camera_id, time, sight) VALUES (%s, %s, %s)
ON CONFLICT (camera_id) DO UPDATE SET time = excluded.time, sight = excluded.sight WHERE excluded.time > old.time"""


def save_sights(cursor: Cursor, sights: Iterable[Sight]) -> None:
    """Keep the newest of each camera."""
    for row in sights:
        cursor.execute(SIGHT, (row.camera_id, row.time, Jsonb(row.sight, dumps=msgspec.json.encode)))


LEARNED: LiteralString = """
INSERT INTO camera_learning AS old (camera_id, time, learned) VALUES (%s, %s, %s)
ON CONFLICT (camera_id) DO UPDATE SET time = excluded.time, learned = excluded.learned WHERE excluded.time > old.time"""


def save_learned(cursor: Cursor, learned: Iterable[Learned]) -> None:
    """Keep the newest of each camera."""
    for row in learned:
        cursor.execute(LEARNED, (row.camera_id, row.time, Jsonb(row.learned, dumps=msgspec.json.encode)))


LEARNED_BEFORE: LiteralString = "SELECT learned FROM camera_learning WHERE camera_id = %(camera_id)s"


def learned_before(connection: Connection, camera_id: str) -> dict[str, Any] | None:
    """What a camera had learnt when ingest last wrote it down; None: nothing yet."""
    row = connection.execute(LEARNED_BEFORE, {"camera_id": camera_id}).fetchone()
    return row[0] if row else None


NEWEST: LiteralString = "SELECT camera_id, max(version) FROM camera_setups GROUP BY camera_id"
LOOKED_AT: LiteralString = "SELECT camera_id FROM camera_looks WHERE until > now()"


def looking(connection: Connection) -> Looking:
    """What ingest asks every second: two short questions for all cameras."""
    newest = dict(connection.execute(NEWEST).fetchall())
    return Looking(newest, frozenset(row[0] for row in connection.execute(LOOKED_AT)))


SETUP: LiteralString = "SELECT setup FROM camera_setups WHERE camera_id = %(camera_id)s AND version = %(version)s"


def setup(connection: Connection, camera_id: str, version: int) -> Setup:
    """One version; raises LookupError when there is none such, msgspec.ValidationError when it cannot be understood."""
    row = connection.execute(SETUP, {"camera_id": camera_id, "version": version}).fetchone()
    if row is None:
        raise LookupError(f"{camera_id} has no version {version}")
    return msgspec.convert(row[0], Setup)
