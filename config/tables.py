"""CSV tables as typed rows: a bad cell is told by its file, line, column and value."""

from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

import msgspec

from config.error import ConfigError
from config.rows import Cells, Line, open_rows

Row = TypeVar("Row", bound=msgspec.Struct)
SHOWN = 10
LONGEST_SHOWN = 60  # characters of a cell
MEANT = {
    "Object contains unknown field": "unknown column",
    "Object missing required field": "no column or nothing in it:",
}


class BadRow(ValueError):
    """Why a line is no row of its table, with the line's number."""


def read_table(path: Path, kind: type[Row]) -> tuple[Row, ...]:
    """Every row of a CSV file; raises ConfigError that names the lines that are none."""
    rows, problems = list[Row](), Problems()
    with open_rows(path) as file:
        for line in file.lines():
            try:
                rows.append(typed(line, kind))
            except BadRow as error:
                problems.add(str(error))
    problems.check(str(path))
    return tuple(rows)


def typed(line: Line, kind: type[Row]) -> Row:
    """The line as a row of its table; an empty cell says nothing. Raises BadRow."""
    if line.reason or line.cells is None:
        raise BadRow(f"line {line.number}: {line.reason or 'only CSV is read here'}")
    cells = {name: text for name, text in line.cells.items() if text}
    try:
        return msgspec.convert(cells, kind, strict=False)
    except msgspec.ValidationError as error:
        raise BadRow(f"line {line.number}: {_plainly(str(error), line.cells)}") from error


class Problems:
    """What is wrong with a file: the first ten in words, the others counted."""

    def __init__(self) -> None:
        self.number = 0
        self._said: list[str] = []

    def add(self, text: str) -> None:
        """One more."""
        self.number += 1
        if self.number <= SHOWN:
            self._said.append(text)

    def add_all(self, texts: Iterable[str]) -> None:
        """Several more."""
        for text in texts:
            self.add(text)

    def check(self, subject: str) -> None:
        """Raise ConfigError when there is any."""
        if self.number:
            more = [f"… and {self.number - SHOWN} more"] if self.number > SHOWN else []
            raise ConfigError(f"{subject}: " + "; ".join([*self._said, *more]))


def _plainly(text: str, cells: Cells) -> str:
    """What msgspec says of a cell, after the column's name and the cell itself."""
    what, _, where = text.partition(" - at `$")
    column = where.rstrip("`").lstrip(".")
    for said, plain in MEANT.items():
        what = what.replace(said, plain)
    if column in ("lon", "lat"):
        what += " (degrees in EPSG:4326 are wanted, no metres, and longitude is not latitude)"
    if not column:
        return shortened(what)
    return f"{column} {shortened(cells.get(column) or '')!r}: {what}"


def shortened(text: str, most: int = LONGEST_SHOWN) -> str:
    """As much of a text as a person reads."""
    return text if len(text) <= most else f"{text[:most]}…"
