"""Plain marks on a sheet, from which one drawing is made for screens, for a page and for paper."""

from collections.abc import Sequence
from html import escape
from typing import Any, Literal, NamedTuple
from urllib.parse import quote

import numpy as np

from geo.measure import lonlat_to_metres

Point = tuple[float, float]
Kind = Literal["area", "line", "dot", "cross", "text"]
Anchor = Literal["start", "middle", "end"]


class Mark(NamedTuple):
    """An area (closed, with holes), a line, a dot, a cross or a text; ``size`` in the sheet's units."""

    kind: Kind
    points: Sequence[Point]
    fill: str = "none"
    stroke: str = "none"
    size: float = 1.0
    text: str = ""
    anchor: Anchor = "middle"
    holes: Sequence[Sequence[Point]] = ()


class Drawing(NamedTuple):
    """Marks from the ground up on a sheet of this size, y growing downwards; ``title`` says it without eyes."""

    width: float
    height: float
    marks: Sequence[Mark]
    title: str = ""


class Sheet:
    """Lays lon, lat onto paper, north up, so that all of some boundaries fit in."""

    def __init__(self, boundaries: dict[str, Any], width: float, most_high: float, margin: float = 8.0) -> None:
        every = [ring for feature in boundaries["features"] for ring in rings(feature["geometry"])]
        metres = lonlat_to_metres(np.array([place[:2] for ring in every for place in ring], dtype=float))
        (self._left, bottom), (right, self._top) = metres.min(axis=0), metres.max(axis=0)
        across, down = max(right - self._left, 1.0), max(self._top - bottom, 1.0)
        self.units_a_metre = min((width - 2 * margin) / across, (most_high - 2 * margin) / down)
        self.width, self.height = width, down * self.units_a_metre + 2 * margin
        self._inset = (width - across * self.units_a_metre) / 2, margin

    def all(self, lonlats: Sequence[Sequence[float]]) -> list[Point]:
        """Places on the sheet."""
        metres = lonlat_to_metres(np.array([place[:2] for place in lonlats], dtype=float))
        x = (metres[:, 0] - self._left) * self.units_a_metre + self._inset[0]
        y = (self._top - metres[:, 1]) * self.units_a_metre + self._inset[1]
        return [(round(east, 1), round(south, 1)) for east, south in zip(x.tolist(), y.tolist(), strict=True)]

    def at(self, lon: float, lat: float) -> Point:
        """One place on the sheet."""
        return self.all([(lon, lat)])[0]

    def areas(self, geometry: dict[str, Any], fill: str, stroke: str, size: float = 1.0) -> list[Mark]:
        """A polygon, or several, with their holes."""
        parts = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
        return [
            Mark("area", self.all(part[0]), fill, stroke, size, holes=[self.all(hole) for hole in part[1:]])
            for part in parts
        ]


def rings(geometry: dict[str, Any]) -> list[list[list[float]]]:
    """The outer rings of a polygon or of several."""
    parts = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return [part[0] for part in parts]


def svg(drawing: Drawing) -> str:
    """The drawing as SVG, whole in itself."""
    size = f'viewBox="0 0 {drawing.width:g} {drawing.height:g}"'
    name = f"<title>{escape(drawing.title)}</title>" if drawing.title else ""
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" font-family="Roboto, sans-serif">{name}'
    return "".join([head, *(_svg(mark) for mark in drawing.marks), "</svg>"])


def svg_url(drawing: Drawing) -> str:
    """The same as the address of an image."""
    return "data:image/svg+xml," + quote(svg(drawing))


def _svg(mark: Mark) -> str:
    x, y = mark.points[0]
    pen = f'fill="{mark.fill}" stroke="{mark.stroke}"'
    if mark.kind == "area":
        path = "".join(f"M{_joined(ring)}Z" for ring in (mark.points, *mark.holes))
        return f'<path d="{path}" fill-rule="evenodd" stroke-width="{mark.size:g}" {pen}/>'
    if mark.kind == "line":
        line = f'stroke="{mark.stroke}" stroke-width="{mark.size:g}"'
        return f'<polyline points="{_joined(mark.points)}" fill="none" {line}/>'
    if mark.kind == "dot":
        return f'<circle cx="{x:g}" cy="{y:g}" r="{mark.size:g}" {pen}/>'
    if mark.kind == "cross":
        arm = mark.size
        path = f"M{x - arm:g},{y - arm:g} {x + arm:g},{y + arm:g}M{x - arm:g},{y + arm:g} {x + arm:g},{y - arm:g}"
        return f'<path d="{path}" fill="none" stroke="{mark.stroke}" stroke-width="{arm / 2:g}"/>'
    words = f'text-anchor="{mark.anchor}" font-size="{mark.size:g}" fill="{mark.fill}"'
    return f'<text x="{x:g}" y="{y:g}" {words}>{escape(mark.text)}</text>'


def _joined(points: Sequence[Point]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in points)
