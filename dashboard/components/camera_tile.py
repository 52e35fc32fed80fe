"""One camera as a tile: its newest still on a canvas, and whether that is now or was once."""

from datetime import datetime

from dash import html

from config import Camera
from dashboard.components.age import age
from dashboard.components.attributes import attributes
from dashboard.components.health import bill_of_health
from dashboard.freshness import Freshness, freshness
from dashboard.picture import Picture
from dashboard.words import Words

STATES = {"live": "live", "late": "late", "stale": "offline since {time}", "none": "no picture yet"}


def camera_tile(camera: Camera, words: Words) -> html.Li:
    """The fixed part; the canvas is painted by the browser, the rest comes with the live frames."""
    about = attributes(aria_label=camera.name, data_camera=camera.id)
    canvas = html.Canvas(width="640", height="360", role="img", **about)
    open_button = html.Button(
        [canvas, html.Span(className="camera-hatch")],
        type="button",
        className="camera-open",
        **attributes(data_camera_open=camera.id, data_camera_name=camera.name),
        **attributes(aria_label=words("Large view of {name}", name=camera.name)),
    )
    name = html.Div([html.H2(camera.name, className="camera-name"), html.Code(camera.id)], className="camera-title")
    foot = html.Div(id=f"camera-foot-{camera.id}", className="camera-foot")
    return html.Li([open_button, name, foot], id=f"camera-{camera.id}", className="panel camera is-none")


def camera_state(camera: Camera, picture: Picture, now: datetime, limit: float) -> tuple[Freshness, datetime | None]:
    """How fresh a camera's newest still is, and when it was captured."""
    head = picture.stills.get(camera.id)
    as_of = head.time if head else None
    return freshness(as_of, now, limit), as_of


def camera_foot(camera: Camera, picture: Picture, words: Words, now: datetime, limit: float) -> list:
    """State, capture time, age, and the way to the camera's incidents."""
    state, as_of = camera_state(camera, picture, now, limit)
    since = words.clock(as_of, now) if as_of else ""
    parts: list = [html.Span(words(STATES[state], time=since), className=f"camera-state camera-state-{state}")]
    if as_of is not None:
        parts.append(html.Span([words.moment(as_of), " · ", age(as_of)], className="camera-time"))
    if state in ("live", "late"):
        parts += bill_of_health(camera, picture, words, now)
    count = picture.incidents.get(camera.id)
    text = words("Incidents today: {n}", n=words.number(count.begun if count else 0))
    opens = attributes(data_camera_open=camera.id)
    return [*parts, html.Button(text, type="button", className="camera-incidents", **opens)]
