"""The commands around coverage: `ioc coverage`, and the imports of what it is computed from."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from config import load, load_city
from ops.commands import with_database
from ops.options import command

WHOLE = "The file is taken whole or not at all; what is wrong is told by its line. Also .gz, of any size.\n"


class Told(NamedTuple):
    """What `--help` says of an import: in short, its columns, and a file as an example."""

    short: str
    columns: str
    example: str


IMPORTS = {
    "import-sites": Told(
        "take the antennas of the mobile network as planned",
        "Columns: id, site_id, technology (3G, 4G, 5G), band_mhz, height_metres, azimuth_degrees, beam_degrees,\n"
        "power_dbm; and lon, lat for sites that the city's sites.csv does not have. They take the place of all that\n"
        "were known before.",
        "sites.csv",
    ),
    "import-population": Told(
        "take where people live",
        "Columns: lon, lat, people; or hamlet_id, people; or commune_code, people, which are laid over the commune's\n"
        "hamlets. They take the place of all that were known before.",
        "people.csv",
    ),
    "import-measurements": Told(
        "add what telephones measured on drive tests",
        "Columns: time (2026-11-21T08:00:00+07:00), lon, lat, technology, rsrp_dbm (of 3G the RSCP). A row that is\n"
        "there already is not stored twice.",
        "drive-test.csv.gz",
    ),
    "import-units": Told(
        "say what became of communes that are no more",
        "Columns: old_code, new_code, changed_on (the first day of the new units), share of the old unit that went to\n"
        "the new one, or area_share, people_share and hamlets_share; old_name if you like. The shares of an old unit\n"
        "add up to 1. History is told by the communes of today from then on.",
        "units.csv",
    ),
}


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
    for name, told in IMPORTS.items():
        one = command(rows, name, take, told.short, WHOLE + told.columns, f"ioc {name} {told.example}")
        one.add_argument("file", metavar="FILE", help="FILE.csv or FILE.csv.gz")
        one.add_argument("--encoding", default="utf-8-sig", metavar="NAME", help="the file's text encoding (utf-8)")


def coverage(_asked: argparse.Namespace) -> None:
    """Compute coverage."""
    from ops.covering import serve

    settings = with_database(load())
    serve(settings, load_city(settings))


def take(asked: argparse.Namespace) -> None:
    """Take a file, whole or not at all."""
    from ops import coverage_imports, population_import
    from store.pool import connect

    takers = {
        "import-sites": coverage_imports.import_sites,
        "import-population": population_import.import_population,
        "import-measurements": coverage_imports.import_measurements,
        "import-units": coverage_imports.import_units,
    }
    settings = with_database(load())
    city = load_city(settings)
    with connect(settings.database.url, settings.database.connect_seconds, f"ioc {asked.command}") as connection:
        connection.autocommit = True
        said = takers[asked.command](connection, city, Path(asked.file), asked.encoding, datetime.now(UTC))
    sys.stdout.write(f"{said}\n")
