"""Questions about incidents and the pictures kept as their proof."""

from datetime import datetime
from typing import LiteralString

import msgspec

from store.pool import AsyncConnection, Connection
from store.records import Evidence, EvidenceKind, Incident, TimeSource


class IncidentCount(msgspec.Struct, frozen=True):
    """How many incidents of a camera began since a time, and how many of all its incidents still last."""

    camera_id: str
    begun: int
    ongoing: int


COUNTS: LiteralString = """
SELECT camera_id, count(*) FILTER (WHERE start_at >= %(since)s), count(*) FILTER (WHERE end_at IS NULL)
FROM incidents WHERE start_at >= %(since)s OR end_at IS NULL GROUP BY camera_id"""


async def counts(connection: AsyncConnection, since: datetime) -> list[IncidentCount]:
    """For each camera with any: incidents begun since ``since``, and incidents that still last."""
    cursor = await connection.execute(COUNTS, {"since": since})
    return [IncidentCount(*row) for row in await cursor.fetchall()]


OF_CAMERA: LiteralString = """
SELECT id, camera_id, rule, start_at, time, box, confidence, end_at, track
FROM incidents WHERE camera_id = %(camera_id)s ORDER BY start_at DESC, id LIMIT %(most)s"""


async def of_camera(connection: AsyncConnection, camera_id: str, most: int = 20) -> list[Incident]:
    """The newest incidents of a camera, the newest first."""
    cursor = await connection.execute(OF_CAMERA, {"camera_id": camera_id, "most": most})
    return [_incident(row) for row in await cursor.fetchall()]


ONE: LiteralString = """
SELECT id, camera_id, rule, start_at, time, box, confidence, end_at, track FROM incidents WHERE id = %(id)s"""


async def one(connection: AsyncConnection, incident_id: str) -> Incident | None:
    """The incident with this id, or None."""
    row = await (await connection.execute(ONE, {"id": incident_id})).fetchone()
    return _incident(row) if row else None


EVIDENCE: LiteralString = """
SELECT incident_id, kind, time, picture, sha256, camera_id, time_source
FROM evidence WHERE incident_id = %(incident_id)s AND kind = %(kind)s"""


async def evidence(connection: AsyncConnection, incident_id: str, kind: str) -> Evidence | None:
    """One picture of an incident, or None."""
    cursor = await connection.execute(EVIDENCE, {"incident_id": incident_id, "kind": kind}, binary=True)
    row = await cursor.fetchone()
    return Evidence(row[0], row[1], row[2], bytes(row[3]), *row[4:]) if row else None


EVIDENCE_KINDS: LiteralString = """
SELECT incident_id, array_agg(kind ORDER BY kind) FROM evidence
WHERE incident_id = ANY(%(incident_ids)s) GROUP BY incident_id"""


async def evidence_kinds(connection: AsyncConnection, incident_ids: list[str]) -> dict[str, list[str]]:
    """Which pictures there are of each of these incidents; an incident without any is left out."""
    cursor = await connection.execute(EVIDENCE_KINDS, {"incident_ids": incident_ids})
    return dict(await cursor.fetchall())


class EvidenceHead(msgspec.Struct, frozen=True):
    """All of a piece of evidence but its picture."""

    kind: EvidenceKind
    time: datetime
    time_source: TimeSource
    sha256: str


EVIDENCE_HEADS: LiteralString = """
SELECT incident_id, kind, time, time_source, sha256 FROM evidence WHERE incident_id = ANY(%(incident_ids)s)"""


async def evidence_heads(connection: AsyncConnection, incident_ids: list[str]) -> dict[str, dict[str, EvidenceHead]]:
    """What is known of each picture of these incidents, by incident and kind."""
    found: dict[str, dict[str, EvidenceHead]] = {}
    for incident_id, *row in await (
        await connection.execute(EVIDENCE_HEADS, {"incident_ids": incident_ids})
    ).fetchall():
        head = EvidenceHead(*row)
        found.setdefault(incident_id, {})[head.kind] = head
    return found


UNENDED: LiteralString = """
SELECT id, camera_id, rule, start_at, time, box, confidence, end_at, track
FROM incidents WHERE camera_id = %(camera_id)s AND end_at IS NULL ORDER BY start_at"""


def unended(connection: Connection, camera_id: str) -> list[Incident]:
    """The incidents of a camera that last still, oldest first: a restarted ingest takes them up again."""
    return [_incident(row) for row in connection.execute(UNENDED, {"camera_id": camera_id})]


# What lasted when a camera was taken out of the city ended when it was last seen: nobody looks any more. Its alert
# stays to be judged, and says that its condition is over.
END_OF_REMOVED: LiteralString = """
WITH ended AS (
    UPDATE incidents SET end_at = time WHERE end_at IS NULL AND camera_id <> ALL(%(cameras)s) RETURNING id, end_at
), cleared AS (
    UPDATE alerts SET cleared_at = ended.end_at FROM ended
    WHERE fingerprint = 'incident/' || ended.id AND cleared_at IS NULL RETURNING pg_notify('ioc', 'alerts')::text
)
SELECT count(*), (SELECT count(*) FROM cleared) FROM ended"""


def end_of_removed(connection: Connection, cameras: list[str]) -> int:
    """End the incidents of cameras that are not among these; returns how many."""
    row = connection.execute(END_OF_REMOVED, {"cameras": cameras}).fetchone()
    return row[0] if row else 0


def _incident(row: tuple) -> Incident:
    name, camera_id, rule, start, time, box, confidence, end, track = row
    points = tuple(tuple(point) for point in track)
    return Incident(name, camera_id, rule, start, time, tuple(box), confidence, end, points)
