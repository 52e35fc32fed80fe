"""Indicators: the Digital Transformation Index and all that is stated, by commune and target; missing is no zero."""

from collections.abc import Sequence
from datetime import date, datetime

import msgspec
from dash import Dash, Input, Output, dcc, html
from dash.exceptions import PreventUpdate

from config.city import IndicatorKind
from dashboard.centre import Centre
from dashboard.components.age import age
from dashboard.components.attributes import attributes
from dashboard.components.chart import chart
from dashboard.components.fact import Fact, fact_patches, facts
from dashboard.components.figure_table import draw_rows, gathered, rows_store
from dashboard.components.index_table import PILLAR_NAMES, index_rows, index_table
from dashboard.components.indicator_charts import commune_chart, ranked, trend_chart, without_figure, worst_places
from dashboard.components.panel import nothing, panel, panel_patches
from dashboard.components.stated_list import figure_and_unit, named, stated_list, with_unit
from dashboard.feeds import fresh_seconds
from dashboard.kept import kept
from dashboard.live import Patches
from dashboard.picture import Picture
from dashboard.stated import Stated, by_kind, stated
from dashboard.words import Words
from store import indicators
from store.indicators import Period
from store.pool import AsyncConnection
from store.reader import DatabaseDown
from store.records import Indicator

NAME, PATH, TITLE, ORDER = "indicators", "/indicators", "Indicators", 12
READ_SECONDS = 10.0
FIRST = "dti_government_score"
FACTS = (
    "dti_rank", "dti_government_score", "dti_economy_score", "dti_society_score", "online_usage_percent",
    "cashless_accounts", "eid_accounts", "broadband_households_percent",
)  # fmt: skip
EVER = date(1970, 1, 1)
Answer = tuple[list[Indicator], list[Period]]


class Found(msgspec.Struct, frozen=True):
    """What holds of every indicator in its newest period."""

    rows: tuple[Indicator, ...]


async def look(connection: AsyncConnection, centre: Centre, now: datetime, before: Found | None) -> Found:
    """Read it."""
    return Found(tuple(await indicators.current(connection, [kind.id for kind in centre.city.indicators])))


def layout(centre: Centre, words: Words) -> html.Div:
    """The panels without their figures."""
    kinds = {kind.id for kind in centre.city.indicators}
    first = FIRST if FIRST in kinds else next(iter(sorted(kinds)), "")
    chosen = [
        html.Div(id="indicators-name"),
        chart("indicators-communes", words("The chosen indicator by commune"), 250),
        html.Div(id="indicators-missing"),
        html.H3(words("Over the periods"), className="block-part"),
        chart("indicators-trend", words("The chosen indicator over the periods"), 220),
        dcc.Store(id="indicators-kind"),
        html.Div(hidden=True, **attributes(data_chosen="indicators-kind", data_first=first)),
    ]
    hint = words("A share of all where parts are stated with their whole, else the mean of those who gave a figure.")
    return html.Div(
        [
            rows_store(NAME),
            facts([key for key in FACTS if key in kinds]),
            panel("stated", words("All indicators"), [html.Div(id="indicators-stated")], hint),
            panel("chosen", words("One indicator"), chosen, words("Choose it by its name.")),
            panel("index", words("Digital Transformation Index by commune"), [index_table(centre, words)], wide=True),
        ],
        className="page figure-page",
    )


def patches(centre: Centre, picture: Picture, words: Words, now: datetime, found: Found | None) -> Patches:
    """Everything on the page that can change."""
    rows = _stated(centre, found)
    limit = fresh_seconds(centre, stream="indicators")
    as_of = max((row.as_of for row in rows if row.as_of), default=None)
    index = max((row.as_of for row in rows if row.as_of and row.kind.id.startswith("dti_")), default=None)
    changes: Patches = {
        **fact_patches([_fact(row, limit, words) for row in rows if row.kind.id in FACTS], now, words),
        **_drawn(centre, found, words),
        **panel_patches("stated", as_of, limit, now, words),
        **panel_patches("chosen", as_of, limit, now, words),
        **panel_patches("index", index, limit, now, words, wide=True),
    }
    return gathered(NAME, changes)


@kept
def _stated(centre: Centre, found: Found | None) -> list[Stated]:
    of = by_kind(found.rows) if found else {}
    return [stated(kind, of.get(kind.id, []), centre.communes) for kind in centre.city.indicators]


@kept
def _drawn(centre: Centre, found: Found | None, words: Words) -> Patches:
    """What follows from the statements alone."""
    if found is None:
        return {"indicators-stated": {"children": [nothing(words("Being read …"))]}}
    listed = stated_list(_stated(centre, found), words, "indicators-kind")
    return {"indicators-stated": {"children": listed}, **index_rows(centre, by_kind(found.rows), words)}


def callbacks(app: Dash, centre: Centre) -> None:
    """What a person can do: look at one indicator by commune and over time."""
    kinds = {kind.id: kind for kind in centre.city.indicators}
    draw_rows(app, NAME)

    @app.callback(
        [
            Output("indicators-name", "children"),
            Output("indicators-communes", "figure"),
            Output("indicators-missing", "children"),
            Output("indicators-trend", "figure"),
        ],
        Input("indicators-kind", "data"),
        prevent_initial_call=True,
    )
    async def show(chosen: object) -> list:
        if chosen not in kinds:
            raise PreventUpdate
        words, kind = centre.words(), kinds[str(chosen)]
        try:
            rows, periods = await centre.reader.ask(_about, kind.id)
        except DatabaseDown:
            return [nothing(words("The database gives no answer.")), commune_chart(kind, [], words), [], {}]
        return _shown(kind, rows, periods, centre, words)


async def _about(connection: AsyncConnection, indicator: str) -> Answer:
    return await indicators.current(connection, [indicator]), await indicators.periods(connection, [indicator], EVER)


def _shown(
    kind: IndicatorKind, rows: Sequence[Indicator], periods: Sequence[Period], centre: Centre, words: Words
) -> list:
    """An indicator of the city alone has no communes to compare."""
    whole = stated(kind, rows, centre.communes)
    head = [html.B(named(kind, words)), html.Span(f" · {whole.period}" if whole.period else "", className="quiet")]
    head += [" · ", age(whole.as_of)] if whole.as_of else []
    places = ranked(kind, rows, whole.period, centre) if kind.scope == "commune" else []
    note = [worst_places(kind, places, words), *without_figure(places, words)] if places else []
    return [head, commune_chart(kind, places, words), note, trend_chart(kind, periods, words)]


def _fact(row: Stated, limit: float, words: Words) -> Fact:
    notes: list[str] = []
    if row.target is not None:
        notes.append(words("target {n}", n=with_unit(row.target, row.unit, words)))
    notes += [words("{n} without a figure", n=words.number(row.missing + row.silent))] * bool(row.missing + row.silent)
    value, unit = figure_and_unit(row.value, row.unit, words)
    mood = "bad" if row.gap is not None and row.gap > 0 else "plain"
    label = words(PILLAR_NAMES[row.kind.id]) if row.kind.id in PILLAR_NAMES else named(row.kind, words)
    return Fact(row.kind.id, label, value, tuple(notes), row.as_of, limit, mood, unit)
