"""What the leaders' report is made of, before it is a page or a PDF."""

from collections.abc import Sequence
from typing import NamedTuple

from dashboard.coverage_drawing import Drawing


class Table(NamedTuple):
    """Heads and rows of text; ``wide`` are the columns' parts of the width."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    wide: Sequence[float]


class Chapter(NamedTuple):
    """A part of the report; ``source`` says the layer its numbers are from, and for when they hold."""

    title: str
    source: str
    texts: Sequence[str] = ()
    table: Table | None = None
    drawing: Drawing | None = None
    legend: Sequence[tuple[str, str]] = ()


class Report(NamedTuple):
    """All of it; ``link`` opens the view it was made of."""

    title: str
    city: str
    made: str
    link: str
    chapters: Sequence[Chapter]
