"""What leaders see of coverage beyond the newest result: the months, and the citizens who report no signal."""

from datetime import date, datetime
from typing import LiteralString

import msgspec

from geo.reach import Service
from geo.shares import Amounts, Shares
from store.pool import AsyncConnection

NO_SIGNAL = "no_signal"


class Month(msgspec.Struct, frozen=True):
    """How things stood on the last day of a month that is known; ``cut``: given to today's communes by shares."""

    day: date
    as_of: datetime
    cut: bool
    shares: Shares


# Of each month the last day alone; units that were no more some days later count to those that followed them.
MONTHS: LiteralString = """
WITH ends AS (
    SELECT max(day) AS day FROM coverage_daily
    WHERE service = %(service)s AND layer = 'modelled' AND day >= %(since)s GROUP BY to_char(day, 'YYYY-MM')
)
SELECT day, max(as_of), bool_or(old_code IS NOT NULL),
       sum(area_now_km2 * coalesce(area_share, 1)), sum(people_now * coalesce(people_share, 1)),
       sum(hamlets_now * coalesce(hamlets_share, 1)),
       sum(area_km2 * coalesce(area_share, 1)), sum(people * coalesce(people_share, 1)),
       sum(hamlets * coalesce(hamlets_share, 1))
FROM ends JOIN coverage_daily USING (day) LEFT JOIN unit_crosswalk ON old_code = commune_code AND day < changed_on
WHERE service = %(service)s AND layer = 'modelled'
    AND (%(commune)s = '' OR coalesce(new_code, commune_code) = %(commune)s)
GROUP BY day ORDER BY day"""


async def months(connection: AsyncConnection, service: Service, since: date, commune: str = "") -> list[Month]:
    """The months of a commune, or of all together (""), the oldest first; what was not computed is left out."""
    values = {"service": service, "since": since, "commune": commune}
    rows = await (await connection.execute(MONTHS, values)).fetchall()
    return [Month(row[0], row[1], row[2], Shares(Amounts(*row[3:6]), Amounts(*row[6:9]))) for row in rows]


class Complaint(msgspec.Struct, frozen=True):
    """A citizen's report of no signal, and what became of it."""

    report_id: str
    lon: float | None
    lat: float | None
    commune_code: str
    first_at: datetime
    state: str


COMPLAINTS: LiteralString = """
SELECT report_id, lon, lat, commune_code, first_at, state FROM reports
WHERE category = %(category)s AND first_at >= %(since)s ORDER BY first_at DESC, report_id LIMIT %(most)s"""


async def complaints(connection: AsyncConnection, since: datetime, most: int = 2000) -> list[Complaint]:
    """The reports of no signal first heard of at ``since`` or later, the newest first."""
    values = {"category": NO_SIGNAL, "since": since, "most": most}
    return [Complaint(*row) for row in await (await connection.execute(COMPLAINTS, values)).fetchall()]


MEASURED_AT: LiteralString = "SELECT max(last_at) FROM measured_cells"


async def measured_at(connection: AsyncConnection) -> datetime | None:
    """When the newest sample was taken of those that are compared with the model; None: there are none."""
    row = await (await connection.execute(MEASURED_AT)).fetchone()
    return row[0] if row else None


PLANNED_SITES: LiteralString = """
SELECT site_id, min(lon), min(lat) FROM planned_sectors GROUP BY site_id ORDER BY site_id"""


async def planned_sites(connection: AsyncConnection) -> list[tuple[str, float, float]]:
    """Where the sites of the imported network stand; none: nothing was imported, the city's folder holds."""
    rows = await (await connection.execute(PLANNED_SITES)).fetchall()
    return [(row[0], row[1], row[2]) for row in rows]


# Gaps, failures and measured squares are saved after the result that they belong to, each with word of its own.
CONTENTS: LiteralString = """
SELECT concat_ws('/', (SELECT computed_at FROM coverage_state), (SELECT count(*) FROM coverage_gaps),
                 (SELECT concat(count(*), ' ', sum(people)) FROM coverage_failures),
                 (SELECT concat(count(*), ' ', max(last_at)) FROM measured_cells),
                 (SELECT max(day) FROM coverage_daily))"""


async def contents(connection: AsyncConnection) -> str:
    """Another text whenever any of what leaders see was computed anew."""
    row = await (await connection.execute(CONTENTS)).fetchone()
    return str(row[0]) if row else ""
