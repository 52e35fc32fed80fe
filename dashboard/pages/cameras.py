"""All cameras, live: each tile says when its picture was taken, and an old picture never looks like a live one."""

from collections.abc import Mapping
from datetime import datetime

from dash import Dash, Input, Output, dcc, html
from dash.exceptions import PreventUpdate

from dashboard.centre import Centre
from dashboard.components.attributes import attributes
from dashboard.components.camera_tile import camera_foot, camera_state, camera_tile
from dashboard.components.incident_list import incident_list
from dashboard.live import Patches
from dashboard.picture import Picture
from dashboard.words import Words
from store import incidents
from store.pool import AsyncConnection
from store.reader import DatabaseDown
from store.records import Incident

Heads = Mapping[str, incidents.EvidenceHead]
NAME, PATH, TITLE, ORDER = "cameras", "/cameras", "Cameras", 2


def layout(centre: Centre, words: Words) -> html.Div:
    """The tiles without their pictures, and the large view, closed."""
    stale = str(centre.settings.dashboard.camera_stale_seconds)
    tiles = [camera_tile(camera, words) for camera in centre.city.cameras]
    empty = html.P(words("No camera is configured."), className="nothing")
    grid = html.Ul(tiles, className="cameras", **attributes(data_stale_seconds=stale)) if tiles else empty
    close = html.Button("×", type="button", className="dialog-close", **attributes(aria_label=words("Close")))
    large = [
        close,
        html.H2(id="camera-large-name", className="dialog-title"),
        html.Div(
            [html.Canvas(id="camera-large", width="1280", height="720"), html.Span(className="camera-hatch")],
            className="camera-large",
        ),
        html.P([html.Span(id="camera-large-taken"), " · ", html.Time(id="camera-large-age", className="age")]),
        html.A(words("Set up this camera"), id="camera-setup", href="/cameras", className="camera-setup"),
        html.Div(id="camera-incidents"),
    ]
    named = attributes(aria_labelledby="camera-large-name")
    dialog = html.Dialog(large, id="camera-dialog", className="dialog", **named)
    return html.Div([grid, dialog, dcc.Store(id="chosen-camera")], className="page")


def patches(centre: Centre, picture: Picture, words: Words, now: datetime) -> Patches:
    """The state of each tile; pictures come by their own socket."""
    limit = centre.settings.dashboard.camera_stale_seconds
    changes: dict[str, dict[str, object]] = {}
    for camera in centre.city.cameras:
        state, _ = camera_state(camera, picture, now, limit)
        changes[f"camera-{camera.id}"] = {"className": f"panel camera is-{state}"}
        changes[f"camera-foot-{camera.id}"] = {"children": camera_foot(camera, picture, words, now, limit)}
    return changes


def callbacks(app: Dash, centre: Centre) -> None:
    """What a person can do here: look at one camera and its incidents."""

    @app.callback(Output("camera-incidents", "children"), Input("chosen-camera", "data"), prevent_initial_call=True)
    async def show(chosen: object) -> list:
        if chosen not in centre.cameras:
            raise PreventUpdate
        words = centre.words()
        try:
            found, heads = await centre.reader.ask(_about, str(chosen))
        except DatabaseDown:
            return [html.P(words("The database gives no answer."))]
        return incident_list(found, heads, centre, words)


async def _about(connection: AsyncConnection, camera_id: str) -> tuple[list[Incident], Mapping[str, Heads]]:
    found = await incidents.of_camera(connection, camera_id)
    return found, await incidents.evidence_heads(connection, [incident.id for incident in found])
