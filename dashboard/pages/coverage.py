"""Coverage for leaders: where people are without signal, what fails next, and where the next mast should stand."""

import json
from datetime import datetime
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, dcc, html, no_update
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from dashboard.centre import Centre
from dashboard.components.attributes import attributes
from dashboard.components.coverage_controls import LABELS, controls, downloads, order_choice, siting_form
from dashboard.components.coverage_figures import coverage_commune, coverage_figures
from dashboard.components.coverage_ground import overlap_table, territory_features
from dashboard.components.coverage_layers import commune_hideout, coverage_map, layer_data
from dashboard.components.coverage_legend import layer_ages, shade_legend
from dashboard.components.coverage_losses import down_list, failure_list, gap_list
from dashboard.components.coverage_ranking import ranking
from dashboard.components.coverage_siting import plan_marks, plan_table
from dashboard.components.coverage_trend_picture import trend_picture
from dashboard.components.map_layers import collection
from dashboard.components.panel import panel, panel_patches
from dashboard.coverage_ground import ground
from dashboard.coverage_map import title_of
from dashboard.coverage_model import model_of
from dashboard.coverage_reading import READ_SECONDS as READ_SECONDS
from dashboard.coverage_reading import look as look
from dashboard.coverage_reading import reading_of
from dashboard.coverage_seen import LayerKey, Seen
from dashboard.coverage_siting import Asked, seek
from dashboard.coverage_view import View, start_view, texts_of, view_of
from dashboard.live import Patches
from dashboard.picture import Picture
from dashboard.words import Words
from store.reader import DatabaseDown

NAME, PATH, TITLE, ORDER = "coverage", "/coverage", "Coverage", 5
LAYERS = {
    "gaps": "gaps",
    "sites": "sites",
    "labels": "names",
    "measured": "measured",
    "contradictions": "contradictions",
    "complaints": "complaints",
}
PARTS = ("title", "shades", "commune", "trend", "failures", "gaplist")
PANELS = ("coverage-whole", "coverage-downs", "coverage-ranks", "coverage-place", "coverage-nexts", "coverage-gapped")
ANSWERED = [
    Output("coverage-communes", "hideout"),
    *(Output(f"coverage-{name}", "data") for name in LAYERS),
    *(Output(f"coverage-{name}", "children") for name in PARTS),
    Output("coverage-done", "data"),
]
PLANNED = [
    Output("coverage-plan", "children"),
    Output("coverage-candidates", "data"),
    Output("coverage-sought", "data"),
]
DAY_SECONDS = 86_400.0
MISSED_LOOKS = 4  # the modelled layer is old when it was not looked at anew for so many turns


def layout(centre: Centre, words: Words) -> html.Div:
    """The page's places; figures of the whole city come with the live frames, the rest when coverage.js asks."""
    loading = html.P(words("Loading …"), className="nothing")
    legend = html.Div([html.H2(id="coverage-title"), html.Div(id="coverage-shades")], className="coverage-legend")
    side = [
        panel("coverage-whole", words("Whole city"), [html.Div(loading, id="coverage-figures")]),
        panel("coverage-layers", words("Three layers, never mixed"), [html.Div(id="coverage-origins")]),
        panel("coverage-downs", words("Down now, and what that takes away"), [html.Div(id="coverage-down")]),
    ]
    nexts: list[Component] = [html.Div(id="coverage-failures"), html.Div(id="coverage-overlap")]
    seats: list[Component] = [siting_form(words), *_answers()]
    below = [
        panel("coverage-ranks", words("Communes"), [order_choice(words), html.Div(id="coverage-ranking")]),
        panel("coverage-place", words("Chosen"), [html.Div(id="coverage-commune"), html.Div(id="coverage-trend")]),
        panel("coverage-nexts", words("If this site fails next"), nexts),
        panel("coverage-gapped", words("Gaps as planned"), [html.Div(id="coverage-gaplist")]),
        panel("coverage-siting", words("Where the next mast should stand"), seats, wide=True),
    ]
    starts = json.dumps(texts_of(start_view(centre.settings)))
    facts = attributes(data_starts=starts, **{f"data_{name}": words(text) for name, text in LABELS.items()})
    said = html.P(id="coverage-said", className="coverage-said", hidden=True, **attributes(role="status"))
    names = ("wish", "ground-wish", "done", "news", "taken", "heard", "seek", "sought", "planned")
    stage = html.Div([coverage_map(centre, words), legend], className="panel coverage-stage")
    body = [
        html.Div([controls(words), downloads(words)], className="coverage-bar"),
        said,
        html.Div([stage, html.Div(side, className="coverage-side")], className="coverage-first"),
        html.Div(below, className="coverage-below"),
        *(dcc.Store(id=f"coverage-{name}") for name in names),
    ]
    return html.Div(body, className="page coverage", **facts)


