"""What sites that are down take away: each by itself, and all of them together without counting anybody twice."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.coverage import SERVICES, Coverage, Service
from geo.shares import MEASURES, Amounts

ANY = SERVICES.index("any")


@dataclass(frozen=True, slots=True)
class Taken:
    """What of a service would be covered again if one site alone came back, and in which communes."""

    site_id: str
    service: Service
    amounts: Amounts
    communes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Together:
    """What has no service at all any more, and the sites each of which would bring it back."""

    sites: tuple[str, ...]
    amounts: Amounts


def taken(coverage: Coverage, site_id: str) -> list[Taken]:
    """For each service, what a site that is down takes away by itself."""
    rows = []
    for row, reached in enumerate(coverage.reach.served(site_id)):
        sums = coverage.points.sums(reached[coverage.counts[row, reached] == 0])
        touched = np.flatnonzero(sums.any(axis=1))
        names = tuple(coverage.points.communes[place] for place in touched)
        rows.append(Taken(site_id, SERVICES[row], Amounts.of(sums.sum(axis=0)), names))
    return rows


def together(coverage: Coverage) -> list[Together]:
    """All that lost its last service, grouped by who would bring it back, most people first.

    Each down site has a random number; the XOR of those that reach a point tells its group.
    """
    down = sorted(coverage.down)
    reached = [coverage.reach.served(site_id)[ANY] for site_id in down]
    lost = [positions[coverage.counts[ANY, positions] == 0] for positions in reached]
    random = np.random.default_rng(len(down))
    sign = np.zeros(len(coverage.points), np.uint64)
    for positions in lost:
        sign[positions] ^= random.integers(1, 2**63, dtype=np.uint64)
    points = np.unique(np.concatenate(lost)) if lost else np.empty(0, np.intp)
    if not len(points):
        return []
    group = np.unique(sign[points], return_inverse=True)[1].reshape(-1)
    of_point = np.full(len(coverage.points), -1, np.intp)
    of_point[points] = group
    sites: list[list[str]] = [[] for _ in range(int(group.max()) + 1)]
    for site_id, positions in zip(down, lost, strict=True):
        for number in np.unique(of_point[positions]).tolist():
            sites[number].append(site_id)
    sums = _sums(coverage, points, group, len(sites))
    rows = [Together(tuple(names), Amounts.of(row)) for names, row in zip(sites, sums, strict=True)]
    return sorted(rows, key=lambda row: (-row.amounts.people, row.sites))


def _sums(coverage: Coverage, points: NDArray[np.intp], group: NDArray[np.intp], groups: int) -> NDArray[np.float64]:
    slot = group * MEASURES + coverage.points.measure[points]
    sums = np.bincount(slot, coverage.points.weight[points], groups * MEASURES)
    return sums.astype(np.float64).reshape(-1, MEASURES)
