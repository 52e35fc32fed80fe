"""Which places the sectors that are up reach, kept up to date while sites go down and come back."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.budget import BUDGETS, Budget, headroom_db
from geo.points import Points, people
from geo.reach import SERVICES, Reach
from geo.reach import Service as Service  # the word of every question here
from geo.sectors import Sector, Technology
from geo.shares import MEASURES, Amounts, Shares

Counts = NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class Change:
    """What one site's going or coming changed: how much of each service was lost, or got back when it is up; where."""

    site_id: str
    up: bool
    amounts: dict[Service, Amounts]
    communes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Server:
    """A sector that is heard at a place, by so many dB more than service needs."""

    sector_id: str
    site_id: str
    technology: Technology
    up: bool
    headroom_db: float


class Coverage:
    """For each service and point, how many sites serve it now and as planned; "any" counts a site once.

    Built in one pass over the sites; ``switch`` touches only the points near one site. Sums are exact whatever the
    order (the points' weights are multiples of a power of two), so switching off and on again gives the same bits.
    Not safe for several threads at once.
    """

    def __init__(
        self, sectors: Sequence[Sector], points: Points, budgets: Mapping[Technology, Budget] = BUDGETS
    ) -> None:
        self.points = points
        self.budgets = budgets
        self.reach = Reach(sectors, points, budgets)
        self.sites = tuple(self.reach.sites)  # in the order of their first sector
        self.down: set[str] = set()
        self.planned: Counts = np.zeros((len(SERVICES), len(points)), np.uint16)
        # all sites that serve a point, XORed: where one is left, this is its number, and nobody has to look for it
        self.only: NDArray[np.uint32] = np.zeros((len(SERVICES), len(points)), np.uint32)
        self._numbers = {site_id: np.uint32(number) for number, site_id in enumerate(self.reach.sites)}
        for site_id in self.reach.sites:
            for service, reached in self._served(site_id):
                self.planned[service, reached] += 1
                self.only[service, reached] ^= self._numbers[site_id]
        self.counts: Counts = self.planned.copy()
        self._total = points.total()
        self._planned_sums = self._sums(self.planned)
        self._sums_now = self._planned_sums.copy()

    def switch(self, site_id: str, up: bool) -> Change:
        """Take a site out or bring it back; one that is already so changes nothing. An unknown one is a ValueError."""
        if site_id not in self.reach.sites:
            raise ValueError(f"site {site_id}: no sector belongs to it")
        if up != (site_id in self.down):
            return Change(site_id, up, dict.fromkeys(SERVICES, Amounts()), ())
        (self.down.discard if up else self.down.add)(site_id)
        moved = np.zeros_like(self._sums_now)
        for service, reached in self._served(site_id):
            before = self.counts[service, reached]
            after = before + np.uint16(1) if up else before - np.uint16(1)
            self.counts[service, reached] = after
            self.only[service, reached] ^= self._numbers[site_id]
            moved[service] = self.points.sums(reached[(before if up else after) == 0])
        self._sums_now += moved if up else -moved
        touched = np.flatnonzero(moved.any(axis=(0, 2)))
        amounts: dict[Service, Amounts] = {
            name: Amounts.of(sums.sum(axis=0)) for name, sums in zip(SERVICES, moved, strict=True)
        }
        return Change(site_id, up, amounts, tuple(self.points.communes[n] for n in touched))

    def shares(self, service: Service, commune: str | None = None, planned: bool = False) -> Shares:
        """How much is covered of a commune, or of all of them: now, or when every site is up."""
        sums = (self._planned_sums if planned else self._sums_now)[SERVICES.index(service)]
        if commune is None:
            return Shares(Amounts.of(sums.sum(axis=0)), Amounts.of(self._total.sum(axis=0)))
        row = self.points.communes.index(commune)
        return Shares(Amounts.of(sums[row]), Amounts.of(self._total[row]))

    def lost(self, service: Service, commune: str | None = None) -> Amounts:
        """What would be covered if every site were up, and is not."""
        return self.shares(service, commune, planned=True).covered - self.shares(service, commune).covered

    def by_commune(self, planned: bool = False) -> Iterator[tuple[str, Service, Shares]]:
        """Every commune and service with its figures."""
        sums = (self._planned_sums if planned else self._sums_now).tolist()
        totals = [Amounts(*row) for row in self._total.tolist()]
        for row, (commune, total) in enumerate(zip(self.points.communes, totals, strict=True)):
            for number, service in enumerate(SERVICES):
                yield commune, service, Shares(Amounts(*sums[number][row]), total)

    def gain(self, sectors: Sequence[Sector]) -> dict[Service, Amounts]:
        """What a mast with these sectors would newly cover; nothing is changed."""
        mast = Reach(sectors, self.points, self.budgets)
        found: dict[Service, Amounts] = {}
        for row, service in enumerate(SERVICES):
            reached = mast.served_with(service)
            found[service] = Amounts.of(self.points.sums(reached[self.counts[row, reached] == 0]).sum(axis=0))
        return found

    def lost_without(self, site_ids: Iterable[str]) -> dict[Service, Amounts]:
        """What would be lost besides if all these sites were down at once; nothing is changed."""
        lost: dict[Service, Amounts] = dict.fromkeys(SERVICES, Amounts())
        taken = [site_id for site_id in dict.fromkeys(site_ids) if site_id not in self.down]
        for site_id in taken:
            change = self.switch(site_id, up=False)
            lost = {service: lost[service] + change.amounts[service] for service in SERVICES}
        for site_id in taken:
            self.switch(site_id, up=True)
        return lost

    def servers_at(self, lon: float, lat: float) -> list[Server]:
        """Every sector heard at a place, the best first, those of sites that are down among them."""
        heard = []
        for sector, distance in self.reach.heard_at(lon, lat):
            headroom = float(headroom_db(sector, self.budgets[sector.technology], distance))
            up = sector.site_id not in self.down
            heard.append(Server(sector.id, sector.site_id, sector.technology, up, headroom))
        return sorted(heard, key=lambda server: -server.headroom_db)

    def _served(self, site_id: str) -> Iterator[tuple[int, NDArray[np.intp]]]:
        return enumerate(self.reach.served(site_id))

    def _sums(self, counts: Counts) -> NDArray[np.float64]:
        return np.array([self.points.sums(np.flatnonzero(row)) for row in counts]).reshape(len(SERVICES), -1, MEASURES)


def sites_at(
    sectors: Sequence[Sector], lon: NDArray[np.float64], lat: NDArray[np.float64], budgets: Mapping[Technology, Budget]
) -> dict[Service, Counts]:
    """How many sites of each service the model says are heard at each of many places, such as those of measurements."""
    nowhere = np.zeros(len(lon), np.int16)
    places = Points([people(lon, lat, np.ones(len(lon)), nowhere)], ("",))
    counts = Coverage(sectors, places, budgets).counts[:, np.argsort(places.order)]
    return dict(zip(SERVICES, counts, strict=True))
