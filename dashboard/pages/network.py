"""The network: what is dead and what it takes along, the tree of links, bridges, portals, platforms and security."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial

import msgspec
from dash import Dash, Input, Output, dcc, html
from dash.exceptions import PreventUpdate

from dashboard import network
from dashboard.centre import Centre
from dashboard.components.attributes import attributes
from dashboard.components.chart import chart
from dashboard.components.course import course_figure
from dashboard.components.fact import Fact, fact_patches, facts
from dashboard.components.figure_table import draw_rows, gathered, rows_store
from dashboard.components.network_tables import (
    newest_of,
    site_table,
    sites_by_technology,
    source_rows,
    source_table,
)
from dashboard.components.network_tree import chip_patches, network_tree, root_list
from dashboard.components.panel import nothing, panel, panel_patches
from dashboard.components.security import security_patches, security_table
from dashboard.live import Patches
from dashboard.picture import Picture
from dashboard.watch import utc_now
from dashboard.words import Words
from store import readings
from store.pool import AsyncConnection
from store.reader import DatabaseDown
from store.records import Reading

NAME, PATH, TITLE, ORDER = "network", "/network", "Network", 11
READ_SECONDS = 2.0
TABLE_NAMES = {
    "bridges": "Video bridges",
    "portals": "Portals",
    "uplinks": "Uplinks of the centre",
    "exchanges": "National platforms",
}
COURSE_HOURS, STEP_SECONDS = 24, 600
FACTS = ("links", "uplinks", "sites", "bridges", "portals", "exchanges", "security")
FACT_NAMES = {
    "links": "Network links up",
    "uplinks": "Uplinks up",
    "sites": "Radio sites up",
    "bridges": "Video bridges up",
    "portals": "Portals up",
    "exchanges": "National platforms reached",
}


class Found(msgspec.Struct, frozen=True):
    """What the network's sources last said, besides being up."""

    readings: Mapping[tuple[str, str], Reading]


async def look(connection: AsyncConnection, centre: Centre, now: datetime, before: Found | None) -> Found:
    """Read it."""
    rows = await readings.latest(connection, list(network.METRICS))
    return Found({(row.source_id, row.metric): row for row in rows})


def layout(centre: Centre, words: Words) -> html.Div:
    """The panels without their figures."""
    city, named = centre.city, words("Name")
    chosen = attributes(data_chosen="network-link", data_first=city.links[0].id if city.links else "")
    course = [
        html.Div(id="network-link-facts", className="quiet"),
        chart("network-course", words("Round trip and loss of the last 24 hours"), 260),
        dcc.Store(id="network-link"),
        html.Div(hidden=True, **chosen),
    ]
    reach = words("What is dead or silent of itself, farthest reach first; what hangs on it is not listed.")
    tables = [
        panel(kind, words(name), [source_table(kind, words(name), named, getattr(city, kind), words)])
        for kind, name in TABLE_NAMES.items()
    ]
    return html.Div(
        [
            rows_store(NAME),
            facts(FACTS),
            panel("roots", words("Causes first"), [html.Div(id="net-roots")], reach),
            panel("course", words("One link"), course, words("Choose a link in the tree.")),
            panel("tree", words("From the centre to the communes"), [network_tree(centre, words)], wide=True),
            *tables,
            panel("sites", words("Radio sites by generation"), [site_table(words)]),
            panel("security", words("Information security"), [security_table(centre, words)]),
        ],
        className="page figure-page",
    )


def patches(centre: Centre, picture: Picture, words: Words, now: datetime, found: Found | None) -> Patches:
    """Everything on the page that can change."""
    said = found.readings if found else {}
    state = network.standing(centre, picture, said, now)
    causes = network.roots(centre, picture, state)
    changes: dict[str, Mapping[str, object]] = {
        **fact_patches(_facts(centre, picture, state, words), now, words),
        "net-roots": {"children": root_list(causes, state, centre, words, now)},
        **chip_patches(centre, state, words),
        **sites_by_technology(centre, said, state, words),
        **security_patches(centre, said, words, now),
    }
    for kind in TABLE_NAMES:
        changes |= source_rows(kind, getattr(centre.city, kind), centre, said, state, words)
    return gathered(NAME, {**changes, **_ages(centre, picture, state, now, words)})


def callbacks(app: Dash, centre: Centre) -> None:
    """What a person can do: look at one link's last day."""
    draw_rows(app, NAME)

    @app.callback(
        [Output("network-course", "figure"), Output("network-link-facts", "children")],
        Input("network-link", "data"),
        prevent_initial_call=True,
    )
    async def show(chosen: object) -> list:
        if chosen not in {link.id for link in centre.city.links}:
            raise PreventUpdate
        words, now = centre.words(), utc_now()
        span = (now - timedelta(hours=COURSE_HOURS), now)
        try:
            courses = await centre.reader.ask(_courses, centre, str(chosen), now)
        except DatabaseDown:
            return [
                course_figure({}, words, STEP_SECONDS, span),
                nothing(words("The database gives no answer.")),
            ]
        name = html.B(centre.names[str(chosen)])
        return [course_figure(courses, words, STEP_SECONDS, span), [name, f" ({chosen})"]]


async def _courses(
    connection: AsyncConnection, centre: Centre, source: str, now: datetime
) -> dict[str, list[readings.Course]]:
    since = now - timedelta(hours=COURSE_HOURS)
    level = readings.level_for(STEP_SECONDS, now - since, centre.settings.store)
    ask = partial(readings.series, connection, source, since=since, until=now, step_seconds=STEP_SECONDS, level=level)
    return {metric: await ask(metric) for metric in ("rtt_ms", "loss_percent")}


def _facts(centre: Centre, picture: Picture, state: network.Network, words: Words) -> list[Fact]:
    limit = centre.settings.dashboard.stale_seconds
    rows = []
    for kind, name in FACT_NAMES.items():
        sources = getattr(centre.city, kind)
        states = [state.states[row.id] for row in sources]
        up, down = states.count("good") + states.count("warn"), states.count("bad")
        cut, silent = states.count("cut"), states.count("silent")
        notes = [words("{n} down", n=words.number(down))] * bool(down)
        notes += [words("{n} cut off", n=words.number(cut))] * bool(cut)
        notes += [words("{n} silent", n=words.number(silent))] * bool(silent)
        value = f"{words.number(up)}/{words.number(len(sources))}" if sources else None
        said = tuple(notes) or (words("all well"),)
        as_of, mood = newest_of(sources, picture.readings), "bad" if down else "plain"
        rows.append(Fact(kind, words(name), value, said, as_of, limit, mood))
    return rows


def _ages(centre: Centre, picture: Picture, state: network.Network, now: datetime, words: Words) -> Patches:
    limit = centre.settings.dashboard.stale_seconds
    times = {kind: newest_of(getattr(centre.city, kind), picture.readings) for kind in FACT_NAMES}
    shown = {"roots": state.as_of, "tree": times["links"], "course": times["links"]}
    shown |= {kind: times[kind] for kind in (*TABLE_NAMES, "sites")}
    changes: dict[str, Mapping[str, object]] = {}
    for key, as_of in shown.items():
        changes |= panel_patches(key, as_of, limit, now, words, wide=key == "tree")
    return changes
