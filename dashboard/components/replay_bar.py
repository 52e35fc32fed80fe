"""The controls of the time machine: which moment, how fast, and the way back to now."""

from typing import Any

from dash import html

from dashboard.components.attributes import attributes
from dashboard.words import Words

SPEEDS = (1, 5, 15, 60)


def replay_bar(words: Words) -> html.Section:
    """Hidden until somebody looks back."""
    slider = attributes(
        type="range", min="0", max="1440", step="1", value="1440", aria_label=words("The last 24 hours before it")
    )
    moment = attributes(type="datetime-local", aria_label=words("The moment that is shown"))
    speeds = [html.Button(f"{n}×", type="button", **attributes(data_speed=str(n))) for n in SPEEDS]
    said = attributes(
        aria_label=words("Time machine"),
        data_banner=words("LOOKING BACK at {time} – not now"),
        data_failed=words("Nothing is known of this moment"),
        data_play=words("Play"),
        data_pause=words("Pause"),
        data_copied=words("Copied"),
    )
    inside = [
        html.Button(words("Play"), type="button", id="replay-play"),
        html.Span(id="replay-slider-place", **_input(slider)),
        html.Span(id="replay-moment-place", **_input(moment)),
        html.Div(speeds, className="replay-speeds", role="group", **attributes(aria_label=words("Speed"))),
        html.Button(words("Copy the link"), type="button", id="replay-link"),
        html.Button(words("Back to now"), type="button", id="replay-end"),
    ]
    return html.Section(inside, id="replay", className="panel replay", hidden=True, **said)


def replay_button(words: Words) -> html.Button:
    """What opens the time machine."""
    return html.Button(words("Time machine"), type="button", id="replay-begin", className="replay-begin")


def _input(given: dict[str, str]) -> dict[str, Any]:
    """What the script makes the input of: Dash would take over an input of its own."""
    return {f"data-input-{name}": value for name, value in given.items()}
