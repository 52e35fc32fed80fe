"""Questions about coverage: by commune now and over months, what is down, what fails next, where the gaps are."""

from datetime import date, datetime
from typing import Any, Literal, LiteralString

import msgspec

from geo.coverage import Service
from geo.shares import Amounts, Shares
from store.pool import AsyncConnection

Layer = Literal["modelled", "measured"]


class Origin(msgspec.Struct, frozen=True):
    """Where a layer is from: the city's folder, or an imported file with when and how many rows."""

    name: str
    rows: int
    imported_at: datetime | None = None


class State(msgspec.Struct, frozen=True):
    """For which moment coverage holds, and of what it was computed; ``sites_unheard`` say nothing lately.

    ``origins`` has the keys sites, people and hamlets, and measurements once there are any.
    """

    as_of: datetime
    computed_at: datetime
    sites: int
    sites_down: int
    sites_unheard: int
    origins: dict[str, Origin]


STATE: LiteralString = """
SELECT as_of, computed_at, sites, sites_down, sites_unheard, origins FROM coverage_state"""


async def state(connection: AsyncConnection) -> State | None:
    """Of what all else here speaks; None while nothing was computed yet."""
    row = await (await connection.execute(STATE)).fetchone()
    return State(*row[:5], origins=msgspec.convert(row[5], dict[str, Origin])) if row else None


class CommuneCoverage(msgspec.Struct, frozen=True):
    """One service in one commune: how much there is, and is covered as planned (None of what was measured) and now."""

    commune_code: str
    service: Service
    total: Amounts
    planned: Amounts | None
    now: Amounts

    @property
    def shares(self) -> Shares:
        """Now, as shares of area, people and hamlets."""
        return Shares(self.now, self.total)

    @property
    def shares_planned(self) -> Shares | None:
        """As planned, as shares of area, people and hamlets."""
        return Shares(self.planned, self.total) if self.planned else None

    @property
    def lost(self) -> Amounts:
        """Covered as planned, and not now."""
        return self.planned - self.now if self.planned else Amounts()


NOW: LiteralString = """
SELECT commune_code, service, area_km2, people, hamlets, area_planned_km2, people_planned, hamlets_planned,
       area_now_km2, people_now, hamlets_now
FROM coverage_now ORDER BY commune_code, service"""


async def now(connection: AsyncConnection) -> list[CommuneCoverage]:
    """Every service in every commune."""
    return [_commune(row) for row in await (await connection.execute(NOW)).fetchall()]


def summed(rows: list[CommuneCoverage], service: Service) -> CommuneCoverage:
    """One service of several communes added up, under no commune's code."""
    found = [row for row in rows if row.service == service]
    planned = [row.planned for row in found if row.planned]
    return CommuneCoverage(
        "",
        service,
        sum((row.total for row in found), Amounts()),
        sum(planned, Amounts()) if len(planned) == len(found) else None,
        sum((row.now for row in found), Amounts()),
    )


class Down(msgspec.Struct, frozen=True):
    """A site that is down, and what of a service would be back if it alone came back."""

    site_id: str
    service: Service
    since: datetime
    amounts: Amounts
    communes: tuple[str, ...]


DOWN: LiteralString = """
SELECT site_id, service, since, area_km2, people, hamlets, communes
FROM coverage_down WHERE service = %(service)s ORDER BY people DESC, area_km2 DESC, site_id"""


async def down(connection: AsyncConnection, service: Service) -> list[Down]:
    """Every site that is down, that with most people first."""
    rows = await (await connection.execute(DOWN, {"service": service})).fetchall()
    return [Down(row[0], row[1], row[2], Amounts(*row[3:6]), tuple(row[6])) for row in rows]


class Failure(msgspec.Struct, frozen=True):
    """What would be lost if a site failed next."""

    site_id: str
    amounts: Amounts


FAILURES: LiteralString = """
SELECT site_id, area_km2, people, hamlets FROM coverage_failures WHERE service = %(service)s
ORDER BY place LIMIT %(most)s"""


