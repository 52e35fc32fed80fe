"""Antennas, measurements and what became of old units, from files: checked row by row, taken whole or not at all."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

from msgspec import Meta
from msgspec.structs import replace

from config import City
from config.radio import PlannedSector
from config.section import Section
from ops.whole_file import Numbered, WholeFile
from store.measurements import Measurement, save_measurements
from store.planned_network import replace_sectors
from store.pool import Connection
from store.units import Part, replace_crosswalk

Share = Annotated[float, Meta(ge=0, le=1)]
SHARES = ("area_share", "people_share", "hamlets_share")
ADD_UP_WITHIN = 0.001


def import_sites(connection: Connection, city: City, path: Path, encoding: str, now: datetime) -> str:
    """Take the file's antennas in the stead of all known ones; raises ConfigError that names what is wrong."""
    file = WholeFile(path, encoding)
    rows = [row for portion in file.portions(PlannedSector) for row in portion]
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
        for portion in file.portions(Measurement):
            file.check_places(city, [(line, row.lon, row.lat) for line, row in portion])
            for line, row in portion:
                if row.time > now:
                    file.problems.add(f"line {line}: time {row.time.isoformat()} is in the future")
            if not file.problems.number:
                yield [row for _, row in portion]
        file.check()

    kept = save_measurements(connection, portions(), path.name, now)
    return f"{kept.new:,} measurements taken, {kept.repeated:,} were there already"


class UnitRow(Section, frozen=True):
    """A line of the crosswalk: ``share`` stands for all three where they are not said one by one."""

    old_code: Annotated[str, Meta(min_length=1, max_length=40)]
    new_code: str
    changed_on: date
    share: Share | None = None
    area_share: Share | None = None
    people_share: Share | None = None
    hamlets_share: Share | None = None
    old_name: str = ""


def import_units(connection: Connection, city: City, path: Path, encoding: str, now: datetime) -> str:
    """Take the file's crosswalk in the stead of the one before; raises ConfigError that names what is wrong."""
    file = WholeFile(path, encoding)
    parts: dict[tuple[str, str], Part] = {}
    lines: dict[str, list[int]] = {}
    codes = {commune.code for commune in city.communes}
    for line, row in (numbered for portion in file.portions(UnitRow) for numbered in portion):
        if row.new_code not in codes:
            file.problems.add(f"line {line}: new_code {row.new_code!r}: {city.name} has no such commune")
        if (row.old_code, row.new_code) in parts:
            file.problems.add(f"line {line}: {row.old_code!r} to {row.new_code!r} stands there twice")
        shares = [row.share if (said := getattr(row, name)) is None else said for name in SHARES]
        if missing := [name for name, value in zip(SHARES, shares, strict=True) if value is None]:
            file.problems.add(f"line {line}: {missing[0]}: nothing in it, and no share that stands for all three")
        lines.setdefault(row.old_code, []).append(line)
        area, people, hamlets = (value or 0.0 for value in shares)
        parts[row.old_code, row.new_code] = Part(
            row.old_code, row.new_code, row.old_name, row.changed_on, area, people, hamlets
        )
    file.problems.add_all(_uneven(list(parts.values()), lines))
    file.check()
    replace_crosswalk(connection, list(parts.values()), path.name, now)
    return f"{len(lines):,} old units given to {len({part.new_code for part in parts.values()}):,} communes"


def _uneven(parts: list[Part], lines: dict[str, list[int]]) -> Iterator[str]:
    """Old units whose shares do not add up to 1, or that end on several days."""
    for code, where in lines.items():
        own = [part for part in parts if part.old_code == code]
        place = f"line {', '.join(map(str, where))}: old unit {code!r}"
        for name in SHARES:
            total = sum(getattr(part, name) for part in own)
            if abs(total - 1) > ADD_UP_WITHIN:
                yield f"{place}: {name} adds up to {total:g} and not to 1"
        if len({part.changed_on for part in own}) > 1:
            yield f"{place}: changed_on is not the same day"
