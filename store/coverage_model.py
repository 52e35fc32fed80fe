"""Reads what coverage is computed from, and builds it: what was imported, and where nothing was, the city's folder."""

from collections.abc import Mapping
from dataclasses import replace

from config import City
from config.radio import Technology
from geo.budget import BUDGETS, Budget
from geo.coverage import Coverage
from geo.network import points_of, sectors_of
from store.coverage import Origin
from store.imports import Imported, newest
from store.planned_network import planned_sectors
from store.pool import Connection
from store.population import population


def budgets(threshold_dbm: Mapping[Technology, float]) -> dict[Technology, Budget]:
    """The link budgets, with the settings' own thresholds."""
    return {name: replace(budget, threshold_dbm=threshold_dbm[name]) for name, budget in BUDGETS.items()}


def load_coverage(connection: Connection, city: City, threshold_dbm: Mapping[Technology, float]) -> Coverage | None:
    """Coverage of the city's network with every site up; None when nobody has said where there are antennas.

    Raises ValueError when what was imported does not fit the city any more.
    """
    sectors = sectors_of(city, planned_sectors(connection))
    return Coverage(sectors, points_of(city, *population(connection)), budgets(threshold_dbm)) if sectors else None


def origins(connection: Connection, city: City) -> dict[str, Origin]:
    """Where each part is from that coverage is made of, and what it is compared with."""
    found = {
        "sites": _origin(newest(connection, "sites"), "sectors.csv", len(city.sectors)),
        "people": _origin(newest(connection, "population"), "hamlets.csv", len(city.hamlets)),
        "hamlets": Origin("hamlets.csv", len(city.hamlets)),
    }
    measured = newest(connection, "measurements")
    return found | ({"measurements": _origin(measured, "", 0)} if measured else {})


def _origin(imported: Imported | None, file: str, rows: int) -> Origin:
    return Origin(imported.file, imported.row_count, imported.imported_at) if imported else Origin(file, rows)
