"""The wall: what is wrong now, where, who is on it, and how old the data is, in one look from across the room."""

from collections.abc import Mapping
from datetime import datetime

from dash import Dash, Input, Output, dcc, html
from dash.exceptions import PreventUpdate

from dashboard import figures
from dashboard.authority import permits, visitor
from dashboard.centre import Centre
from dashboard.components.age import age_note
from dashboard.components.alert_list import alert_counts, alert_foot, alert_list
from dashboard.components.attributes import attributes
from dashboard.components.city_map import alert_points, camera_states, city_map, commune_shades, map_ages, site_states
from dashboard.components.evidence import evidence
from dashboard.components.replay_bar import replay_bar, replay_button
from dashboard.components.spotlight import spotlight
from dashboard.components.tile import tile_id, tile_props
from dashboard.components.work import work
from dashboard.freshness import freshness
from dashboard.live import Keyed, Patches
from dashboard.outlook import READ_SECONDS, Outlook, look
from dashboard.picture import Picture
from dashboard.scope import thing_of
from dashboard.systems import SYSTEMS, systems
from dashboard.words import Words
from store import alerts, incidents
from store.pool import AsyncConnection
from store.reader import DatabaseDown
from store.records import Alert, Incident

__all__ = ["NAME", "ORDER", "PATH", "READ_SECONDS", "TITLE", "callbacks", "layout", "look", "patches"]
Heads = Mapping[str, incidents.EvidenceHead]
NAME, PATH, TITLE, ORDER = "wall", "/", "Wall", 1


def layout(centre: Centre, words: Words) -> html.Div:
    """The page without its data, which comes with the first live frame."""
    tiles = [html.Div(id=tile_id(key), className="panel tile is-none") for key in SYSTEMS]
    close = html.Button("×", type="button", className="dialog-close", **attributes(aria_label=words("Close")))
    dialog = html.Dialog(
        [close, html.Div(id="evidence")],
        id="evidence-dialog",
        className="dialog",
        **attributes(aria_labelledby="evidence-title"),
    )
    parts = [
        html.Div([city_map(centre, words), replay_button(words), spotlight(centre, words)], className="stage"),
        html.Div([_alerts(words), _work(words)], className="column"),
        html.Section(tiles, className="tiles", **attributes(aria_label=words("State of the systems"))),
        replay_bar(words),
        dialog,
        dcc.Store(id="chosen-alert"),
    ]
    return html.Div(parts, className="page wall")


def patches(centre: Centre, picture: Picture, words: Words, now: datetime, outlook: Outlook | None = None) -> Patches:
    """Everything on the wall that can change; the outlook is the whole city's, for who sees all of it."""
    outlook = outlook if visitor().scope is None else None
    judged_at, judged = figures.judged(centre, picture, now)
    worked = freshness(picture.read_at, now, centre.settings.dashboard.stale_seconds)
    return {
        "alert-counts": {"children": alert_counts(picture, words)},
        "alert-list": {"children": alert_list(picture, centre, words, now)},
        "alert-foot": {"children": alert_foot(picture, words)},
        "alert-age": {"children": age_note(judged_at, judged, now, words)},
        "alerts": {"className": f"panel alerts is-{judged}"},
        "work": {"children": work(picture, centre, words, now, outlook)},
        "work-panel": {"className": f"panel work is-{worked}"},
        "work-age": {"children": age_note(picture.read_at, worked, now, words)},
        "map-ages": {"children": map_ages(centre, picture, words, now)},
        "map-communes": {"hideout": commune_shades(centre, picture, now)},
        "map-sites": {"hideout": site_states(centre, picture, now)},
        "map-cameras": {"hideout": camera_states(centre, picture, now)},
        "map-alerts": {"data": Keyed(alert_points(centre, picture, words), "features")},
        **{tile_id(tile.key): tile_props(tile, now, words) for tile in systems(centre, picture, words, now)},
    }


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
        if found is None or not permits(visitor(), NAME, thing_of(found[0])):
            return [html.H2(words("There is no such alert."), id="evidence-title")]
        return evidence(*found, centre, words)


def _alerts(words: Words) -> html.Section:
    head = [html.H2(words("Wrong now")), html.Div(id="alert-counts"), html.Span(id="alert-age")]
    return html.Section(
        [
            html.Div(head, className="panel-head"),
            html.Ul(id="alert-list", className="alert-list"),
            html.Div(id="alert-foot", className="alert-foot"),
        ],
        id="alerts",
        className="panel alerts is-none",
    )


def _work(words: Words) -> html.Section:
    head = [html.H2(words("Being done"), className="unseen"), html.Span(id="work-age")]
    inside = [html.Div(head, className="work-head"), html.Div(id="work")]
    return html.Section(inside, id="work-panel", className="panel work is-none")


async def _about(connection: AsyncConnection, alert_id: int) -> tuple[Alert, Incident | None, Heads] | None:
    alert = await alerts.one(connection, alert_id)
    if alert is None:
        return None
    incident_id = alert.details.get("incident_id", "")
    incident = await incidents.one(connection, incident_id) if incident_id else None
    heads = await incidents.evidence_heads(connection, [incident_id]) if incident else {}
    return alert, incident, heads.get(incident_id, {})
