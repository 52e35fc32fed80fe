"""Questions about the work on cases: which were touched last, and what one case holds."""

from datetime import datetime
from typing import LiteralString, NamedTuple

from store.pool import AsyncConnection
from store.records import Evidence

# So many of the last rows of the audit, looks at evidence among them: in a storm still more than any two reads of a
# screen are apart.
RECENT = 1000
MOST_DEEDS = 40  # a wall shows two: those of a commune, for who sees that alone, are seldom the last of the city

TOUCHED: LiteralString = """
SELECT alert_id, max(number) FROM audit
WHERE number > (SELECT number FROM audit_head) - %(rows)s AND alert_id IS NOT NULL GROUP BY alert_id"""


async def touched(connection: AsyncConnection) -> dict[int, int]:
    """The alerts that something was done about lately, each with the number of its newest row in the audit."""
    return dict(await (await connection.execute(TOUCHED, {"rows": RECENT})).fetchall())


DEEDS: LiteralString = """
SELECT audit.number, audit.time, actor, action, alert_id, kind, source_id, commune_code
FROM audit JOIN alerts ON alerts.id = alert_id
WHERE number > (SELECT number FROM audit_head) - %(rows)s AND role <> 'centre'
ORDER BY number DESC LIMIT %(most)s"""


class Deed(NamedTuple):
    """What a person did about an alert, and which alert that is."""

    number: int
    time: datetime
    actor: str
    action: str
    alert_id: int
    kind: str
    source_id: str
    commune_code: str


async def deeds(connection: AsyncConnection, most: int = MOST_DEEDS) -> list[Deed]:
    """What people did last, the newest first."""
    cursor = await connection.execute(DEEDS, {"rows": RECENT, "most": most})
    return [Deed(*row) for row in await cursor.fetchall()]


PICTURES: LiteralString = """
SELECT incident_id, kind, time, picture, sha256, camera_id, time_source
FROM evidence WHERE incident_id = %(incident_id)s ORDER BY kind"""


async def pictures(connection: AsyncConnection, incident_id: str) -> list[Evidence]:
    """Every picture kept of an incident."""
    cursor = await connection.execute(PICTURES, {"incident_id": incident_id}, binary=True)
    return [Evidence(row[0], row[1], row[2], bytes(row[3]), *row[4:]) for row in await cursor.fetchall()]
