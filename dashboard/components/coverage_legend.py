"""The legend of the coverage map: what the shades mean, and the age and origin of each of the three layers."""

from collections.abc import Mapping
from datetime import datetime

from dash import html

from dashboard.components.age import age_note
from dashboard.coverage_seen import Layer, LayerKey, Seen
from dashboard.coverage_shades import SCREEN
from dashboard.coverage_view import View
from dashboard.freshness import freshness
from dashboard.words import Words

# Each sign on the map belongs to one layer.
SIGNS = {
    "up": ("sites", "•"),
    "down": ("sites", "◉"),
    "gap": ("gaps", "▱"),
    "agrees": ("measured", "●"),
    "weaker": ("contradictions", "✕"),
    "stronger": ("contradictions", "✕"),
    "complaint": ("complaints", "▲"),
    "server": ("servers", "⬢"),
}
SIGN_NAMES = {
    "up": "Radio site",
    "down": "Radio site down",
    "gap": "Gap as planned",
    "agrees": "Measured",
    "weaker": "modelled, but measured too weak",
    "stronger": "not modelled, but measured",
    "complaint": "No signal reported",
    "server": "Best servers",
}
HONEST: tuple[LayerKey, ...] = ("modelled", "measured", "complained")
# What the three layers are; each is drawn in a sign of its own and none is ever counted into another.
HONEST_NAMES = {"modelled": "Modelled", "measured": "Measured", "complained": "Complained about"}
ROW_NAMES = {"modelled": "{n} sites", "measured": "{n} measured samples"}
INPUT_NAMES = {"sites": "sites", "people": "people", "hamlets": "hamlets", "measurements": "drive tests"}


def layer_ages(seen: Seen, words: Words, now: datetime, limits: Mapping[LayerKey, float]) -> list:
    """The three layers, each with its origin, how much there is, and its age; past ``limits`` (seconds) it is stale."""
    return [html.Ul([_layer(key, seen, words, now, limits[key]) for key in HONEST], className="coverage-origins")]


def shade_legend(view: View, words: Words) -> list:
    """The six steps in words."""
    texts = steps_in_words(view, words)
    rows = [
        html.Li([html.Span(className="swatch", style={"background": colour}), text])
        for colour, text in zip(SCREEN, texts, strict=True)
    ]
    shades = html.Ul([*rows, html.Li([html.Span(className="swatch swatch-silent"), words("No data")])])
    signs = [
        html.Li([html.Span(sign, className=f"sign-shown at-{kind}"), words(SIGN_NAMES[kind])])
        for kind, (layer, sign) in SIGNS.items()
        if layer in view.layers
    ]
    return [shades, html.Ul(signs, className="signs")] if signs else [shades]


def steps_in_words(view: View, words: Words) -> list[str]:
    """What each step of the shades says, the best first."""
    if view.when == "lost":
        bounds = ("1", "5", "20", "50")
        first, last = words("nothing lost"), words("over {n} of 100 lost", n=50)
        return [first, *(words("up to {n} of 100 lost", n=n) for n in bounds), last]
    bounds = ("99", "95", "80", "50", "25")
    return [*(words("{n} of 100 and more", n=n) for n in bounds), words("under {n} of 100", n=25)]


def _layer(key: LayerKey, seen: Seen, words: Words, now: datetime, limit: float) -> html.Li:
    layer = seen.layer(key)
    if layer.as_of is None:
        said: list = [html.Span(words("no data"), className="age-note")]
    else:
        said = [age_note(layer.as_of, freshness(layer.as_of, now, limit), now, words)]
    about = html.Span(origin_text(key, layer, words), className="coverage-origin")
    name = html.Span([html.Span(className=f"mark mark-{key}"), html.B(words(HONEST_NAMES[key]))])
    return html.Li([name, about, *said])


def origin_text(key: LayerKey, layer: Layer, words: Words) -> str:
    """Where a layer comes from and how much of it there is."""
    if not layer.rows:
        return ""
    number = words.number(layer.rows)
    if key == "complained":
        return words("{n} reports of no signal in {days} days", n=number, days=layer.days)
    parts = [_part(part, words) for part in layer.parts]
    return " · ".join([words(ROW_NAMES[key], n=number), *parts])


def _part(part: tuple[str, str, int, datetime | None], words: Words) -> str:
    """One input of a layer: its kind, the file, and when it was imported."""
    kind, name, rows, imported_at = part
    when = f", {words.moment(imported_at)}" if imported_at else ""
    return f"{words.name(INPUT_NAMES, kind)}: {name} ({words.number(rows)}{when})"
