"""The wall: what is wrong now, where, and how old the data is, in one look from across the room."""

from collections.abc import Mapping
from datetime import UTC, datetime

from dash import Dash, Input, Output, dcc, html
from dash.exceptions import PreventUpdate

from dashboard import figures
from dashboard.centre import Centre
from dashboard.components.alert_list import alert_counts, alert_list
from dashboard.components.attributes import attributes
from dashboard.components.city_map import alert_points, camera_states, city_map, commune_shades, site_states
from dashboard.components.evidence import evidence
from dashboard.components.tile import Tile, tile_id, tile_props
from dashboard.freshness import freshness, newest
from dashboard.live import Patches
from dashboard.picture import Picture
from dashboard.words import Words
from store import alerts, incidents
from store.pool import AsyncConnection
from store.reader import DatabaseDown
from store.records import Alert, Incident

Heads = Mapping[str, incidents.EvidenceHead]
NAME, PATH, TITLE, ORDER = "wall", "/", "Wall", 1
TILES = ("cameras", "incidents", "links", "sites", "offices", "waiting", "dossiers", "lag")


def layout(centre: Centre, words: Words) -> html.Div:
    """The page without its data, which comes with the first live frame."""
    listed = html.Section(
        [
            html.Div([html.H2(words("Open alerts")), html.Div(id="alert-counts")], className="alerts-head"),
            html.Ul(id="alert-list", className="alert-list"),
        ],
        className="panel alerts",
    )
    tiles = html.Section(
        [html.Div(id=tile_id(key), className="panel tile is-none") for key in TILES], className="tiles"
    )
    close = html.Button("×", type="button", className="dialog-close", **attributes(aria_label=words("Close")))
    dialog = html.Dialog(
        [close, html.Div(id="evidence")],
        id="evidence-dialog",
        className="dialog",
        **attributes(aria_labelledby="evidence-title"),
    )
    chosen = dcc.Store(id="chosen-alert")
    return html.Div([city_map(centre, words), tiles, listed, dialog, chosen], className="page wall")


def patches(centre: Centre, picture: Picture, words: Words, now: datetime) -> Patches:
    """Everything on the wall that can change."""
    return {
        "alert-counts": {"children": alert_counts(picture, words)},
        "alert-list": {"children": alert_list(picture, centre, words, now)},
        "map-communes": {"hideout": commune_shades(centre, picture, now)},
        "map-sites": {"hideout": site_states(centre, picture, now)},
        "map-cameras": {"hideout": camera_states(centre, picture, now)},
        "map-alerts": {"data": alert_points(centre, picture, words)},
        **{tile_id(tile.key): tile_props(tile, now, words) for tile in tiles(centre, picture, words, now)},
    }


def tiles(centre: Centre, picture: Picture, words: Words, now: datetime) -> list[Tile]:
    """One tile per system, in the order of TILES."""
    return [
        _cameras(centre, picture, words, now),
        _incidents(centre, picture, words, now),
        _up("links", words("Network links up"), [row.id for row in centre.city.links], centre, picture, words, now),
        _up("sites", words("Radio sites up"), [row.id for row in centre.city.sites], centre, picture, words, now),
        _offices(centre, picture, words, now),
        _waiting(centre, picture, words, now),
        _dossiers(centre, picture, words, now),
        _lag(centre, picture, words, now),
    ]


def callbacks(app: Dash, centre: Centre) -> None:
    """What a person can do on the wall: look at an alert."""

    @app.callback(Output("evidence", "children"), Input("chosen-alert", "data"), prevent_initial_call=True)
    async def show(chosen: object) -> list:
        if not isinstance(chosen, int | str) or not str(chosen).isdecimal():
            raise PreventUpdate
        words = centre.words()
        try:
            found = await centre.reader.ask(_about, int(chosen))
        except DatabaseDown:
            return [html.H2(words("The database gives no answer."), id="evidence-title")]
        if found is None:
            return [html.H2(words("There is no such alert."), id="evidence-title")]
        return evidence(*found, centre, words, datetime.now(UTC))


async def _about(connection: AsyncConnection, alert_id: int) -> tuple[Alert, Incident | None, Heads] | None:
    alert = await alerts.one(connection, alert_id)
    if alert is None:
        return None
    incident_id = alert.details.get("incident_id", "")
    incident = await incidents.one(connection, incident_id) if incident_id else None
    heads = await incidents.evidence_heads(connection, [incident_id]) if incident else {}
    return alert, incident, heads.get(incident_id, {})


