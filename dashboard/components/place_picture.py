"""The small map as SVG, in the colours of the screens, for an image that needs nothing from anywhere."""

from collections.abc import Sequence
from html import escape
from urllib.parse import quote

from dashboard.place_map import HEIGHT, WIDTH, Shape
from dashboard.theme import COLOURS, MAP

FILLS = {"commune": MAP["ok"], "own": "#2a4a7d", "sight": "#ffc24b66", "north": COLOURS["text"]}
DOTS = {
    "camera": (9, COLOURS["warn"]),
    "other": (6, MAP["camera"]),
    "station": (9, COLOURS["accent"]),
    "place": (11, COLOURS["bad"]),
}


def place_svg(shapes: Sequence[Shape]) -> str:
    """The whole drawing."""
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif">'
    ground = f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{COLOURS["ground"]}"/>'
    return "".join([head, ground, *(_drawn(shape) for shape in shapes), "</svg>"])


def place_url(shapes: Sequence[Shape]) -> str:
    """The same as the address of an image."""
    return "data:image/svg+xml," + quote(place_svg(shapes))


def _drawn(shape: Shape) -> str:
    points = " ".join(f"{x:g},{y:g}" for x, y in shape.points)
    x, y = shape.points[0]
    if shape.look in FILLS:
        return f'<polygon points="{points}" fill="{FILLS[shape.look]}" stroke="{MAP["border"]}"/>'
    if shape.look == "scale":
        return f'<polyline points="{points}" stroke="{COLOURS["text"]}" stroke-width="3"/>'
    if shape.look in DOTS:
        radius, colour = DOTS[shape.look]
        dot = f'<circle cx="{x:g}" cy="{y:g}" r="{radius}" fill="{colour}" stroke="#000" stroke-width="2"/>'
        return dot + (_text(shape.text, x, y - 14, 17, COLOURS["accent"]) if shape.text else "")
    return _text(shape.text, x, y, 16 if shape.look == "label" else 17, COLOURS["quiet"])


def _text(text: str, x: float, y: float, size: int, colour: str) -> str:
    place = f'x="{x:g}" y="{y:g}" text-anchor="middle" font-size="{size}" fill="{colour}"'
    return f'<text {place} paint-order="stroke" stroke="{COLOURS["ground"]}" stroke-width="4">{escape(text)}</text>'
