"""Questions about the work on cases: which were touched last, and what one case holds."""

from typing import LiteralString

from store.pool import AsyncConnection
from store.records import Evidence

# So many of the last rows of the audit: in a storm still more than any two looks of a screen are apart.
RECENT = 300

TOUCHED: LiteralString = """
SELECT alert_id, max(number) FROM audit
WHERE number > (SELECT number FROM audit_head) - %(rows)s AND alert_id IS NOT NULL GROUP BY alert_id"""


async def touched(connection: AsyncConnection) -> dict[int, int]:
    """The alerts that something was done about lately, each with the number of its newest row in the audit."""
    return dict(await (await connection.execute(TOUCHED, {"rows": RECENT})).fetchall())


PICTURES: LiteralString = """
SELECT incident_id, kind, time, picture, sha256, camera_id, time_source
FROM evidence WHERE incident_id = %(incident_id)s ORDER BY kind"""


async def pictures(connection: AsyncConnection, incident_id: str) -> list[Evidence]:
    """Every picture kept of an incident."""
    cursor = await connection.execute(PICTURES, {"incident_id": incident_id}, binary=True)
    return [Evidence(row[0], row[1], row[2], bytes(row[3]), *row[4:]) for row in await cursor.fetchall()]
