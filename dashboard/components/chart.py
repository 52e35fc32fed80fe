"""The one way to a Plotly chart: the theme's look, nothing that is sent anywhere, and a name for the blind."""

from collections.abc import Sequence
from typing import Any

from dash import dcc, html

from dashboard.components.attributes import attributes
from dashboard.theme import chart_layout
from dashboard.words import Words

# Plotly's "share" button uploads to its maker's cloud, and its logo leads there.
CLOSED: dict[str, Any] = {
    "displayModeBar": False,
    "displaylogo": False,
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "responsive": True,
    "scrollZoom": False,
}
EMPTY: dict[str, Any] = {
    "data": [],
    "layout": chart_layout() | {"xaxis": {"visible": False}, "yaxis": {"visible": False}},
}
Trace = dict[str, Any]


def chart(key: str, label: str, height_px: int = 240, hidden: bool = False) -> html.Div:
    """The place of a chart, empty; ``figure`` fills it. Its box, ``key``-box, may be hidden while there is nothing."""
    style = {"height": f"calc({height_px} * var(--px))"}
    drawn = dcc.Graph(id=key, figure=EMPTY, config=CLOSED, className="chart")  # pyright: ignore[reportArgumentType]
    named = attributes(aria_label=label)
    return html.Div(drawn, id=f"{key}-box", role="img", className="chart-box", style=style, hidden=hidden, **named)


def figure(traces: Sequence[Trace], words: Words, **layout: Any) -> dict[str, Any]:  # noqa: ANN401 (Plotly's own)
    """Traces in the theme's look; a section of ``layout`` is laid onto the theme's section of the same name."""
    base = chart_layout()
    for name, value in layout.items():
        base[name] = base[name] | value if isinstance(value, dict) and isinstance(base.get(name), dict) else value
    base["separators"] = ",." if words.language == "vi" else ".,"
    return {"data": list(traces), "layout": base}
