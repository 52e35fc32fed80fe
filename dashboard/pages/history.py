"""What was: all alerts of all times, found by words without marks, time, kind, state and commune."""

from datetime import UTC, datetime
from urllib.parse import quote

from dash import ClientsideFunction, Dash, Input, Output, dcc, html

from dashboard.authority import visitor
from dashboard.case_words import WHY_DISMISSED
from dashboard.centre import Centre
from dashboard.components.alert_list import place
from dashboard.components.attributes import attributes
from dashboard.components.sign import sign
from dashboard.live import Patches
from dashboard.looking import MOST, Names, Wanted, question
from dashboard.picture import Picture
from dashboard.wish import understood
from dashboard.words import KINDS, STATES, Words
from store.history import search
from store.reader import DatabaseDown, Reader
from store.records import Alert

NAME, PATH, TITLE, ORDER = "history", "/history", "History", 6
SEARCH_SECONDS = 30.0
SPAN_NAMES = {
    "day": "Last 24 hours",
    "week": "Last 7 days",
    "month": "Last 31 days",
    "year": "Last 12 months",
    "all": "All times",
    "dates": "From – to",
}


def layout(centre: Centre, words: Words) -> html.Div:
    """The form and the place of what is found; assets/history.js asks while somebody types."""
    kinds = sorted((words.name(KINDS, kind), kind) for kind in KINDS.keys() | centre.city.procedures.keys())
    communes = sorted((centre.commune_name(code), code) for code in centre.communes)
    form = [
        html.Label([words("Look for"), html.Div(id="history-search")], className="history-words"),
        _choice(words("Time"), "span", [(words(text), key) for key, text in SPAN_NAMES.items()]),
        html.Div(id="history-dates", className="history-dates", hidden=True),
        _choice(words("Kind"), "kind", [(words("Every kind"), ""), *kinds]),
        _choice(words("State"), "state", [(words("Every state"), ""), *((words(t), s) for s, t in STATES.items())]),
        _choice(words("Commune"), "commune", [(words("Every commune"), ""), *communes]),
    ]
    texts = attributes(
        data_placeholder=words("place, person, note or number – marks are not needed"),
        data_from=words("from"),
        data_to=words("to"),
        data_label=words("Look for"),
    )
    found = html.Ul(id="history-found", className="history-found")
    older = html.Button(words("Older"), type="button", id="history-older", className="button", hidden=True)
    stores = [dcc.Store(id=f"history-{name}") for name in ("wish", "answer", "taken")]
    said = html.P(id="history-said", className="history-said", **attributes(role="status"))
    return html.Div(
        [html.Div(form, className="history-form", **texts), said, found, older, *stores], className="page history"
    )


def patches(centre: Centre, picture: Picture, words: Words, now: datetime) -> Patches:
    """Nothing: what was does not change while somebody looks."""
    return {}


def callbacks(app: Dash, centre: Centre) -> None:
    """A question is answered with rows, and where to go on."""
    names, database = Names(centre), centre.settings.database
    # A search through years may take seconds: what people do elsewhere must not wait behind it.
    reader = Reader(database.url, SEARCH_SECONDS, "ioc dashboard history")

    @app.callback(
        [Output("history-found", "children"), Output("history-said", "children"), Output("history-answer", "data")],
        Input("history-wish", "data"),
        prevent_initial_call=True,
    )
    async def find(wish: object) -> list:
        wanted, words, now = understood(wish, Wanted), centre.words(), datetime.now(UTC)
        try:
            rows = await reader.ask(search, question(wanted, names, words, now, visitor().scope))
        except DatabaseDown:
            return [[], words("The database gives no answer."), {}]
        return [[_row(row, centre, words) for row in rows[:MOST]], _said(rows, wanted, words), _next(rows)]

    app.clientside_callback(
        ClientsideFunction("iocHistory", "take"),
        Output("history-taken", "data"),
        Input("history-answer", "data"),
        prevent_initial_call=True,
    )


def _said(rows: list[Alert], wanted: Wanted, words: Words) -> str:
    if not rows:
        return words("Nothing is found.")
    shown = words.number(min(len(rows), MOST))
    if len(rows) > MOST or wanted.before:
        return (
            words("{n} alerts, there are more", n=shown) if len(rows) > MOST else words("the last {n} alerts", n=shown)
        )
    return words("{n} alerts", n=shown)


def _next(rows: list[Alert]) -> dict:
    last = rows[MOST - 1] if len(rows) > MOST else None
    return {"before": [last.opened_at.isoformat(), last.id] if last else None}


def _row(alert: Alert, centre: Centre, words: Words) -> html.Li:
    state = words.name(STATES, alert.state)
    reason = f": {words.name(WHY_DISMISSED, alert.reason)}" if alert.reason else ""
    facts = [
        html.Span(f"{state}{reason}", className=f"state state-{alert.state}"),
        html.Span(words.moment(alert.opened_at)),
        html.Span(alert.owner or (alert.changed_by if alert.changed_by != "centre" else ""), className="waits-owner"),
        html.Span(f"#{alert.id}", className="history-number"),
    ]
    text = [
        html.Div(words.name(KINDS, alert.kind), className="waits-kind"),
        html.Div(place(alert, centre), className="waits-place"),
        html.Div(facts, className="waits-when"),
    ]
    inside = [sign(alert.severity, words), html.Div(text, className="waits-text")]
    link = html.A(inside, href=f"/case/{quote(str(alert.id))}", className="waits-open")
    return html.Li(link, key=str(alert.id), className=f"history-row alert-{alert.severity}")


def _choice(label: str, name: str, options: list[tuple[str, str]]) -> html.Label:
    rows = [html.Option(text, value=value) for text, value in options]
    return html.Label([label, html.Select(rows, id=f"history-{name}")])
