"""One camera's set-up: zones and ground points drawn over its live picture, and what the rules make of it."""

import json
from datetime import datetime

from dash import ClientsideFunction, Dash, Input, Output, dcc, html
from dash.exceptions import PreventUpdate

from dashboard.centre import Centre
from dashboard.components.attributes import attributes
from dashboard.live import Patches
from dashboard.picture import Picture
from dashboard.setups import answer
from dashboard.words import KINDS, Words

NAME, PATH, TITLE, ORDER = "camera_setup", "/cameras/<camera_id>/setup", "Camera set-up", 3
PURPOSES = {
    "carriageway": "Carriageway",
    "no_stopping": "No stopping",
    "crossing": "Crossing",
    "signal_queue": "Queue at a light",
    "restricted": "Restricted area",
    "ignore": "Ignore",
}
# What the browser says by itself; the keys are those of assets/setup*.js.
LABELS = {
    "draw": "Draw a zone",
    "finish": "Close the zone",
    "cancel": "Cancel",
    "undo": "Undo",
    "hold": "Hold the picture",
    "showZones": "Zones",
    "showTracks": "Tracks",
    "showLearned": "Usual directions",
    "showGrid": "Ground grid",
    "drawHelp": "Tap corner after corner; tap the first one to close. Keys: arrows, Enter, Esc.",
    "editHelp": "Choose a zone to move it or its corners. Keys: Tab, arrows, Delete.",
    "zones": "Zones",
    "noZones": "No zone is drawn: the whole picture counts.",
    "name": "Name",
    "purpose": "Purpose",
    "direction": "Traffic goes one way",
    "degrees": "Direction in degrees (0 up, 90 right)",
    "delete": "Delete",
    "newZone": "Zone {n}",
    "corner": "{name}, corner {n}",
    "arrow": "{name}, direction",
    "ground": "Ground points",
    "groundHelp": "Put the points on the corners of a rectangle on the road, near left first. How long are its sides?",
    "noGround": "Without them metres and speeds are rough.",
    "addGround": "Set ground points",
    "removeGround": "Remove them",
    "across": "Across the road, m",
    "along": "Along the road, m",
    "each": "Each point by itself",
    "east": "East, m",
    "north": "North, m",
    "point": "Point {n}",
    "grid": "grid of {n} m",
    "proposals": "Proposed from what was learnt",
    "noProposals": "Nothing is proposed: too little traffic has been seen.",
    "accept": "Take over",
    "save": "Save as a new version",
    "unsaved": "not saved yet",
    "versions": "Versions",
    "version": "Version {n}",
    "inForce": "in force",
    "look": "Show",
    "back": "Go back to it",
    "judgedBy": "analysis by version {n}",
    "measured": "speeds measured",
    "rough": "speeds rough",
    "none": "no speeds",
    "changing": "the whole picture is changing: rules wait",
    "noPicture": "No picture of this camera has come yet.",
    "notAnalysed": "This picture has not been analysed yet.",
    "old": "The picture is old.",
    "noAnswer": "No answer came: try again.",
    "stands": "stands {n} s",
    "kmh": "{n} km/h",
}


def layout(centre: Centre, words: Words, camera_id: str) -> html.Div:
    """The page's places; assets/setup.js fills them and asks for the rest."""
    camera = centre.cameras.get(camera_id)
    if camera is None:
        return html.Div(html.P(words("There is no such camera."), className="nothing"), className="page")
    facts = attributes(
        data_camera=camera.id,
        data_words=json.dumps({key: words(text) for key, text in LABELS.items()}, ensure_ascii=False),
        data_purposes=json.dumps({key: words(text) for key, text in PURPOSES.items()}, ensure_ascii=False),
        data_rules=json.dumps({key: words(text) for key, text in KINDS.items()}, ensure_ascii=False),
        data_stale_seconds=str(centre.settings.dashboard.camera_stale_seconds),
    )
    head = [html.A(words("Cameras"), href="/cameras"), html.H1(camera.name), html.Code(camera.id)]
    stage = [
        html.Div(id="setup-tools", className="setup-tools", role="toolbar"),
        html.Div(html.Canvas(id="setup-canvas", width="1280", height="720"), id="setup-picture"),
        html.P(id="setup-status", className="setup-status"),
    ]
    parts = [
        html.Section(stage, className="panel setup-stage"),
        html.Section(id="setup-panel", className="panel setup-panel"),
    ]
    stores = [dcc.Store(id=f"setup-{name}") for name in ("wish", "answer", "taken")]
    body = html.Div(parts, id="setup", className="setup", **facts)
    return html.Div([html.Div(head, className="setup-head"), body, *stores], className="page setup-page")


def patches(centre: Centre, picture: Picture, words: Words, now: datetime) -> Patches:
    """Nothing: pictures and what is seen in them come by a socket of their own."""
    return {}


def callbacks(app: Dash, centre: Centre) -> None:
    """What a person does here goes to the store and comes back as what is so then."""

    @app.callback(Output("setup-answer", "data"), Input("setup-wish", "data"), prevent_initial_call=True)
    async def grant(wish: object) -> dict:
        if wish is None:
            raise PreventUpdate
        return await answer(centre, wish, centre.words())

    app.clientside_callback(
        ClientsideFunction("iocSetup", "take"),
        Output("setup-taken", "data"),
        Input("setup-answer", "data"),
        prevent_initial_call=True,
    )
