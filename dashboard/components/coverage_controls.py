"""What a person chooses on the coverage page; assets/coverage.js keeps all of it in the address."""

from collections.abc import Mapping

from dash import html

from dashboard.components.attributes import attributes
from dashboard.coverage_view import FIGURE_NAMES, LAYER_NAMES, ORDER_NAMES, SERVICE_NAMES, WHEN_NAMES
from dashboard.words import Words

# What the browser says by itself.
LABELS = {
    "mast": "The mast that is tried: drag it, or move it with the arrow keys, with Shift in large steps",
    "lost": "The line is dead: the gain is not known",
    "asking": "Computing …",
    "loading": "Loading …",
    "copied": "The link is copied",
    "zoom_in": "Zoom in",
    "zoom_out": "Zoom out",
}
METHOD_NAMES = {"greedy": "Step by step (greedy)", "exact": "Exact"}


def controls(words: Words) -> html.Div:
    """Service, figure, time and layers."""
    parts = [
        segments("service", words("Service"), SERVICE_NAMES, words),
        segments("figure", words("Shaded by"), FIGURE_NAMES, words),
        segments("when", words("Time"), WHEN_NAMES, words),
        _layers(words),
    ]
    return html.Div(parts, className="coverage-controls")


def segments(name: str, label: str, names: Mapping[str, str], words: Words) -> html.Div:
    """One of several, as buttons side by side."""
    buttons = [
        html.Button(
            words(text),
            type="button",
            className="segment",
            **attributes(data_state=name, data_value=key, aria_pressed="false"),
        )
        for key, text in names.items()
    ]
    group = html.Div(buttons, className="segments", role="group", **attributes(aria_label=label))
    return html.Div([html.Span(label, className="control-label"), group], className="control")


def order_choice(words: Words) -> html.Label:
    """How the communes are ordered."""
    return choice("order", words("Order"), ORDER_NAMES, words)


def choice(name: str, label: str, names: Mapping[str, str], words: Words) -> html.Label:
    """One of several, as a list that opens."""
    rows = [html.Option(words(text), value=key) for key, text in names.items()]
    return html.Label([label, html.Select(rows, **attributes(data_state=name))], className="control")


def downloads(words: Words) -> html.Div:
    """What leaves the screen: the links' addresses follow the view."""
    names = {
        "report.pdf": words("Report (PDF)"),
        "report.html": words("Report (page)"),
        "communes.csv": "CSV",
        "map.geojson": "GeoJSON",
    }
    links = [
        html.A(text, href=f"/coverage/{name}", className="button", **attributes(data_export=name))
        for name, text in names.items()
    ]
    copy = html.Button(words("Copy link"), type="button", id="coverage-copy", className="button")
    return html.Div([*links, copy], className="coverage-downloads")


def siting_form(words: Words) -> html.Div:
    """A mast to try, and how several are sought; numbers are inputs that coverage.js makes of their places."""
    tried = [
        html.Button(words("Try a mast"), type="button", id="coverage-mast", className="button"),
        number("mast_lon", words("Longitude"), words),
        number("mast_lat", words("Latitude"), words),
        number("height_metres", words("Height, m"), words),
        number("power_dbm", words("Power, dBm"), words),
    ]
    sought = [
        number("masts", words("How many masts"), words),
        number("spacing_km", words("Grid, km"), words),
        number("backhaul_km", words("Fibre within, km (0: anywhere)"), words),
        number("mast_cost", words("Cost of a mast"), words),
        number("off_grid_cost", words("More without grid power"), words),
        number("budget", words("Budget (0: no limit)"), words),
        html.Label([html.Span(**attributes(data_check="grid_power")), words("Grid power only")], className="check"),
        choice("method", words("Method"), METHOD_NAMES, words),
        html.Button(words("Seek places"), type="button", id="coverage-seek-now", className="button button-first"),
    ]
    hint = words("A, 105.123, 19.456")
    given = html.Label(
        [
            words("Places to choose from: name, longitude, latitude, one a line; none: a grid"),
            html.Span(**attributes(data_area="given", data_hint=hint)),
        ],
        className="control siting-given",
    )
    return html.Div([html.Div(tried, className="siting-row"), html.Div(sought, className="siting-row"), given])


def number(name: str, label: str, words: Words) -> html.Label:
    """A place that becomes a number's input."""
    return html.Label([label, html.Span(**attributes(data_number=name, data_label=label))], className="control")


def _layers(words: Words) -> html.Div:
    boxes = [
        html.Button(
            words(text),
            type="button",
            className="segment",
            **attributes(data_layer=key, aria_pressed="false"),
        )
        for key, text in LAYER_NAMES.items()
    ]
    group = html.Div(boxes, className="segments", role="group", **attributes(aria_label=words("Layers")))
    return html.Div([html.Span(words("Layers"), className="control-label"), group], className="control")
