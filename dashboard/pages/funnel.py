"""The funnel: from what is detected to what is closed, with share, median time and the reason of loss at each step."""

from datetime import UTC, datetime

from dash import Dash, Input, Output, dcc, html
from dash.exceptions import PreventUpdate

from dashboard.authority import visitor
from dashboard.centre import Centre
from dashboard.components.funnel_parts import cameras_to_look_at, groups, whole_funnel
from dashboard.funnel import SPANS, asked, precisions, rules
from dashboard.live import Patches
from dashboard.picture import Picture
from dashboard.words import Words
from store import funnel
from store.funnel import Asked, Course, Judgement, Loss
from store.pool import AsyncConnection
from store.reader import DatabaseDown, Reader

NAME, PATH, TITLE, ORDER = "funnel", "/funnel", "From alert to closed case", 7
SEARCH_SECONDS = 60.0
SPAN_NAMES = {
    "day": "Last 24 hours",
    "week": "Last 7 days",
    "month": "Last 31 days",
    "quarter": "Last 3 months",
    "year": "Last 12 months",
}


def layout(centre: Centre, words: Words) -> html.Div:
    """The choice of a time, and the places of what is found."""
    options = [{"label": words(SPAN_NAMES[span]), "value": span} for span in SPANS]
    choice = dcc.RadioItems(options, "month", id="funnel-span", inline=True, className="funnel-span")
    body = [
        html.Div(
            [html.H1(words(TITLE)), choice, html.Span(id="funnel-as-of", className="funnel-note")],
            className="funnel-head",
        ),
        html.Section(id="funnel-whole", className="panel funnel-part"),
        html.Div(id="funnel-groups", className="funnel-groups"),
        html.Section(
            [html.H2(words("Cameras: can they be believed?")), html.Div(id="funnel-cameras")],
            className="panel funnel-part",
        ),
    ]
    return html.Div(body, className="page funnel")


def patches(centre: Centre, picture: Picture, words: Words, now: datetime) -> Patches:
    """Nothing: the figures of weeks do not change while somebody looks."""
    return {}


def callbacks(app: Dash, centre: Centre) -> None:
    """A time is chosen, the figures are counted."""
    database = centre.settings.database
    # A year is counted for seconds: what people do elsewhere must not wait behind it.
    reader = Reader(database.url, SEARCH_SECONDS, "ioc dashboard funnel")

    @app.callback(
        [Output(f"funnel-{part}", "children") for part in ("whole", "groups", "cameras", "as-of")],
        Input("funnel-span", "value"),
    )
    async def count(span: object) -> list:
        if not isinstance(span, str) or span not in SPANS:
            raise PreventUpdate
        words, now = centre.words(), datetime.now(UTC)
        try:
            found = await reader.ask(_counted, asked(centre, span, visitor().scope, now), rules(centre))
        except DatabaseDown:
            return [html.P(words("The database gives no answer."), className="nothing"), "", "", ""]
        courses, losses, judged = found
        whole = next((course for course in courses if not course.group), Course("", "", (0,) * 5, (None,) * 4))
        return [
            whole_funnel(whole, losses, words),
            groups(courses, losses, centre, words),
            cameras_to_look_at(precisions(judged), centre, words),
            words("counted at {time}", time=words.moment(now)),
        ]


async def _counted(
    connection: AsyncConnection, wanted: Asked, kinds: list[str]
) -> tuple[list[Course], list[Loss], list[Judgement]]:
    courses, losses = await funnel.courses(connection, wanted)
    return courses, losses, await funnel.judgements(connection, wanted, kinds)
