"""The police's queue: what waits, in the order it should be taken, and one tap to take it."""

from datetime import datetime

from dash import ClientsideFunction, Dash, Input, Output, dcc, html

from dashboard.centre import Centre
from dashboard.components.attributes import attributes
from dashboard.components.desk import desk_bar
from dashboard.live import Patches
from dashboard.picture import Picture
from dashboard.queue import queue
from dashboard.words import Words

NAME, PATH, TITLE, ORDER = "police", "/police", "Police", 4


def layout(centre: Centre, words: Words) -> html.Div:
    """The page's places; assets/police.js draws the rows."""
    head = [
        html.H1(words("What waits")),
        html.Div(id="queue-counts", className="queue-counts"),
        html.Div(id="queue-tools", className="queue-tools"),
    ]
    listed = html.Ul(id="queue", className="queue", **attributes(aria_label=words("What waits")))
    foot = html.Div(id="queue-foot", className="queue-foot")
    stores = [dcc.Store(id="queue-news"), dcc.Store(id="queue-drawn")]
    body = [desk_bar(words), html.Div(head, className="queue-head"), listed, foot, *stores]
    return html.Div(body, className="page police")


def patches(centre: Centre, picture: Picture, words: Words, now: datetime) -> Patches:
    """The whole queue, whenever something in it changed."""
    return {"queue-news": {"data": queue(picture, centre, words, now)}}


def callbacks(app: Dash, centre: Centre) -> None:
    """The browser draws what comes; what a person does goes to /case/<alert>/act."""
    app.clientside_callback(
        ClientsideFunction("iocPolice", "take"),
        Output("queue-drawn", "data"),
        Input("queue-news", "data"),
        prevent_initial_call=True,
    )
