"""One figure at the head of a page: what it is, how much, beside what it is meant to be, and how old."""

from collections.abc import Iterable
from datetime import datetime

import msgspec
from dash import html

from dashboard.components.panel import aged
from dashboard.freshness import freshness
from dashboard.live import Patches
from dashboard.words import Words


class Fact(msgspec.Struct, frozen=True):
    """``value`` None is not known; ``mood`` "bad" asks somebody to look; older than ``limit`` seconds it is stale."""

    key: str
    label: str
    value: str | None
    notes: tuple[str, ...]
    as_of: datetime | None
    limit: float
    mood: str = "plain"
    unit: str = ""


def facts(keys: Iterable[str]) -> html.Div:
    """The row of figures, empty."""
    return html.Div([html.Div(id=f"fact-{key}", className="panel fact is-none") for key in keys], className="facts-row")


def fact_patches(rows: Iterable[Fact], now: datetime, words: Words) -> Patches:
    """What each figure says, and how it looks."""
    return {f"fact-{row.key}": _props(row, now, words) for row in rows}


def _props(row: Fact, now: datetime, words: Words) -> dict[str, object]:
    state = freshness(row.as_of, now, row.limit)
    missing = row.value is None or state == "none"
    nothing = words("no data") if row.as_of is None else words("no figure")
    figure = nothing if missing else [row.value, html.Span(row.unit, className="fact-unit")]
    mood = "plain" if missing or state == "stale" else row.mood
    return {
        "children": [
            html.Div([html.H2(row.label), aged(row.as_of, state, now, words)], className="fact-head"),
            html.Div(figure, className=f"fact-figure{' fact-missing' if missing else ''}"),
            html.Div([html.Div(note) for note in ([] if missing else row.notes)], className="fact-notes"),
        ],
        "className": f"panel fact is-{'none' if missing else state} mood-{mood}",
    }