def _cameras(centre: Centre, picture: Picture, words: Words, now: datetime) -> Tile:
    count = figures.cameras_live(centre, picture, now)
    ailing = figures.cameras_ailing(centre, picture, now)
    bad = [words("{n} offline", n=words.number(count.bad))] if count.bad else []
    bad += [words("{n} ailing", n=words.number(ailing))] if ailing else []
    note = _losses(" · ".join(bad), count.silent, words)
    value = f"{words.number(count.good)}/{words.number(count.total)}"
    return Tile("cameras", words("Cameras live"), value, note, count.as_of, count.state, _mood(count.bad + ailing))


def _incidents(centre: Centre, picture: Picture, words: Words, now: datetime) -> Tile:
    begun, ongoing = figures.incidents(centre, picture)
    as_of = newest(head.time for head in picture.stills.values())
    state = freshness(as_of, now, centre.settings.dashboard.stale_seconds)
    note = words("{n} ongoing", n=words.number(ongoing))
    return Tile("incidents", words("Incidents today"), words.number(begun), note, as_of, state, _mood(ongoing))


def _up(key: str, label: str, ids: list[str], centre: Centre, picture: Picture, words: Words, now: datetime) -> Tile:
    count = figures.tally(centre, picture, now, ids, "up")
    note = _losses(words("{n} down", n=words.number(count.bad)) if count.bad else "", count.silent, words)
    value = f"{words.number(count.good)}/{words.number(count.total)}"
    return Tile(key, label, value, note, count.as_of, count.state, _mood(count.bad))


def _offices(centre: Centre, picture: Picture, words: Words, now: datetime) -> Tile:
    ids = [row.id for row in centre.city.offices]
    count = figures.tally(centre, picture, now, ids, "counters_open")
    note = _losses(words("{n} closed", n=words.number(count.bad)) if count.bad else "", count.silent, words)
    value = f"{words.number(count.good)}/{words.number(count.total)}"
    return Tile("offices", words("One-stop offices open"), value, note, count.as_of, count.state)


def _waiting(centre: Centre, picture: Picture, words: Words, now: datetime) -> Tile:
    people = figures.queue(centre, picture, now, "people_waiting")
    wait = figures.longest(centre, picture, now, [row.id for row in centre.city.offices], "wait_seconds")
    note = ""
    if wait.value:
        where = centre.commune_name(wait.worst_id.removeprefix("office-"))
        note = words("longest {duration} – {place}", duration=words.duration(wait.value), place=where)
    value = None if people.value is None else words.number(people.value)
    return Tile("waiting", words("People waiting"), value, note, people.as_of, people.state)


def _dossiers(centre: Centre, picture: Picture, words: Words, now: datetime) -> Tile:
    received = figures.today(centre, picture, now, "dossiers_received_today")
    resolved = figures.today(centre, picture, now, "dossiers_resolved_today")
    overdue = figures.queue(centre, picture, now, "dossiers_overdue")
    done = "" if resolved.value is None else words("resolved {n}", n=words.number(resolved.value))
    late = "" if overdue.value is None else words("overdue {n}", n=words.number(overdue.value))
    note = " · ".join(part for part in (done, late) if part)
    value = None if received.value is None else words.number(received.value)
    return Tile("dossiers", words("Dossiers today"), value, note, received.as_of, received.state)


def _lag(centre: Centre, picture: Picture, words: Words, now: datetime) -> Tile:
    worst = figures.longest(centre, picture, now, list(centre.cameras), "frame_lag_seconds")
    value = None if worst.value is None else words.number(worst.value, 1)
    note = words("slowest: {name}", name=centre.names.get(worst.worst_id, ""))
    return Tile("lag", words("Camera to analysis"), value, note, worst.as_of, worst.state, unit=words("s"))


def _losses(bad: str, silent: int, words: Words) -> str:
    """What is missing from the whole, or that nothing is."""
    quiet = words("{n} silent", n=words.number(silent)) if silent else ""
    return " · ".join(part for part in (bad, quiet) if part) or words("all well")


def _mood(bad: int) -> str:
    return "bad" if bad else "plain"
