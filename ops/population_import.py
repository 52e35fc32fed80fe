"""Where people live, from a file: by place, or how many there are of each hamlet or commune."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated

import numpy as np
from msgspec import Meta

from config import City, ConfigError
from config.radio import Lat, Lon
from config.section import Section
from config.tables import shortened
from ops.whole_file import WholeFile
from store.pool import Connection
from store.population import Population, replace_population

MOST_PLACES = 5_000_000  # coverage takes about 0.3 kB of memory for each
People = Annotated[float, Meta(ge=0, le=10_000_000)]


class AtPlace(Section, frozen=True):
    """So many people at a place."""

    lon: Lon
    lat: Lat
    people: People


class OfHamlet(Section, frozen=True):
    """So many people of a hamlet."""

    hamlet_id: str
    people: People


class OfCommune(Section, frozen=True):
    """So many people of a commune; they are laid over its hamlets as these have people now."""

    commune_code: str
    people: People


def import_population(connection: Connection, city: City, path: Path, encoding: str, now: datetime) -> str:
    """Take the file's people in the stead of all known ones; raises ConfigError that names what is wrong."""
    file = WholeFile(path, encoding)
    columns = set(file.columns())
    if columns == {"lon", "lat", "people"}:
        portions, how = _at_places(file, city), "places"
    elif columns == {"hamlet_id", "people"}:
        portions, how = _of_hamlets(file, city), "hamlets"
    elif columns == {"commune_code", "people"}:
        portions, how = _of_communes(file, city), "places, by commune"
    else:
        wanted = "lon,lat,people or hamlet_id,people or commune_code,people"
        named = shortened(", ".join(sorted(columns))) or "not named"
        raise ConfigError(f"{path}: its columns are {named}; wanted are {wanted}")
    total = 0.0

    def counted() -> Iterator[Population]:
        nonlocal total
        for portion in portions:
            total += float(portion.people.sum())
            yield portion

    rows = replace_population(connection, counted(), path.name, now)
    return f"{total:,.0f} people at {rows:,} {how} taken"


def _at_places(file: WholeFile, city: City) -> Iterator[Population]:
    for portion in file.portions(AtPlace, MOST_PLACES):
        file.check_places(city, [(line, row.lon, row.lat) for line, row in portion])
        if not file.problems.number:
            yield _population([(row.lon, row.lat, row.people) for _, row in portion])
    file.check()


def _of_hamlets(file: WholeFile, city: City) -> Iterator[Population]:
    said = _said(file, OfHamlet, "hamlet_id", [hamlet.id for hamlet in city.hamlets])
    yield _population([(row.lon, row.lat, said[row.id]) for row in city.hamlets])


def _of_communes(file: WholeFile, city: City) -> Iterator[Population]:
    said = _said(file, OfCommune, "commune_code", [commune.code for commune in city.communes])
    yield _population([row for commune in city.communes for row in _laid(city, commune.code, said[commune.code])])


def _said(file: WholeFile, kind: type[OfHamlet | OfCommune], column: str, known: list[str]) -> dict[str, float]:
    """People by code: every one that is known must be there once, and no other."""
    there, said = set(known), dict[str, float]()
    for line, row in (numbered for portion in file.portions(kind, MOST_PLACES) for numbered in portion):
        code: str = getattr(row, column)
        if code not in there:
            file.problems.add(f"line {line}: {column} {shortened(code)!r} is unknown")
        elif code in said:
            file.problems.add(f"line {line}: {column} {code!r} stands there twice")
        else:
            said[code] = row.people
    file.problems.add_all(f"no row for {column} {code!r}" for code in known if code not in said)
    file.check()
    return said


def _laid(city: City, code: str, people: float) -> Iterator[tuple[float, float, float]]:
    """A commune's people over its hamlets as they share them now; at its centre when it has none."""
    own = [hamlet for hamlet in city.hamlets if hamlet.commune_code == code]
    known = sum(hamlet.people for hamlet in own)
    if not known:
        [commune] = [commune for commune in city.communes if commune.code == code]
        yield commune.lon, commune.lat, people
        return
    for hamlet in own:
        yield hamlet.lon, hamlet.lat, people * hamlet.people / known


def _population(rows: list[tuple[float, float, float]]) -> Population:
    return Population(*np.array(rows, float).reshape(-1, 3).T)
