"""Antennas, measurements and what became of old units, from files: checked row by row, taken whole or not at all."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from msgspec.structs import replace

from config import City
from config.radio import PlannedSector
from config.units import UnitChange, wrong_changes
from ops.whole_file import Numbered, WholeFile
from store.measurements import Measurement, save_measurements
from store.planned_network import replace_sectors
from store.pool import Connection
from store.units import part_of, replace_crosswalk

# More than the world has of each in a province: a file of another kind, or one that would not fit into memory.
MOST_ANTENNAS, MOST_MEASUREMENTS, MOST_UNITS = 500_000, 20_000_000, 100_000


def import_sites(connection: Connection, city: City, path: Path, encoding: str, now: datetime) -> str:
    """Take the file's antennas in the stead of all known ones; raises ConfigError that names what is wrong."""
    file = WholeFile(path, encoding)
    rows = [row for portion in file.portions(PlannedSector, MOST_ANTENNAS) for row in portion]
    placed = list(_with_places(file, rows, city))
    if placed:
        file.check_places(city, [(n, row.lon or 0.0, row.lat or 0.0) for n, row in placed])
    file.check()
    replace_sectors(connection, [row for _, row in placed], path.name, now)
    sites = {row.site_id for _, row in placed}
    unknown = len(sites - {site.id for site in city.sites})
    more = f"; {unknown:,} of them are not in sites.csv: nothing is heard of them, and they count as up" * (unknown > 0)
    return f"{len(placed):,} antennas of {len(sites):,} sites taken{more}"


def _with_places(file: WholeFile, rows: list[Numbered[PlannedSector]], city: City) -> Iterator[Numbered[PlannedSector]]:
    """Each row with its place; an id that stands twice, a site without a place or with two is a problem."""
    known = {site.id: (site.lon, site.lat) for site in city.sites}
    lines: dict[str, int] = {}
    places: dict[str, tuple[int, float, float]] = {}
    for line, row in rows:
        if row.id in lines:
            file.problems.add(f"line {line}: id {row.id!r} stands in line {lines[row.id]} already")
        lines.setdefault(row.id, line)
        lon, lat = (row.lon, row.lat) if row.lon is not None else known.get(row.site_id, (None, None))
        if lon is None or lat is None:
            file.problems.add(f"line {line}: site_id {row.site_id!r} is not in sites.csv, and lon, lat are not said")
            continue
        first, *there = places.setdefault(row.site_id, (line, lon, lat))
        if there != [lon, lat]:
            file.problems.add(f"line {line}: site {row.site_id!r} stands somewhere else in line {first}")
        yield Numbered(line, replace(row, lon=lon, lat=lat))


def import_measurements(connection: Connection, city: City, path: Path, encoding: str, now: datetime) -> str:
    """Keep what was measured, each row once; raises ConfigError that names what is wrong."""
    file = WholeFile(path, encoding)

    def portions() -> Iterator[list[Measurement]]:
        for portion in file.portions(Measurement, MOST_MEASUREMENTS):
            file.check_places(city, [(line, row.lon, row.lat) for line, row in portion])
            for line, row in portion:
                if row.time > now:
                    file.problems.add(f"line {line}: time {row.time.isoformat()} is in the future")
            if not file.problems.number:
                yield [row for _, row in portion]
        file.check()

    kept = save_measurements(connection, portions(), path.name, now)
    return f"{kept.new:,} measurements taken, {kept.repeated:,} were there already"


def import_units(connection: Connection, city: City, path: Path, encoding: str, now: datetime) -> str:
    """Take the file's crosswalk in the stead of the one before; raises ConfigError that names what is wrong."""
    file = WholeFile(path, encoding)
    rows = [(f"line {line}", row) for portion in file.portions(UnitChange, MOST_UNITS) for line, row in portion]
    file.problems.add_all(wrong_changes(rows, {commune.code for commune in city.communes}, city.name))
    file.check()
    parts = [part_of(row) for _, row in rows]
    replace_crosswalk(connection, parts, path.name, now)
    old, new = ({getattr(part, name) for part in parts} for name in ("old_code", "new_code"))
    return f"{len(old):,} old units given to {len(new):,} communes"