def patches(centre: Centre, picture: Picture, words: Words, now: datetime, seen: Seen | None) -> Patches:
    """What all viewers share: the whole city's figures, the layers' ages, what is down, and that there is news."""
    if seen is None:
        return {}
    limit = limits(centre)["modelled"]
    ages = [panel_patches(key, seen.as_of, limit, now, words) for key in PANELS]
    return {
        **{key: props for patch in ages for key, props in patch.items()},
        "coverage-figures": {"children": coverage_figures(seen, words)},
        "coverage-origins": {"children": layer_ages(seen, words, now, limits(centre))},
        "coverage-down": {"children": down_list(seen, picture, centre, words)},
        "coverage-news": {"data": seen.version},
    }


def limits(centre: Centre) -> dict[LayerKey, float]:
    """So many seconds old each layer may be before a screen calls it old."""
    used = centre.settings.coverage
    return {
        "modelled": MISSED_LOOKS * used.look_seconds,
        "measured": DAY_SECONDS * used.measured_days,
        "complained": DAY_SECONDS * used.complaint_days,
    }


def callbacks(app: Dash, centre: Centre) -> None:
    """A view is answered with everything that hangs on it; a plan is computed in a thread."""
    start = start_view(centre.settings)

    @app.callback(ANSWERED, Input("coverage-wish", "data"), prevent_initial_call=True)
    async def show(wish: object) -> list:
        if not isinstance(wish, dict):
            raise PreventUpdate
        words, view = centre.words(), view_of(wish, start)
        try:
            seen = await reading_of(centre).seen(view)
        except DatabaseDown:
            return [no_update] * (len(ANSWERED) - 1) + [{"problem": words("The database gives no answer.")}]
        return shown(seen, view, centre, words)

    @app.callback(PLANNED, Input("coverage-seek", "data"), prevent_initial_call=True)
    async def plan(wish: object) -> list:
        if not isinstance(wish, dict):
            raise PreventUpdate
        return await planned(centre, view_of(wish, start), centre.words())

    @app.callback(
        [Output("coverage-territories", "data"), Output("coverage-overlap", "children")],
        Input("coverage-ground-wish", "data"),
        prevent_initial_call=True,
    )
    async def look_at_ground(wish: object) -> list:
        if not isinstance(wish, dict):
            raise PreventUpdate
        return await grounded(centre, view_of(wish, start), centre.words())

    for name, source in (("taken", "done"), ("heard", "news"), ("planned", "sought")):
        app.clientside_callback(
            ClientsideFunction("iocCoverage", name),
            Output(f"coverage-{name}", "data"),
            Input(f"coverage-{source}", "data"),
            prevent_initial_call=True,
        )


def shown(seen: Seen, view: View, centre: Centre, words: Words) -> list[Any]:
    """All that hangs on the view, in the order of the callback's outputs."""
    layers = layer_data(seen, view, centre, words)
    name = centre.commune_name(view.commune) if view.commune else centre.city.name
    return [
        commune_hideout(seen, view, centre, words),
        *(layers[layer] for layer in LAYERS.values()),
        title_of(view, words),
        shade_legend(view, words),
        coverage_commune(seen, view.commune, name, words) if seen.known else [],
        trend_picture(seen, view, words),
        failure_list(seen, view, centre, words),
        gap_list(seen, view, centre, words),
        {"version": seen.version, "problem": "", "ranking": ranking(seen, view, centre, words)},
    ]


async def planned(centre: Centre, view: View, words: Words) -> list[Any]:
    """The plan, its marks on the map, and that it is there; or why there is none."""
    try:
        sought = await seek(model_of(centre), view)
    except DatabaseDown:
        problem = words("The database gives no answer.")
    except Asked as error:
        problem = words(error.message, **error.values)
    except ValueError:
        problem = words("There is no planned network to compute with.")
    else:
        return [plan_table(sought, view, words), plan_marks(sought, words), {"masts": len(sought.plan.masts)}]
    return [html.P(problem, className="coverage-problem"), collection([]), {"masts": 0}]


async def grounded(centre: Centre, view: View, words: Words) -> list[Any]:
    """Best servers and overlap while they are asked for; else nothing."""
    if "servers" not in view.layers:
        return [collection([]), []]
    try:
        found = await ground(model_of(centre), view.service)
    except DatabaseDown:
        problem = words("The database gives no answer.")
    except ValueError:
        problem = words("There is no planned network to compute with.")
    else:
        return [territory_features(found, centre, words), overlap_table(found, words)]
    return [collection([]), [html.P(problem, className="coverage-problem")]]


def _answers() -> list[html.Div]:
    gain = html.Div(id="coverage-gain", className="coverage-gain", **attributes(role="status", aria_live="polite"))
    return [gain, html.Div(id="coverage-plan")]