async def failures(connection: AsyncConnection, service: Service, most: int = 50) -> list[Failure]:
    """The sites on which alone most people hang."""
    rows = await (await connection.execute(FAILURES, {"service": service, "most": most})).fetchall()
    return [Failure(row[0], Amounts(*row[1:])) for row in rows]


class GapRow(msgspec.Struct, frozen=True):
    """A stretch of ground without a service as planned; ``geometry`` is GeoJSON's."""

    communes: tuple[str, ...]
    amounts: Amounts
    geometry: dict[str, Any]


GAPS: LiteralString = """
SELECT communes, area_km2, people, hamlets, geometry FROM coverage_gaps
WHERE service = %(service)s AND (%(commune)s = '' OR %(commune)s = ANY(communes)) ORDER BY place LIMIT %(most)s"""


async def gaps(connection: AsyncConnection, service: Service, commune: str = "", most: int = 500) -> list[GapRow]:
    """The gaps, of one commune or of all, that with most people first."""
    values = {"service": service, "commune": commune, "most": most}
    rows = await (await connection.execute(GAPS, values)).fetchall()
    return [GapRow(tuple(row[0]), Amounts(*row[1:4]), row[4]) for row in rows]


class Day(msgspec.Struct, frozen=True):
    """A service in a commune at the end of a day; ``cut`` says that it was given to today's communes by shares."""

    day: date
    as_of: datetime
    cut: bool
    coverage: CommuneCoverage


# Rows of a unit that was no more some days later are given to the units that followed it, by their shares.
TREND: LiteralString = """
SELECT day, max(as_of), bool_or(old_code IS NOT NULL), coalesce(new_code, commune_code) AS code, service,
       sum(area_km2 * coalesce(area_share, 1)), sum(people * coalesce(people_share, 1)),
       sum(hamlets * coalesce(hamlets_share, 1)),
       sum(area_planned_km2 * coalesce(area_share, 1)), sum(people_planned * coalesce(people_share, 1)),
       sum(hamlets_planned * coalesce(hamlets_share, 1)),
       sum(area_now_km2 * coalesce(area_share, 1)), sum(people_now * coalesce(people_share, 1)),
       sum(hamlets_now * coalesce(hamlets_share, 1))
FROM coverage_daily LEFT JOIN unit_crosswalk ON old_code = commune_code AND day < changed_on
WHERE service = %(service)s AND layer = %(layer)s AND day >= %(since)s
    AND (%(commune)s = '' OR coalesce(new_code, commune_code) = %(commune)s)
GROUP BY day, code, service ORDER BY day, code"""


async def trend(
    connection: AsyncConnection, service: Service, since: date, commune: str = "", layer: Layer = "modelled"
) -> list[Day]:
    """Each day's result by the communes of today, the oldest first; a day that was not computed is left out."""
    values = {"service": service, "layer": layer, "since": since, "commune": commune}
    rows = await (await connection.execute(TREND, values)).fetchall()
    return [Day(row[0], row[1], row[2], _commune(row[3:])) for row in rows]


LOST: LiteralString = "SELECT sites, area_km2, people, hamlets FROM coverage_lost ORDER BY people DESC, sites"


class Lost(msgspec.Struct, frozen=True):
    """What lost every service, and the sites each of which would bring some of it back."""

    sites: tuple[str, ...]
    amounts: Amounts


async def lost(connection: AsyncConnection) -> list[Lost]:
    """Nobody is counted twice: for any set of sites add up the rows that name one of them."""
    rows = await (await connection.execute(LOST)).fetchall()
    return [Lost(tuple(row[0]), Amounts(*row[1:])) for row in rows]


def _commune(row: tuple) -> CommuneCoverage:
    planned = None if row[5] is None else Amounts(*row[5:8])
    return CommuneCoverage(row[0], row[1], Amounts(*row[2:5]), planned, Amounts(*row[8:11]))
