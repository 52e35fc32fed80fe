"""What is known of coverage for one view: the page, the report and the exports are drawn from this alone."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

import msgspec

from geo.measured import Cell
from geo.reach import SERVICES, Service
from geo.shares import Amounts, Shares
from store.coverage import CommuneCoverage, Failure, GapRow
from store.coverage_views import Complaint, Month

NOTHING = Shares(Amounts(), Amounts())
LayerKey = Literal["modelled", "measured", "complained"]
Verdict = Literal["agrees", "weaker", "stronger"]


class Layer(msgspec.Struct, frozen=True):
    """Where one of the three layers comes from and when it was true; ``rows`` is how much of it there is.

    ``days``: how far back it goes, 0 for all there is. ``parts``: of what it was made, each with its rows and the time
    of its import.
    """

    as_of: datetime | None = None
    rows: int = 0
    days: int = 0
    parts: tuple[tuple[str, str, int, datetime | None], ...] = ()


class Standing(msgspec.Struct, frozen=True):
    """How a commune (or the whole city, "") stands with one service: as planned, and now."""

    commune_code: str
    service: Service
    planned: Shares
    now: Shares

    @property
    def lost(self) -> Amounts:
        """What sites that are down took away."""
        return self.planned.covered - self.now.covered


class SitePlace(msgspec.Struct, frozen=True):
    """A radio site of the network that coverage was computed of."""

    id: str
    name: str
    lon: float
    lat: float


class DownSite(msgspec.Struct, frozen=True):
    """A site that is down, what would be back of each service if it alone came back, and in which communes."""

    site_id: str
    since: datetime
    lost: Mapping[Service, Amounts]
    communes: Mapping[Service, tuple[str, ...]] = {}


class Seen(msgspec.Struct, frozen=True):
    """``standings`` by commune and service, the whole city under ""; gaps and on are those of ``service`` alone.

    ``sites_unheard`` sites have not said lately how they are: they count as up, and the screen says so.
    """

    version: str = ""
    service: Service = "4G"
    standings: Mapping[tuple[str, Service], Standing] = {}
    layers: Mapping[LayerKey, Layer] = {}
    sites: tuple[SitePlace, ...] = ()
    sites_unheard: int = 0
    down: tuple[DownSite, ...] = ()
    failures: tuple[Failure, ...] = ()
    gaps: tuple[GapRow, ...] = ()
    cells: tuple[Cell, ...] = ()
    complaints: tuple[Complaint, ...] = ()
    months: tuple[Month, ...] = ()

    @property
    def known(self) -> bool:
        """Whether anything was ever computed."""
        return bool(self.standings)

    @property
    def as_of(self) -> datetime | None:
        """When the modelled layer, on which all figures stand, was true."""
        return self.layer("modelled").as_of

    def layer(self, key: LayerKey) -> Layer:
        """One of the three layers; an empty one when there is none."""
        return self.layers.get(key) or Layer()

    def standing(self, commune_code: str, service: Service) -> Standing:
        """How a commune stands; nothing of nothing when nobody has computed it."""
        return self.standings.get((commune_code, service)) or Standing(commune_code, service, NOTHING, NOTHING)

    def whole(self) -> list[Standing]:
        """The whole city, service by service."""
        return [self.standing("", service) for service in SERVICES]


def standings(rows: Sequence[CommuneCoverage]) -> dict[tuple[str, Service], Standing]:
    """By commune and service, and the sums of the whole city under ""."""
    found: dict[tuple[str, Service], Standing] = {
        (row.commune_code, row.service): _standing(row.commune_code, row.service, [row]) for row in rows
    }
    if rows:
        for service in SERVICES:
            found["", service] = _standing("", service, [row for row in rows if row.service == service])
    return found


def verdict(cell: Cell) -> Verdict:
    """Whether a measured square agrees with the model; "weaker": modelled, but measured too weak."""
    if not cell.contradicts:
        return "agrees"
    return "weaker" if cell.modelled else "stronger"


def _standing(commune_code: str, service: Service, rows: Sequence[CommuneCoverage]) -> Standing:
    total = sum((row.total for row in rows), Amounts())
    planned = sum((row.planned or row.now for row in rows), Amounts())
    return Standing(
        commune_code, service, Shares(planned, total), Shares(sum((row.now for row in rows), Amounts()), total)
    )
