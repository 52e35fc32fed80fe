"""The strips across the top that say what a viewer must not miss: simulated data, replayed footage, a dead database."""

from datetime import datetime, timedelta

from dash import html

from dashboard.picture import Picture
from dashboard.words import Words

REMEMBERED = timedelta(hours=24)  # simulated rows stay among the figures of the day after the simulation ends


def banners(picture: Picture, words: Words, now: datetime) -> list:
    """The strips that apply now."""
    strips = []
    if picture.down_since is not None:
        since = words.clock(picture.down_since, now)
        text = words("DATABASE DOWN since {time} – what is shown is old", time=since)
        strips.append(html.Div(text, className="banner banner-down", role="alert"))
    if _seen(picture, "centre.simulation", now):
        text = [html.B(words("SIMULATED CITY")), words("This screen shows simulated data")]
        strips.append(html.Div(text, className="banner banner-simulated"))
    if _seen(picture, "centre.replay", now):
        text = [html.B(words("REPLAYED FOOTAGE")), words("Camera pictures come from recorded files")]
        strips.append(html.Div(text, className="banner banner-replay"))
    return strips


def _seen(picture: Picture, source_id: str, now: datetime) -> bool:
    reading = picture.readings.get((source_id, "running"))
    return reading is not None and reading.value > 0 and now - reading.time < REMEMBERED
