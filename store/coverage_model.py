"""Reads what coverage is computed from, and builds it: what was imported, and where nothing was, the city's folder."""

from config import City
from config.coverage import CoverageSettings
from config.radio import TECHNOLOGIES, Technology
from geo.budget import Budget
from geo.coverage import Coverage
from geo.network import points_of, sectors_of
from store.coverage import Origin
from store.imports import Imported, newest
from store.planned_network import planned_sectors
from store.pool import Connection
from store.population import population


def budgets(limits: CoverageSettings) -> dict[Technology, Budget]:
    """The link budgets as the settings say."""
    return {
        name: Budget(
            gain_dbi=limits.antenna_gain_dbi[name],
            cable_db=limits.cable_db[name],
            share_db=limits.pilot_share_db[name],
            margin_db=limits.shadow_margin_db,
            threshold_dbm=limits.threshold_dbm[name],
            mountain_db=limits.mountain_margin_db,
        )
        for name in TECHNOLOGIES
    }


def load_coverage(connection: Connection, city: City, limits: CoverageSettings) -> Coverage | None:
    """Coverage of the city's network with every site up; None when nobody has said where there are antennas.

    Raises ValueError when what was imported does not fit the city any more.
    """
    sectors = sectors_of(city, planned_sectors(connection))
    return Coverage(sectors, points_of(city, *population(connection)), budgets(limits)) if sectors else None


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
