"""Questions about the work on cases: which were touched last, and what one case holds."""

from typing import LiteralString

from store.pool import AsyncConnection

# So many of the last rows of the audit: in a storm still more than any two looks of a screen are apart.
RECENT = 300

TOUCHED: LiteralString = """
SELECT alert_id, max(number) FROM audit
WHERE number > (SELECT number FROM audit_head) - %(rows)s AND alert_id IS NOT NULL GROUP BY alert_id"""


async def touched(connection: AsyncConnection) -> dict[int, int]:
    """The alerts that something was done about lately, each with the number of its newest row in the audit."""
    return dict(await (await connection.execute(TOUCHED, {"rows": RECENT})).fetchall())
