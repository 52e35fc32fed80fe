"""Reads what is known of coverage from the store: in short for all who look, and whole for one view."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from weakref import WeakKeyDictionary

import msgspec

from dashboard.centre import Centre
from dashboard.coverage_seen import DownSite, Layer, LayerKey, Seen, SitePlace, standings
from dashboard.coverage_view import View
from dashboard.watch import utc_now
from geo.reach import SERVICES, Service
from geo.sectors import TECHNOLOGIES
from store import coverage, coverage_views, measurements
from store.coverage import Down, State
from store.coverage_views import Complaint
from store.pool import AsyncConnection
from store.reader import Reader

READ_SECONDS = 2.0  # the newest result is one row until it changes
ANSWER_SECONDS = 20.0
TREND = timedelta(days=731)
MOST_FAILURES, MOST_GAPS, MOST_CELLS = 100, 500, 6000
KEPT = 32
_readings: "WeakKeyDictionary[Centre, Reading]" = WeakKeyDictionary()


async def look(connection: AsyncConnection, centre: Centre, now: datetime, before: Seen | None = None) -> Seen:
    """What all viewers share; read anew when something was computed or somebody complained."""
    days = centre.settings.coverage.complaint_days
    state = await coverage.state(connection)
    complaints = tuple(await coverage_views.complaints(connection, now - timedelta(days=days)))
    version = f"{await coverage_views.contents(connection)}/{_newest(complaints)}"
    if before is None or before.version != version or state is None:
        down = [row for service in SERVICES for row in await coverage.down(connection, service)]
        rows = await coverage.now(connection) if state else []
        places = await coverage_views.planned_sites(connection)
        before = Seen(version=version, standings=standings(rows), down=_by_site(down), sites=_sites(places, centre))
    return msgspec.structs.replace(
        before,
        layers=_layers(state, await coverage_views.measured_at(connection), complaints, days),
        complaints=complaints,
        sites_unheard=state.sites_unheard if state else 0,
    )


async def view_part(connection: AsyncConnection, seen: Seen, view: View, now: datetime) -> Seen:
    """The same with what hangs on the view: gaps, what fails next, measured squares, and the months."""
    technologies = TECHNOLOGIES if view.service == "any" else (view.service,)
    since = (now - TREND).date()
    cells = [cell for name in technologies for cell in await measurements.cells(connection, name, most=MOST_CELLS)]
    return msgspec.structs.replace(
        seen,
        service=view.service,
        failures=tuple(await coverage.failures(connection, view.service, MOST_FAILURES)),
        gaps=tuple(await coverage.gaps(connection, view.service, most=MOST_GAPS)),
        cells=tuple(cells),
        months=tuple(await coverage_views.months(connection, view.service, since, view.commune)),
    )


class Reading:
    """Answers views from the store; the same question about the same result is asked once, however many ask it."""

    def __init__(self, centre: Centre) -> None:
        self._centre = centre
        self._reader = Reader(centre.settings.database.url, ANSWER_SECONDS, "ioc dashboard coverage views")
        self._kept: OrderedDict[tuple[str, Service, str], Seen] = OrderedDict()
        self._newest: Seen | None = None
        self._turn = asyncio.Lock()

    async def seen(self, view: View) -> Seen:
        """Everything for a view; raises DatabaseDown."""
        async with self._turn:
            now = utc_now()
            newest = self._newest = await self._reader.ask(look, self._centre, now, self._newest)
            key = (newest.version, view.service, view.commune)
            if key not in self._kept:
                self._kept[key] = await self._reader.ask(view_part, newest, view, now)
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
            kept = self._kept[key]
            return msgspec.structs.replace(kept, layers=newest.layers, sites_unheard=newest.sites_unheard)

    def close(self) -> None:
        """Let go of the connection."""
        self._reader.drop()


def reading_of(centre: Centre) -> Reading:
    """The one reading of a centre's process."""
    return _readings.get(centre) or _readings.setdefault(centre, Reading(centre))


def _newest(complaints: tuple[Complaint, ...]) -> str:
    newest = complaints[0].first_at.isoformat() if complaints else ""
    return f"{len(complaints)} {newest}"


def _sites(imported: Sequence[tuple[str, float, float]], centre: Centre) -> tuple[SitePlace, ...]:
    """The imported sites, with their names where the city knows them; else those of the city's folder."""
    if not imported:
        return tuple(SitePlace(site.id, site.name, site.lon, site.lat) for site in centre.city.sites)
    return tuple(SitePlace(site, centre.names.get(site, site), lon, lat) for site, lon, lat in imported)


def _by_site(rows: Iterable[Down]) -> tuple[DownSite, ...]:
    """One entry a site, with what hangs on it of each service."""
    found: dict[str, list[Down]] = {}
    for row in rows:
        found.setdefault(row.site_id, []).append(row)
    return tuple(_down(site, own) for site, own in found.items())


def _down(site_id: str, own: Sequence[Down]) -> DownSite:
    where: dict[Service, tuple[str, ...]] = {row.service: row.communes for row in own}
    return DownSite(site_id, own[0].since, {row.service: row.amounts for row in own}, where)


def _layers(
    state: State | None, measured_at: datetime | None, complaints: tuple[Complaint, ...], days: int
) -> dict[LayerKey, Layer]:
    """The three layers: none of them is ever counted into another."""
    if state is None:
        return {"complained": _complained(complaints, days)}
    parts = tuple((key, origin.name, origin.rows, origin.imported_at) for key, origin in state.origins.items())
    modelled = tuple(part for part in parts if part[0] != "measurements")
    measured = tuple(part for part in parts if part[0] == "measurements")
    rows = sum(part[2] for part in measured)
    return {
        "modelled": Layer(state.as_of, state.sites, parts=modelled),
        "measured": Layer(measured_at, rows, parts=measured),
        "complained": _complained(complaints, days),
    }


def _complained(complaints: tuple[Complaint, ...], days: int) -> Layer:
    return Layer(complaints[0].first_at if complaints else None, len(complaints), days)
