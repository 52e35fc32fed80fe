"""Rows of a CSV file that is taken whole or not at all: in portions, with their line numbers and all that is wrong."""

from collections.abc import Iterator
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

import msgspec
import numpy as np

from config import City, ConfigError
from config.rows import open_rows
from config.tables import BadRow, Problems, typed
from geo.placing import placed, tolerance_metres
from geo.points import NOWHERE
from ops.progress import Counts, progress

PORTION = 20_000
MOST_WRONG = 1000  # rows: the rest of a file of another kind is not read
NOT_TAKEN = "is not taken, nothing was changed"
Row = TypeVar("Row", bound=msgspec.Struct)


class Numbered(NamedTuple, Generic[Row]):
    """A row and the line it stands in."""

    line: int
    row: Row


class WholeFile:
    """A file to be read once, from its first line to its last, before any of it counts."""

    def __init__(self, path: Path, encoding: str) -> None:
        if not path.is_file():
            raise ConfigError(f"there is no file {str(path)!r}")
        self.path, self._encoding = path, encoding
        self.problems = Problems()

    def columns(self) -> list[str]:
        """What the first line names."""
        with open_rows(self.path, self._encoding) as file:
            next(file.lines(), None)
            return file.columns

    def portions(self, kind: type[Row], most: int) -> Iterator[list[Numbered[Row]]]:
        """All good rows, so many at a time; a bad one is a problem; too many of them, or of all rows, end it."""
        with open_rows(self.path, self._encoding) as file, progress(self.path, file) as show:
            found: list[Numbered[Row]] = []
            taken = 0
            for line in file.lines():
                try:
                    found.append(Numbered(line.number, typed(line, kind)))
                except BadRow as error:
                    self.problems.add(str(error))
                if self.problems.number >= MOST_WRONG:
                    self.problems.check(f"{self.path} {NOT_TAKEN}, and not read on after line {line.number}")
                if taken + len(found) > most:
                    raise ConfigError(f"{self.path} {NOT_TAKEN}: line {line.number} is more than {most:,} rows")
                if len(found) == PORTION:
                    yield found
                    taken, found = taken + PORTION, []
                    show(Counts(taken, self.problems.number))
            if found:
                yield found
            if not taken and not found and not self.problems.number:
                self.problems.add("there is no row in it")

    def check(self) -> None:
        """Raise ConfigError when anything was wrong; nothing of the file counts then."""
        self.problems.check(f"{self.path} {NOT_TAKEN}")

    def check_places(self, city: City, places: list[tuple[int, float, float]]) -> None:
        """Each (line, lon, lat) must lie in the province, or as near as its borders are sure."""
        lines, lon, lat = (np.array(column, float) for column in zip(*places, strict=True))
        codes = [commune.code for commune in city.communes]
        found = placed(city.boundaries, codes, lon, lat, tolerance_metres(city.boundaries_approximate))
        for row in np.flatnonzero(found == NOWHERE).tolist():
            swapped = max(abs(lat[row] - city.lon), abs(lon[row] - city.lat)) < 3
            hint = ": longitude and latitude are swapped" if swapped else ""
            self.problems.add(f"line {lines[row]:.0f}: {lon[row]:g}, {lat[row]:g} is outside of {city.name}{hint}")
