"""Questions about the live stills: one newest picture per camera."""

from datetime import datetime
from typing import LiteralString

import msgspec

from store.pool import AsyncConnection, Connection
from store.records import Still


class StillHead(msgspec.Struct, frozen=True):
    """All of a still but its picture."""

    camera_id: str
    time: datetime
    sequence: int
    lag_seconds: float


HEADS: LiteralString = "SELECT camera_id, time, sequence, lag_seconds FROM live_stills"


async def heads(connection: AsyncConnection) -> list[StillHead]:
    """What the newest still of each camera is, without the picture."""
    cursor = await connection.execute(HEADS)
    return [StillHead(*row) for row in await cursor.fetchall()]


HEARD: LiteralString = "SELECT camera_id, time FROM live_stills"


def heard(connection: Connection) -> dict[str, datetime]:
    """When the newest still of each camera was taken."""
    return dict(connection.execute(HEARD).fetchall())


NEWER: LiteralString = """
SELECT s.camera_id, s.time, s.sequence, s.jpeg, s.lag_seconds
FROM unnest(%(camera_ids)s::text[], %(times)s::timestamptz[]) AS seen (camera_id, time)
JOIN live_stills s ON s.camera_id = seen.camera_id AND (seen.time IS NULL OR s.time <> seen.time)"""


async def newer(connection: AsyncConnection, seen: dict[str, datetime | None]) -> list[Still]:
    """The stills of these cameras whose capture time is not the one already ``seen`` (None: nothing seen)."""
    values = {"camera_ids": list(seen), "times": list(seen.values())}
    cursor = await connection.execute(NEWER, values, binary=True)
    return [Still(row[0], row[1], row[2], bytes(row[3]), row[4]) for row in await cursor.fetchall()]


ONE: LiteralString = """
SELECT camera_id, time, sequence, jpeg, lag_seconds FROM live_stills WHERE camera_id = %(camera_id)s"""


async def one(connection: AsyncConnection, camera_id: str) -> Still | None:
    """The newest still of a camera, or None when it never sent any."""
    row = await (await connection.execute(ONE, {"camera_id": camera_id}, binary=True)).fetchone()
    return Still(row[0], row[1], row[2], bytes(row[3]), row[4]) if row else None
