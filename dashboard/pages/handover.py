"""The hand-over between shifts: written by the program, signed by who goes and by who comes."""

from datetime import UTC, datetime

import msgspec
from dash import Dash, Input, Output, State, ctx, dcc, html

from dashboard import handover
from dashboard.authority import visitor
from dashboard.centre import Centre
from dashboard.components.handover_parts import past_handover, report_parts, waiting_handover
from dashboard.handover import Report
from dashboard.live import Patches
from dashboard.picture import Picture
from dashboard.words import Words
from store import handovers
from store.handovers import Handover, NotYours
from store.pool import AsyncConnection
from store.reader import DatabaseDown

NAME, PATH, TITLE, ORDER = "handover", "/handover", "Shift hand-over", 8
PARTS = ("told", "report", "waiting", "past")
MOST_NOTE = 2000
TOLD = {
    "signed": "Signed.",
    "part": "This hand-over is of the part of the city that you see: who sees the same part takes over.",
    "not_yours": "This is not for you to sign: who takes over is not who handed over, and one waits at a time.",
}
LOOKS = {TOLD["signed"]: "desk-good", TOLD["part"]: "desk-note"}


def layout(centre: Centre, words: Words) -> html.Div:
    """The report, a note, and the two signatures."""
    note = dcc.Textarea(id="handover-note", maxLength=MOST_NOTE, className="handover-note")
    first = "button button-first"
    give = html.Button(words("I hand over: sign"), id="handover-give", type="button", className=first)
    take = html.Button(words("I take over: sign"), id="handover-take", type="button", className=first, hidden=True)
    going = html.Div([html.Label([words("Note for the next shift"), note]), give], id="handover-going")
    body = [
        html.H1(words(TITLE)),
        html.Div(id="handover-told", role="status"),
        html.Section([html.Div(id="handover-waiting"), take, going], className="panel handover-part"),
        html.Section([html.H2(words("As of now")), html.Div(id="handover-report")], className="panel handover-part"),
        html.Section([html.H2(words("Earlier ones")), html.Div(id="handover-past")], className="handover-part"),
    ]
    return html.Div(body, className="page handover")


def patches(centre: Centre, picture: Picture, words: Words, now: datetime) -> Patches:
    """Nothing: a report that changed while somebody reads it could not be signed."""
    return {}


def callbacks(app: Dash, centre: Centre) -> None:
    """Opened, it is read; signed, it is kept and read again."""

    @app.callback(
        [Output(f"handover-{part}", "children") for part in PARTS],
        Output("handover-take", "hidden"),
        Output("handover-going", "hidden"),
        Input("handover-give", "n_clicks"),
        Input("handover-take", "n_clicks"),
        State("handover-note", "value"),
    )
    async def sign(_give: object, _take: object, note: object) -> list:
        words, said = centre.words(), ""
        try:
            if ctx.triggered_id in ("handover-give", "handover-take"):
                giving = ctx.triggered_id == "handover-give"
                said = await centre.reader.ask(signed, giving, str(note or "").strip()[:MOST_NOTE])
            desk = await centre.reader.ask(handover.read, visitor().scope, datetime.now(UTC))
        except DatabaseDown:
            return [html.P(words("The database gives no answer."), className="desk-bad"), "", "", "", True, True]
        return [*_shown(desk, said, centre, words), *_signs(desk.waiting)]


async def signed(connection: AsyncConnection, giving: bool, note: str) -> str:
    """Sign as whoever asks, on one side or the other; why not, or nothing."""
    who, now = visitor(), datetime.now(UTC)
    if who.role is None:
        return TOLD["not_yours"]
    desk, key = await handover.read(connection, who.scope, now), handover.desk_of(who.scope)
    try:
        if giving:
            report = msgspec.to_builtins(desk.now)
            await handovers.give(connection, desk.now.since, now, report, who.name, who.role, note, key)
        elif desk.waiting is None:  # somebody else took over just now
            return TOLD["not_yours"]
        else:
            await handovers.take(connection, desk.waiting.id, now, who.name, who.role, key)
    except NotYours:
        return TOLD["not_yours"]
    return TOLD["signed"]


def _signs(waiting: Handover | None) -> list[bool]:
    """Which signature is hidden: nobody takes over what they handed over."""
    return [waiting is None or waiting.given_by == visitor().name, waiting is not None]


def _shown(desk: handover.Desk, said: str, centre: Centre, words: Words) -> list:
    waiting = desk.waiting
    past = [row for row in desk.past if row.taken_by is not None]
    said = said or (TOLD["part"] if visitor().scope is not None else "")
    return [
        html.P(words(said), className=LOOKS.get(said, "desk-bad")) if said else "",
        report_parts(desk.now, centre, words),
        waiting_handover(waiting, msgspec.convert(waiting.report, Report), centre, words) if waiting else "",
        [past_handover(row, msgspec.convert(row.report, Report), centre, words) for row in past]
        or html.P(words("nothing")),
    ]
