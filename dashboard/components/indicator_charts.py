"""An indicator by commune against its target, and its course over the periods; who gave none is named, not drawn."""

from collections.abc import Sequence
from typing import NamedTuple

from dash import html

from config.city import IndicatorKind
from dashboard.centre import Centre
from dashboard.components.chart import Trace, figure
from dashboard.components.stated_list import with_unit
from dashboard.stated import BEST_LOW, of_commune, share_of, target_of, unit_of
from dashboard.theme import CHART_COLOURS
from dashboard.words import Words
from store.indicators import Period
from store.records import Indicator

MOST_NAMED = 12
LEAST_ROOM = 3.0  # above and below: a tenth of a point is no leap


class Place(NamedTuple):
    """A commune with what it stated, in the unit in which it is shown."""

    name: str
    value: float | None
    target: float | None
    said: bool


def ranked(kind: IndicatorKind, rows: Sequence[Indicator], period: str, centre: Centre) -> list[Place]:
    """Every commune, the worst first, then those without a figure."""
    of = {row.commune_code: row for row in rows if row.period == period}
    places = [
        Place(centre.commune_name(code), of_commune(kind, of.get(code)), target_of(kind, of.get(code)), code in of)
        for code in centre.communes
    ]
    turn = -1 if kind.unit in BEST_LOW else 1
    return sorted(places, key=lambda row: (row.value is None, turn * (row.value or 0.0), row.name))


def commune_chart(kind: IndicatorKind, places: Sequence[Place], words: Words) -> dict:
    """One bar for each commune that gave a figure, hatched where it misses its target, and the targets as a line."""
    known = [place for place in places if place.value is not None]
    below = [_is_below(kind, place) for place in known]
    names, values = [place.name for place in known], [round(place.value or 0.0, 2) for place in known]
    pattern = {"shape": ["/" if missed else "" for missed in below], "fillmode": "overlay", "size": 5}
    colours = [CHART_COLOURS[1] if missed else CHART_COLOURS[0] for missed in below]
    hover = "%{x}<br>%{y}<extra></extra>"
    traces: list[Trace] = [
        {"type": "bar", "x": names, "y": values, "marker": {"color": colours, "pattern": pattern}}
        | {"hovertemplate": hover, "showlegend": False},
    ]
    if any(place.target is not None for place in known):
        goals = [None if place.target is None else round(place.target, 2) for place in known]
        line = {"color": CHART_COLOURS[4], "width": 2, "dash": "dash"}
        traces.append(
            {"type": "scatter", "mode": "lines", "x": names, "y": goals, "line": line, "name": words("target")}
        )
    return figure(
        traces, words, xaxis={"showticklabels": False, "type": "category"}, yaxis=_axis(kind, words), bargap=0.15
    )


def trend_chart(kind: IndicatorKind, periods: Sequence[Period], words: Words) -> dict:
    """The indicator over the city, period by period."""
    y = [share_of(kind, row) for row in periods]
    points = [None if value is None else round(value, 2) for value in y]
    line = {"width": 3, "color": CHART_COLOURS[0]}
    trace: Trace = {
        "type": "scatter", "mode": "lines+markers", "x": [row.period for row in periods], "y": points, "line": line,
        "connectgaps": False, "hovertemplate": "%{x}<br>%{y}<extra></extra>",
    }  # fmt: skip
    known = [value for value in points if value is not None]
    room = max(LEAST_ROOM, 0.1 * max(map(abs, known))) if known else 0.0
    ends = [min(known) - room, max(known) + room] if known else []
    axis = _axis(kind, words) | ({"range": ends[::-1] if kind.unit in BEST_LOW else ends} if known else {})
    return figure([trace], words, xaxis={"type": "category"}, yaxis=axis)


def without_figure(places: Sequence[Place], words: Words) -> list:
    """Who said that there is no figure, and who said nothing: by name."""
    missing = [place.name for place in places if place.value is None and place.said]
    silent = [place.name for place in places if place.value is None and not place.said]
    rows = ((words("Without a figure"), missing), (words("Silent"), silent))
    return [html.P([html.B(f"{label}: "), _names(names, words)], className="quiet") for label, names in rows if names]


def worst_places(kind: IndicatorKind, places: Sequence[Place], words: Words) -> html.P:
    """The three that are farthest behind, as a sentence for those who cannot see the chart."""
    known = [place for place in places if place.value is not None][:3]
    text = ", ".join(f"{place.name} ({with_unit(place.value, unit_of(kind), words)})" for place in known)
    return html.P(words("Farthest behind: {names}", names=text or "–"), className="quiet")


def _is_below(kind: IndicatorKind, place: Place) -> bool:
    if place.value is None or place.target is None:
        return False
    return place.value > place.target if kind.unit in BEST_LOW else place.value < place.target


def _names(names: Sequence[str], words: Words) -> str:
    shown = ", ".join(names[:MOST_NAMED])
    rest = len(names) - MOST_NAMED
    return f"{shown} {words('and {n} others', n=words.number(rest))}" if rest > 0 else shown


def _axis(kind: IndicatorKind, words: Words) -> dict:
    title = {"percent": "%", "points": words("points"), "rank": words("place")}.get(unit_of(kind), "")
    return {"title": {"text": title}}
