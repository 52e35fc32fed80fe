"""One system of the city as a tile: a headline figure, what lies behind it, and how old it is."""

from datetime import datetime

import msgspec
from dash import html

from dashboard.components.age import age_note
from dashboard.freshness import Freshness
from dashboard.words import Words

Props = dict[str, object]


class Tile(msgspec.Struct, frozen=True):
    """What a tile says; ``value`` is None when there is no data, ``mood`` is "bad" when somebody should look.

    ``notes`` are lines of their own, the worst first.
    """

    key: str
    label: str
    value: str | None
    notes: tuple[str, ...]
    as_of: datetime | None
    state: Freshness
    mood: str = "plain"
    unit: str = ""


def tile_id(key: str) -> str:
    """The id of a tile's element."""
    return f"tile-{key}"


def tile_props(tile: Tile, now: datetime, words: Words) -> Props:
    """The content and the look of a tile."""
    missing = tile.value is None or tile.state == "none"
    figure = words("no data") if missing else [tile.value, html.Span(tile.unit, className="tile-unit")]
    notes = () if missing else tile.notes
    return {
        "children": [
            html.H2(tile.label, className="tile-label"),
            html.Div(figure, className="tile-figure tile-missing" if missing else "tile-figure"),
            html.Div([html.Div(note, className="tile-line") for note in notes], className="tile-note"),
            html.Div([] if missing else age_note(tile.as_of, tile.state, now, words), className="tile-age"),
        ],
        "className": f"panel tile is-{'none' if missing else tile.state} mood-{tile.mood}",
    }
