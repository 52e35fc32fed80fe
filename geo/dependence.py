"""What hangs on one site alone, and by how many sites places are served."""

from dataclasses import dataclass

import numpy as np

from geo.coverage import Coverage, Service
from geo.reach import SERVICES
from geo.shares import MEASURES, PEOPLE, Amounts, tally

MANY = 4


@dataclass(frozen=True, slots=True)
class Dependence:
    """What would lose a service if this one site failed now."""

    site_id: str
    amounts: Amounts


def single_points(coverage: Coverage, service: Service, measure: int = PEOPLE) -> list[Dependence]:
    """Every site on which alone something hangs, that with most people (or another measure) first."""
    row = SERVICES.index(service)
    points, alone = coverage.points, np.flatnonzero(coverage.counts[row] == 1)
    site = coverage.only[row, alone].astype(np.intp)
    sums = tally(site, points.measure[alone], points.weight[alone], len(coverage.sites))
    hanging = np.flatnonzero(sums.any(axis=1))
    ranked = hanging[
        np.lexsort((hanging, *(-sums[hanging, other] for other in range(MEASURES)), -sums[hanging, measure]))
    ]
    return [Dependence(coverage.sites[site], Amounts.of(sums[site])) for site in ranked.tolist()]


def overlap(coverage: Coverage, service: Service) -> list[Amounts]:
    """What is served by no site, by one, two and three, and by MANY or more."""
    count = np.minimum(coverage.counts[SERVICES.index(service)], MANY).astype(np.intp)
    sums = tally(count, coverage.points.measure, coverage.points.weight, MANY + 1)
    return [Amounts.of(row) for row in sums]
