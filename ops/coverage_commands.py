"""The commands around coverage: `ioc coverage`, and the imports of what it is computed from."""

import argparse
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from config import City, load, load_city
from ops.commands import with_database
from ops.options import command

WHOLE = "The file is taken whole or not at all; what is wrong is told by its line. Also .gz, of any size.\n"


def add(rows: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """What can be typed after `ioc`."""
    command(
        rows,
        "coverage",
        coverage,
        "compute who is reached by which radio site, and keep it up to date",
        "Takes out sites whose telemetry says that they are down, sets measurements beside the model and keeps each\n"
        "day's result. One process at a time computes: a second one waits for its turn.",
        "ioc coverage",
    )
    _import(
        rows,
        "import-sites",
        import_sites,
        "take the antennas of the mobile network as planned",
        "Columns: id, site_id, technology (3G, 4G, 5G), band_mhz, height_metres, azimuth_degrees, beam_degrees,\n"
        "power_dbm; and lon, lat for sites that the city's sites.csv does not have. They take the place of all that\n"
        "were known before.",
        "sites.csv",
    )
    _import(
        rows,
        "import-population",
        import_population,
        "take where people live",
        "Columns: lon, lat, people; or hamlet_id, people; or commune_code, people, which are laid over the commune's\n"
        "hamlets. They take the place of all that were known before.",
        "people.csv",
    )
    _import(
        rows,
        "import-measurements",
        import_measurements,
        "add what telephones measured on drive tests",
        "Columns: time (2026-11-21T08:00:00+07:00), lon, lat, technology, rsrp_dbm (of 3G the RSCP). A row that is\n"
        "there already is not stored twice.",
        "drive-test.csv.gz",
    )
    _import(
        rows,
        "import-units",
        import_units,
        "say what became of communes that are no more",
        "Columns: old_code, new_code, changed_on (the first day of the new units), share of the old unit that went to\n"
        "the new one, or area_share, people_share and hamlets_share; old_name if you like. The shares of an old unit\n"
        "add up to 1. History is told by the communes of today from then on.",
        "units.csv",
    )


def _import(
    rows: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    run: Callable[[argparse.Namespace], None],
    short: str,
    text: str,
    example: str,
) -> None:
    one = command(rows, name, run, short, WHOLE + text, f"ioc {name} {example}")
    one.add_argument("file", metavar="FILE", help="FILE.csv or FILE.csv.gz")
    one.add_argument("--encoding", default="utf-8-sig", metavar="NAME", help="the file's text encoding (utf-8)")


def coverage(_asked: argparse.Namespace) -> None:
    """Compute coverage."""
    from ops.covering import serve

    settings = with_database(load())
    serve(settings, load_city(settings))


def import_sites(asked: argparse.Namespace) -> None:
    """Take the planned antennas."""
    from ops import coverage_imports

    _take(asked, coverage_imports.import_sites)


def import_population(asked: argparse.Namespace) -> None:
    """Take where people live."""
    from ops import population_import

    _take(asked, population_import.import_population)


def import_measurements(asked: argparse.Namespace) -> None:
    """Add measurements."""
    from ops import coverage_imports

    _take(asked, coverage_imports.import_measurements)


def import_units(asked: argparse.Namespace) -> None:
    """Take the crosswalk of units."""
    from ops import coverage_imports

    _take(asked, coverage_imports.import_units)


def _take(asked: argparse.Namespace, take: Callable[..., str]) -> None:
    from store.pool import connect

    settings = with_database(load())
    city: City = load_city(settings)
    with connect(settings.database.url, settings.database.connect_seconds, f"ioc {asked.command}") as connection:
        said = take(connection, city, Path(asked.file), asked.encoding, datetime.now(UTC))
    sys.stdout.write(f"{said}\n")
