"""What sites that are down take away: each by itself, and all of them together without counting anybody twice."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.coverage import SERVICES, Coverage, Service
from geo.shares import PEOPLE, Amounts, tally

ANY = SERVICES.index("any")
MOST = 10_000  # groups; more come only of a disaster, and what is told then is at least so


@dataclass(frozen=True, slots=True)
class Taken:
    """What of a service would be covered again if one site alone came back, and in which communes."""

    service: Service
    amounts: Amounts
    communes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outage:
    """A site that is down: what it takes away by itself, and the points without any service that it would serve."""

    site_id: str
    taken: tuple[Taken, ...]
    points: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Together:
    """What has no service at all any more, and the sites each of which would bring it back."""

    sites: tuple[str, ...]
    amounts: Amounts


def outage(coverage: Coverage, site_id: str) -> Outage:
    """What a site that is down takes away by itself."""
    missing = [
        reached[coverage.counts[row, reached] == 0] for row, reached in enumerate(coverage.reach.served(site_id))
    ]
    rows = []
    for service, positions in zip(SERVICES, missing, strict=True):
        sums = coverage.points.sums(positions)
        touched = np.flatnonzero(sums.any(axis=1))
        names = tuple(coverage.points.communes[place] for place in touched)
        rows.append(Taken(service, Amounts.of(sums.sum(axis=0)), names))
    return Outage(site_id, tuple(rows), missing[ANY].astype(np.int32))


def together(coverage: Coverage, outages: Collection[Outage], most: int = MOST) -> list[Together]:
    """All that lost its last service, grouped by who would bring it back, most people first; ``most`` groups.

    Each site has a random number, and the XOR of those that reach a point tells its group; so of each group one point
    is enough to know its sites.
    """
    random = np.random.default_rng(len(outages))
    sign = np.zeros(len(coverage.points), np.uint64)
    for one in outages:
        sign[one.points] ^= random.integers(1, 2**63, dtype=np.uint64)
    lost = np.flatnonzero(sign)
    if not len(lost):
        return []
    _, first, group = np.unique(sign[lost], return_index=True, return_inverse=True)
    sums = tally(group.reshape(-1), coverage.points.measure[lost], coverage.points.weight[lost], len(first))
    kept = np.argsort(-sums[:, PEOPLE], kind="stable")[:most]
    number = np.full(len(coverage.points), -1, np.int32)
    number[lost[first[kept]]] = np.arange(len(kept))
    sites: list[list[str]] = [[] for _ in kept]
    for one in sorted(outages, key=lambda row: row.site_id):
        held = number[one.points]
        for row in held[held >= 0].tolist():
            sites[row].append(one.site_id)
    rows = [Together(tuple(names), Amounts.of(sums[row])) for names, row in zip(sites, kept, strict=True)]
    return sorted(rows, key=lambda row: (-row.amounts.people, row.sites))
