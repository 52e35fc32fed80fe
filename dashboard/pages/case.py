"""One case: its proof and its place, what is to be done and what this person may do, and all that was done."""

from datetime import UTC, datetime

import msgspec
from dash import ClientsideFunction, Dash, Input, Output, dcc, html
from dash.development.base_component import Component

from alerts.lifecycle import REASONS, Person
from dashboard import casefile
from dashboard.authority import Visitor, permits, visitor
from dashboard.case_words import ACTS, WHY_DISMISSED
from dashboard.centre import Centre
from dashboard.components import case_parts
from dashboard.components.attributes import attributes
from dashboard.components.desk import desk_bar
from dashboard.live import Patches
from dashboard.picture import Picture
from dashboard.scope import thing_of
from dashboard.wish import understood
from dashboard.words import Words
from store.reader import DatabaseDown

NAME, PATH, TITLE, ORDER = "case", "/case/<alert_id>", "Case", 5
PARTS = ("head", "acts", "pictures", "place", "facts", "checklist", "timeline", "seen")
SHELVE_MINUTES = (15, 60, 240, 480)
LARGEST = 2**63 - 1


class Viewer(msgspec.Struct):
    """Which case somebody looks at."""

    alert: int


def layout(centre: Centre, words: Words, alert_id: str) -> html.Div:
    """The page's places; assets/case.js asks for what stands in them, again whenever it changes."""
    if not alert_id.isdecimal() or int(alert_id) > LARGEST:
        return html.Div(html.P(words("There is no such alert."), className="nothing"), className="page")
    left = [
        _part(words("Evidence"), html.Div(id="case-pictures", className="evidence-pictures")),
        _part(words("Place"), html.Div(id="case-place", className="case-place")),
        _part(words("Facts"), html.Div(id="case-facts")),
    ]
    right = [
        _part(words("What you can do now"), html.Div(id="case-acts", className="case-acts"), *_forms(words)),
        _part(words("Checklist"), html.Ul(id="case-checklist", className="checklist")),
        _part(words("Timeline"), html.Ul(id="case-timeline", className="timeline")),
    ]
    columns = [html.Div(left, className="case-column"), html.Div(right, className="case-column")]
    stores = [dcc.Store(id=f"case-{name}") for name in ("wish", "seen", "news", "drawn", "heard")]
    head = html.Div(id="case-head", className="case-head", **attributes(data_alert_id=alert_id))
    back = html.A(words("← Queue"), href="/police", className="case-back")
    body = [desk_bar(words), back, head, html.Div(columns, className="case-columns"), *stores]
    return html.Div(body, className="page case")


def patches(centre: Centre, picture: Picture, words: Words, now: datetime) -> Patches:
    """Which cases changed, told to all: who looks at one of them asks for it again."""
    proofs = {alert.id: len(picture.evidence.get(alert.details.get("incident_id", ""), ())) for alert in picture.alerts}
    ids = picture.touched.keys() | {id for id, count in proofs.items() if count}
    return {"case-news": {"data": {str(id): [picture.touched.get(id, 0), proofs.get(id, 0)] for id in sorted(ids)}}}


def callbacks(app: Dash, centre: Centre) -> None:
    """What is asked here is read from the store; what a person does goes to /case/<alert>/act."""

    @app.callback(
        [Output(f"case-{part}", "data" if part == "seen" else "children") for part in PARTS],
        Input("case-wish", "data"),
        prevent_initial_call=True,
    )
    async def show(wish: object) -> list:
        viewer, words = understood(wish, Viewer), centre.words()
        try:
            case = await centre.reader.ask(casefile.read, viewer.alert)
        except DatabaseDown:
            return _nothing(words("The database gives no answer."), "down")
        if case is None or not permits(visitor(), NAME, thing_of(case.alert)):
            return _nothing(words("There is no such alert."), "none")
        return _shown(case, visitor(), centre, words, datetime.now(UTC))

    for name, source in (("drawn", "seen"), ("heard", "news")):
        app.clientside_callback(
            ClientsideFunction("iocCase", name),
            Output(f"case-{name}", "data"),
            Input(f"case-{source}", "data"),
            prevent_initial_call=True,
        )


def _shown(case: casefile.CaseFile, who: Visitor, centre: Centre, words: Words, now: datetime) -> list:
    person = Person(who.name, who.role) if who.role else None
    return [
        case_parts.case_head(case, centre, words),
        case_parts.case_acts(case, person, words),
        case_parts.case_pictures(case, centre, words),
        case_parts.case_place(case, centre, words),
        case_parts.case_facts(case, centre, words),
        case_parts.case_checklist(case, person, centre, words, now),
        case_parts.case_timeline(case, centre, words),
        {"version": case.alert.version, "number": case.number, "proofs": len(case.heads)},
    ]


def _nothing(text: str, why: str) -> list:
    return [html.P(text, className="nothing"), *([""] * (len(PARTS) - 2)), {"missing": why}]


def _part(title: str, *inside: Component) -> html.Section:
    return html.Section([html.H2(title), *inside], className="panel case-part")


def _forms(words: Words) -> list:
    """What an act asks for before it is done; a note goes with whatever is done next."""
    reasons = [html.Option(words(WHY_DISMISSED[reason]), value=reason) for reason in REASONS]
    first = html.Option(words("Choose why"), value="")
    times = [html.Option(words.duration(minutes * 60), value=str(minutes)) for minutes in SHELVE_MINUTES]
    note = html.Textarea(id="case-note", maxLength="2000", rows="2", **attributes(aria_label=words("Note")))
    return [
        html.Div(
            [
                html.Label([words("Why is it dismissed?"), html.Select([first, *reasons], id="case-reason")]),
                _button(words("Dismiss"), "dismiss"),
            ],
            id="case-dismiss",
            className="case-form",
            hidden=True,
        ),
        html.Div(
            [
                html.Label([words("For how long? Say why in the note."), html.Select(times, id="case-minutes")]),
                _button(words("Shelve"), "shelve"),
            ],
            id="case-shelve",
            className="case-form",
            hidden=True,
        ),
        html.Label([words("Note (goes with what you do next)"), note], className="case-note"),
        _button(words(ACTS["note"]), "note"),
    ]


def _button(text: str, act: str) -> html.Button:
    return html.Button(text, type="button", className="button", **attributes(data_act=act))
