"""What comes forward when something happens: the place on the map and the camera that sees it, for a while."""

from datetime import datetime

from dash import html

from dashboard.centre import Centre
from dashboard.components.alert_list import place, shown
from dashboard.components.attributes import attributes
from dashboard.components.city_map import spot
from dashboard.picture import Picture
from dashboard.words import KINDS, SEVERITIES, Words

CALLING_SECONDS = 120.0  # what opened longer ago calls nobody any more
MOST = 3
CALLERS = ("extreme", "severe")


def spotlight(centre: Centre, words: Words) -> html.Section:
    """The frame, empty and hidden until something calls."""
    wall, limit = centre.settings.wall, centre.settings.dashboard.camera_stale_seconds
    picture = [html.Canvas(id="spotlight-camera", width="640", height="360"), html.Span(className="camera-hatch")]
    age = html.Time(className="age", id="spotlight-age")
    inside = [
        html.Div([html.B(id="spotlight-kind"), html.Span(id="spotlight-place")], className="spotlight-title"),
        html.Div(picture, id="spotlight-picture", className="camera-large"),
        html.P(
            [
                html.Span(words("no picture yet"), id="spotlight-none"),
                html.Span([words("picture of"), " ", age], id="spotlight-of"),
            ],
            id="spotlight-when",
        ),
    ]
    times = attributes(
        data_turn=str(wall.turn_seconds), data_touch=str(wall.touch_seconds), data_stale_seconds=str(limit)
    )
    said = attributes(aria_label=words("What has just happened"))
    return html.Section(inside, id="spotlight", className="panel spotlight", hidden=True, **times, **said)


def calls(centre: Centre, picture: Picture, words: Words, now: datetime) -> list:
    """The gravest alerts that opened just now and that nobody has yet, with what is to come forward for each."""
    fresh = [
        alert
        for alert in shown(picture)
        if alert.severity in CALLERS
        and alert.state == "open"
        and (now - alert.opened_at).total_seconds() < CALLING_SECONDS
    ]
    rows = []
    for alert in fresh[:MOST]:
        where = spot(alert, centre)
        if where is None:
            continue
        camera = alert.source_id if alert.source_id in centre.cameras else ""
        title = f"{words.name(SEVERITIES, alert.severity)}: {words.name(KINDS, alert.kind)}"
        facts = attributes(data_call=str(alert.id), data_lon=str(where[0]), data_lat=str(where[1]), data_camera=camera)
        said = attributes(data_title=title, data_place=place(alert, centre))
        rows.append(html.Li(**facts, **said))
    return rows
