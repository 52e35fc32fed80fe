"""Public services: who waits where, what is late and will be tomorrow, documents, check-ins, online services."""

from collections.abc import Mapping
from datetime import UTC, datetime

import msgspec
from dash import Dash, Input, Output, dcc, html
from dash.exceptions import PreventUpdate

from dashboard.centre import Centre
from dashboard.components.attributes import attributes
from dashboard.components.chart import chart
from dashboard.components.expected import late_list, waits_chart, waits_note
from dashboard.components.fact import facts
from dashboard.components.figure_table import draw_rows, gathered, rows_store
from dashboard.components.office_table import METRICS, office_rows, office_table
from dashboard.components.other_services import OTHERS, other_patches, other_table
from dashboard.components.panel import nothing, panel, panel_patches
from dashboard.components.service_facts import FACTS, service_facts
from dashboard.components.stated_list import stated_list
from dashboard.expectation import Expectation, age_allows, expectation
from dashboard.feeds import fresh_seconds, newest_of_prefix
from dashboard.kept import kept
from dashboard.live import Patches
from dashboard.picture import Picture
from dashboard.stated import by_kind, stated
from dashboard.watch import utc_now
from dashboard.words import Words
from store import indicators, readings
from store.pool import AsyncConnection
from store.reader import DatabaseDown
from store.records import Indicator, Reading

NAME, PATH, TITLE, ORDER = "services", "/services", "Services", 10
READ_SECONDS = 3.0
GROWS_OLD_SECONDS = 10
FORECAST_SECONDS = 600.0  # hours that are over do not change
# What is stated of services that citizens and officials use from afar.
STATED = (
    "online_usage_percent", "online_payment_percent", "full_online_services_percent", "online_services",
    "staff_accounts", "documents_exchanged_percent", "documents_signed_percent", "signatures_issued",
    "email_usage_percent",
)  # fmt: skip


class Found(msgspec.Struct, frozen=True):
    """What offices, agencies and health stations last said, what is stated, and what is expected."""

    readings: Mapping[tuple[str, str], Reading]
    stated: tuple[Indicator, ...]
    expected: Expectation


async def look(connection: AsyncConnection, centre: Centre, now: datetime, before: Found | None) -> Found:
    """Read it; forecasts are worked out anew a few times an hour."""
    rows = await readings.latest(connection, [*METRICS, *OTHERS])
    said = await indicators.current(connection, list(STATED))
    held = before.expected if before else None
    if held is None or not age_allows(held, now, FORECAST_SECONDS):
        held = await expectation(connection, centre, now, [row.id for row in centre.city.offices])
    return Found({(row.source_id, row.metric): row for row in rows}, tuple(said), held)


def layout(centre: Centre, words: Words) -> html.Div:
    """The panels without their figures."""
    waits = [html.P(id="services-note", className="quiet"), chart("services-waits", words("Waits of today"), 300)]
    first = next((office.id for office in centre.city.offices), "")
    one = [
        html.P(id="services-office-note", className="quiet"),
        chart("services-office-waits", words("Waits of one office today"), 260, hidden=True),
        html.Div(id="services-office-late"),
        dcc.Store(id="services-office"),
        html.Div(hidden=True, **attributes(data_chosen="services-office", data_first=first)),
    ]
    longest = words("The longest wait of each hour, the mean of all offices.")
    return html.Div(
        [
            rows_store(NAME),
            facts(FACTS),
            panel("waits", words("Waits of today"), waits, longest),
            panel("late", words("Late tomorrow"), [html.Div(id="services-late")]),
            panel("offices", words("By commune"), [office_table(centre, words)], wide=True),
            panel("office", words("One office"), one, words("Choose a commune in the table.")),
            panel("online", words("Online services and documents"), [html.Div(id="services-stated")]),
            panel("documents", words("Documents of agencies"), [other_table("documents", centre, words)]),
            panel("checkins", words("Check-ins at health stations"), [other_table("checkins", centre, words)]),
        ],
        className="page figure-page",
    )


