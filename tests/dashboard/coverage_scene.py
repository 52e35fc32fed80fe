"""Coverage of the demonstration city as `ioc coverage` leaves it: a site down, measurements, complaints."""

import sys
from datetime import UTC, date, datetime, timedelta

import msgspec
import numpy as np

from config import City, Settings
from geo.shares import Amounts
from ops.covering import Covering
from store import coverage_changes
from store.coverage import CommuneCoverage, State
from store.imports import INPUTS
from store.measurements import Measurement, save_measurements
from store.pool import Connection, connect
from store.records import Batch, Reading, ReportChange
from store.write import save
from tests.dashboard import scenes

DOWN = 17  # the position of the site that is down
MONTHS = 7


def computed(settings: Settings, city: City, now: datetime) -> None:
    """Telemetry, measurements and reports, and what the service makes of them."""
    with connect(settings.database.url, 5.0) as connection:
        connection.autocommit = True
        save(connection, Batch(readings=telemetry(city, now), report_changes=complaints(city, now)))
        save_measurements(connection, [measured(city, now)], "drive-2026-11.csv", now)
        months(connection, city, now)
        Covering(settings, city).round(connection, {INPUTS}, now)


def telemetry(city: City, now: datetime, down: int = DOWN) -> list[Reading]:
    """Every site is up but one."""
    return [Reading(now, site.id, "up", float(n != down)) for n, site in enumerate(city.sites)]


def measured(city: City, now: datetime) -> list[Measurement]:
    """A drive past eight sites: strong near all of them but the third, where the model is wrong."""
    random = np.random.default_rng(3)
    rows = []
    for number, site in enumerate(city.sites[:8]):
        for step in range(40):
            level = -122.0 if number == 2 else -78.0
            place = (site.lon + 0.004 + step // 8 * 0.004, site.lat + 0.002 * random.random())
            at = now - timedelta(days=40, seconds=step)
            rows.append(Measurement(at, *place, "4G", round(level + 6 * random.random(), 1)))
    return rows


def complaints(city: City, now: datetime) -> list[ReportChange]:
    """Five citizens without signal, and one who speaks of something else."""
    return [
        ReportChange(now - timedelta(days=n), f"r-{n}", "received", "", "no_signal" if n else "waste", row.lon, row.lat,
                     row.code)
        for n, row in enumerate(city.communes[40:46])
    ]  # fmt: skip


def months(connection: Connection, city: City, now: datetime) -> None:
    """The ends of some months, each a little better than the one before."""
    state = State(now, now, 0, 0, 0, {})
    for number in range(1, MONTHS + 1):
        first = (now.replace(day=1) - timedelta(days=31 * number)).date()
        rows = [_grown(row.code, 1 - number / 20) for row in city.communes]
        coverage_changes.save_day(connection, date(first.year, first.month, 28), {"modelled": rows}, state)


def _grown(code: str, part: float) -> CommuneCoverage:
    total = Amounts(100.0, 20_000.0, 20.0)
    now = Amounts(40.0 * part, 15_000.0 * part, 12.0 * part)
    return CommuneCoverage(code, "4G", total, now, now)


def switched(settings: Settings, city: City, now: datetime, down: int) -> None:
    """Another site is down instead, and the service has seen it."""
    with connect(settings.database.url, 5.0) as connection:
        connection.autocommit = True
        save(connection, Batch(readings=telemetry(city, now, down)))
        Covering(settings, city).round(connection, {INPUTS}, now)


def small(city: City, sites: int = 60) -> City:
    """The same city with the first sites alone: quicker to compute."""
    kept = {site.id for site in city.sites[:sites]}
    return msgspec.structs.replace(
        city,
        sites=city.sites[:sites],
        sectors=tuple(row for row in city.sectors if row.site_id in kept),
    )


if __name__ == "__main__":
    used = scenes.settings(sys.argv[1], 8050)
    computed(used, scenes.city(used), datetime.now(UTC))
