"""What coverage comes to, as the rows that the store keeps of it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np

from geo.coverage import SERVICES, Coverage, Service
from geo.dependence import single_points
from geo.gaps import gaps
from geo.measured import Cell, by_commune
from geo.outage import Outage, outage, together
from geo.shares import Shares
from store.coverage import CommuneCoverage, Down, Failure, GapRow, Layer, Lost

MANY = 100  # changes at once after which all sites that are down are looked at again


def commune_rows(coverage: Coverage, communes: Iterable[str]) -> list[CommuneCoverage]:
    """Every service in these communes."""
    rows = []
    for code in communes:
        for service in SERVICES:
            now, planned = (coverage.shares(service, code, as_planned) for as_planned in (False, True))
            rows.append(CommuneCoverage(code, service, now.total, planned.covered, now.covered))
    return rows


class Downs:
    """What sites that are down take away; after a change only those near it are looked at again."""

    def __init__(self, coverage: Coverage) -> None:
        self._coverage, reach = coverage, coverage.reach
        self._place = {site: reach.places[rows[0]] for site, rows in reach.sites.items()}
        self._radius = {site: max(reach.radii[row] for row in rows) for site, rows in reach.sites.items()}
        self._known: dict[str, Outage] = {}

    def changed(self, sites: Collection[str]) -> None:
        """These sites went down or came back."""
        if len(sites) > MANY:
            self._known.clear()
        for site in sites:
            for other in [known for known in self._known if self._near(known, site)]:
                del self._known[other]

    def rows(self, since: Mapping[str, datetime]) -> tuple[list[Down], list[Lost]]:
        """Every site that is down, with each service; and who lost every service, by the sites that would bring it
        back.
        """
        down = self._coverage.down
        self._known = {site: self._known.get(site) or outage(self._coverage, site) for site in sorted(down)}
        rows = [
            Down(site, row.service, since[site], row.amounts, row.communes)
            for site, known in self._known.items()
            for row in known.taken
        ]
        return rows, [Lost(row.sites, row.amounts) for row in together(self._coverage, self._known.values())]

    def _near(self, site: str, other: str) -> bool:
        apart = float(np.hypot(*(self._place[site] - self._place[other])))
        return apart <= self._radius[site] + self._radius[other]


def failure_rows(coverage: Coverage, most: int) -> dict[Service, Sequence[Failure]]:
    """Of each service the sites on which alone most people hang."""
    return {
        service: [Failure(row.site_id, row.amounts) for row in single_points(coverage, service)[:most]]
        for service in SERVICES
    }


def gap_rows(coverage: Coverage, boundaries: dict[str, Any], most: int) -> dict[Service, Sequence[GapRow]]:
    """Of each service the stretches that the plan leaves without it, those with most people."""
    return {
        service: [
            GapRow(gap.communes, gap.amounts, gap.geometry)
            for gap in gaps(coverage, service, boundaries, planned=True)[:most]
        ]
        for service in SERVICES
    }


def measured_rows(coverage: Coverage, cells: Sequence[Cell]) -> list[CommuneCoverage]:
    """The measured layer by commune and service: of what was measured at all, what was good; there is no plan."""
    rows = []
    for service in SERVICES:
        found = by_commune(coverage.points, [cell for cell in cells if service in ("any", cell.technology)])
        rows += [_measured(code, service, shares) for code, shares in found.items()]
    return rows


def layers(coverage: Coverage, cells: Sequence[Cell]) -> dict[Layer, Sequence[CommuneCoverage]]:
    """A day's result."""
    return {
        "modelled": commune_rows(coverage, coverage.points.communes),
        "measured": measured_rows(coverage, cells),
    }


def _measured(code: str, service: Service, shares: Shares) -> CommuneCoverage:
    return CommuneCoverage(code, service, shares.total, None, shares.covered)