def patches(centre: Centre, picture: Picture, words: Words, now: datetime, found: Found | None) -> Patches:
    """Everything on the page that can change."""
    said: Mapping[tuple[str, str], Reading] = found.readings if found else {}
    told = found.expected if found else None
    limit = fresh_seconds(centre, "office-")
    changes: Patches = {
        **service_facts(centre, said, now, limit, words),
        "services-note": {"children": waits_note(told, centre, words)},
        "services-waits": {"figure": _waits(centre, told, words)},
        "services-waits-box": {"hidden": told is None or told.waits is None},
        "services-late": {"children": late_list(told, centre, words)},
        **_rows(centre, found, int(now.timestamp() / GROWS_OLD_SECONDS), words),
        **_ages(centre, said, found, now, limit, words),
    }
    return gathered(NAME, changes)


@kept
def _rows(centre: Centre, found: Found | None, tick: int, words: Words) -> Patches:
    """The long tables; also without news they are drawn anew with each tick, since what they show grows old."""
    now = datetime.fromtimestamp((tick + 1) * GROWS_OLD_SECONDS, UTC)
    said: Mapping[tuple[str, str], Reading] = found.readings if found else {}
    told = found.expected if found else None
    return {
        **office_rows(centre, said, told, now, fresh_seconds(centre, "office-"), words),
        **other_patches(centre, said, now, words),
        "services-stated": {"children": _stated(centre, found, words)},
    }


@kept
def _waits(centre: Centre, told: Expectation | None, words: Words) -> dict:
    return waits_chart(told, range(len(told.offices)) if told else (), words)


def callbacks(app: Dash, centre: Centre) -> None:
    """What a person can do: look at what one office may expect."""
    draw_rows(app, NAME)

    @app.callback(
        [
            Output("services-office-waits", "figure"),
            Output("services-office-waits-box", "hidden"),
            Output("services-office-note", "children"),
            Output("services-office-late", "children"),
        ],
        Input("services-office", "data"),
        prevent_initial_call=True,
    )
    async def show(chosen: object) -> list:
        if chosen not in {office.id for office in centre.city.offices}:
            raise PreventUpdate
        words, office = centre.words(), str(chosen)
        try:
            told = await centre.reader.ask(expectation, centre, utc_now(), [office])
        except DatabaseDown:
            return [waits_chart(None, [], words), True, words("The database gives no answer."), []]
        name = html.B(centre.names[office])
        note = [name, html.Br(), waits_note(told, centre, words)]
        return [waits_chart(told, [0], words), told.waits is None, note, late_list(told, centre, words)]


def _stated(centre: Centre, found: Found | None, words: Words) -> list:
    if found is None:
        return [nothing(words("Being read …"))]
    of, kinds = by_kind(found.stated), {kind.id: kind for kind in centre.city.indicators}
    rows = [stated(kinds[key], of.get(key, []), centre.communes) for key in STATED if key in kinds]
    return stated_list(rows, words)


def _ages(
    centre: Centre,
    said: Mapping[tuple[str, str], Reading],
    found: Found | None,
    now: datetime,
    limit: float,
    words: Words,
) -> Patches:
    offices = newest_of_prefix(said, "office-")
    made = found.expected.made_at if found else None
    foretold = min(made, offices) if made and offices else None  # what is worked out anew of old data is old
    beyond = limit + 2 * FORECAST_SECONDS
    told = max((row.time for row in found.stated), default=None) if found else None
    fresh = {
        "offices": (offices, limit),
        "waits": (foretold, beyond),
        "late": (foretold, beyond),
        "office": (offices, limit),
        "online": (told, fresh_seconds(centre, stream="indicators")),
        "documents": (newest_of_prefix(said, "agency-"), fresh_seconds(centre, "agency-")),
        "checkins": (newest_of_prefix(said, "health-"), fresh_seconds(centre, "health-")),
    }
    changes: dict[str, Mapping[str, object]] = {}
    for key, (as_of, seconds) in fresh.items():
        changes |= panel_patches(key, as_of, seconds, now, words, wide=key == "offices")
    return changes
