"""What citizens report: where, since when, who has it, what is late, and what is one matter."""

from datetime import datetime, timedelta

import msgspec
from dash import Dash, Input, Output, dcc, html
from dash.exceptions import PreventUpdate

from dashboard.authority import permits, visitor
from dashboard.centre import Centre
from dashboard.citizens import Matter, done, lateness, matters
from dashboard.components.attributes import attributes
from dashboard.components.fact import Fact, fact_patches, facts
from dashboard.components.panel import nothing, panel, panel_patches
from dashboard.components.report_list import matter_list, report_list, steps
from dashboard.components.report_map import points, report_map, shades
from dashboard.feeds import fresh_seconds
from dashboard.kept import kept
from dashboard.live import Patches
from dashboard.picture import Picture
from dashboard.scope import Scope, Thing
from dashboard.words import Words
from store import reports
from store.pool import AsyncConnection
from store.reader import DatabaseDown
from store.records import Report

NAME, PATH, TITLE, ORDER = "reports", "/reports", "Citizens' reports", 13
READ_SECONDS = 2.0
DAYS = 7
MOST = 1000
FACTS = ("reports-open", "reports-unassigned", "reports-unfinished", "reports-matters", "reports-done")


class Found(msgspec.Struct, frozen=True):
    """What is not dealt with, and what was first heard of in the last days."""

    unended: tuple[Report, ...]
    recent: tuple[Report, ...]
    newest: datetime | None


async def look(connection: AsyncConnection, centre: Centre, now: datetime, before: Found | None) -> Found:
    """Read it."""
    unended = await reports.unended(connection, MOST)
    recent = await reports.since(connection, now - timedelta(days=DAYS), MOST)
    newest = max((row.state_at for row in (*unended, *recent)), default=None)
    return Found(tuple(unended), tuple(recent), newest)


def layout(centre: Centre, words: Words) -> html.Div:
    """The panels without their reports."""
    first = words("Late ones come first.")
    one = [
        html.Div(id="report-steps"),
        dcc.Store(id="report"),
        html.Div(hidden=True, **attributes(data_chosen="report")),
    ]
    return html.Div(
        [
            facts(FACTS),
            panel("reports-map", words("Where"), [report_map(centre, words)]),
            panel("reports-list", words("Reports that wait"), [html.Div(id="reports-list")], first),
            panel("reports-matters", words("Several of one kind in one place"), [html.Div(id="reports-matters")]),
            panel("reports-one", words("One report"), one, words("Choose it in the list.")),
        ],
        className="page figure-page",
    )


def patches(centre: Centre, picture: Picture, words: Words, now: datetime, found: Found | None) -> Patches:
    """Everything on the page that can change."""
    limit = fresh_seconds(centre, stream="citizen_reports")
    found = _seen(found, visitor().scope)
    as_of = found.newest if found else None
    changes: dict[str, dict[str, object]] = {}
    for key in ("reports-map", "reports-list", "reports-matters", "reports-one"):
        changes |= {name: dict(props) for name, props in panel_patches(key, as_of, limit, now, words).items()}
    if found is None:
        return changes | {"reports-list": {"children": [nothing(words("Being read …"))]}}
    return {
        **changes,
        **fact_patches(_facts(centre, found, now, limit, words), now, words),
        **_drawn(centre, found, int(now.timestamp() / 10), words),
    }


def callbacks(app: Dash, centre: Centre) -> None:
    """What a person can do: look at what became of one report."""

    @app.callback(Output("report-steps", "children"), Input("report", "data"), prevent_initial_call=True)
    async def show(chosen: object) -> list:
        if not isinstance(chosen, str) or not chosen:
            raise PreventUpdate
        words = centre.words()
        try:
            changes = await centre.reader.ask(reports.changes, chosen)
        except DatabaseDown:
            return [nothing(words("The database gives no answer."))]
        commune = next((row.commune_code for row in reversed(changes) if row.commune_code), "")
        return steps(changes if permits(visitor(), NAME, Thing("", commune)) else [], centre, words)


@kept
def _seen(found: Found | None, scope: Scope | None) -> Found | None:
    """What of the reports somebody sees who sees some communes alone; a place that nobody knows is in none of them."""
    if found is None or scope is None:
        return found
    unended, recent = (
        tuple(row for row in rows if scope.holds(Thing("", row.commune_code))) for rows in (found.unended, found.recent)
    )
    return Found(unended, recent, found.newest)


@kept
def _matters(centre: Centre, found: Found, tick: int) -> list[Matter]:
    return matters(found.unended, centre.settings.limits, _time(centre, tick))


@kept
def _drawn(centre: Centre, found: Found, tick: int, words: Words) -> Patches:
    """Map and lists; also without news they are drawn anew with each tick, since reports become late."""
    now, together = _time(centre, tick), _matters(centre, found, tick)
    return {
        "reports-communes": {"hideout": shades(found.unended, centre, now)},
        "reports-points": {"data": points(found.unended, together, centre, words, now)},
        "reports-list": {"children": report_list(found.unended, centre, words, now)},
        "reports-matters": {"children": matter_list(together, centre, words)},
    }


def _time(centre: Centre, tick: int) -> datetime:
    return datetime.fromtimestamp((tick + 1) * 10, centre.words("en").zone)


def _facts(centre: Centre, found: Found, now: datetime, limit: float, words: Words) -> list[Fact]:
    limits = centre.settings.limits
    why = [lateness(row, limits, now) for row in found.unended]
    nobody, late = why.count("unassigned"), why.count("unfinished")
    together = len(_matters(centre, found, int(now.timestamp() / 10)))
    full = (words("the oldest {n} alone are shown", n=words.number(MOST)),) * (len(found.unended) >= MOST)
    rows: list[tuple[str, str, int, tuple[str, ...]]] = [
        ("open", words("Reports that wait"), len(found.unended), full),
        ("unassigned", words("Nobody has them"), nobody, (_hours(limits.report_assign_hours, words),)),
        ("unfinished", words("Not done in time"), late, (_hours(limits.report_finish_hours, words),)),
        ("matters", words("Several in one place"), together, ()),
    ]
    counted = [
        Fact(f"reports-{key}", label, words.number(count), notes, found.newest, limit, _mood(key, count))
        for key, label, count, notes in rows
    ]
    return [*counted, _done(centre, found, limit, words)]


def _done(centre: Centre, found: Found, limit: float, words: Words) -> Fact:
    over = done(found.recent, centre.settings.limits)
    share = words.number(100 * over.in_time / over.ended, 1) if over.ended else None
    ended, heard = words.number(over.ended), words.number(over.heard)
    note = words("{ended} of {heard} of the last {days} days ended", ended=ended, heard=heard, days=DAYS)
    return Fact("reports-done", words("Done in time"), share, (note,), found.newest, limit, "plain", "%")


def _hours(hours: float, words: Words) -> str:
    return words("for over {n} h", n=words.number(hours))


def _mood(key: str, count: int) -> str:
    return "bad" if count and key != "open" else "plain"
