"""Which site serves a place best, and where each site is the best one."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.budget import headroom_db
from geo.coverage import Coverage, Service
from geo.mosaic import draw
from geo.points import Points
from geo.shares import AREA, Amounts, tally

NOBODY = -1


@dataclass(frozen=True, slots=True)
class Best:
    """For each point the number of the site heard best (NOBODY: none is), and by how much more than service needs."""

    points: Points
    site: NDArray[np.int32]
    headroom_db: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Territory:
    """Where one site is the best server: GeoJSON to draw it, and how much ground that is."""

    site_id: str
    geometry: dict[str, Any]
    amounts: Amounts


def best(coverage: Coverage, service: Service, measure: int = AREA) -> Best:
    """The best server of every point of one measure, among the sites that are up."""
    here = coverage.points.only(coverage.points.measure == measure)
    found = Best(here, np.full(len(here), NOBODY, np.int32), np.full(len(here), -np.inf, np.float32))
    reach = coverage.reach.over(here)
    for number, site_id in enumerate(coverage.sites):
        if site_id in coverage.down:
            continue
        for row, positions, away in reach.by_sector(service, site_id):
            sector = reach.sectors[row]
            headroom = headroom_db(sector, coverage.budgets[sector.technology], away).astype(np.float32)
            better = headroom > found.headroom_db[positions]
            found.headroom_db[positions[better]] = headroom[better]
            found.site[positions[better]] = number
    return found


def territories(coverage: Coverage, service: Service, boundaries: dict[str, Any]) -> list[Territory]:
    """Where each site is the best server, for those that are so anywhere."""
    found = best(coverage, service)
    served = found.site != NOBODY
    if not served.any():
        return []
    here, site = found.points.only(served), found.site[served]
    column, row = (np.floor(v / here.cell_metres).astype(np.intp) for v in (here.x, here.y))
    used, label = np.unique(site, return_inverse=True)
    labels = np.zeros((int(np.ptp(row)) + 1, int(np.ptp(column)) + 1), np.int32)
    labels[row - row.min(), column - column.min()] = label + 1
    shapes = draw(labels, (int(column.min()), int(row.min())), here.cell_metres, boundaries)
    sums = tally(label, here.measure, here.weight, len(used))
    rows = zip(used.tolist(), shapes, sums, strict=True)
    return [Territory(coverage.sites[number], shape, Amounts.of(sum_)) for number, shape, sum_ in rows]
