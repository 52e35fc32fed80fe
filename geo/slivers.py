"""Strips between boundaries, or of them, that are too thin to be meant and too wide to come from rounding."""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from config import Commune
from geo.measure import metres_to_lonlat, to_metres

ROUNDING_METRES = 5.0  # thinner strips come from rounding corners, and are mended
SMALLEST_M2 = 100.0


def slivers(boundaries: dict[str, Any], communes: Sequence[Commune]) -> list[str]:
    """Thin overlaps, gaps that communes enclose, and needles, of boundaries that are sound; each with its features."""
    names = {commune.code: f"{commune.code} {commune.name}" for commune in communes}
    features = boundaries["features"]
    labels = [
        f"feature {number} ({names.get(str(feature['properties']['code']), '?')})"
        for number, feature in enumerate(features, start=1)
    ]
    shapes = [to_metres(shapely.geometry.shape(feature["geometry"])) for feature in features]
    return list(chain(_overlaps(shapes, labels), _gaps(shapes, labels), _needles(shapes, labels)))


def _overlaps(shapes: list[BaseGeometry], labels: list[str]) -> Iterator[str]:
    for one, other in shapely.STRtree(shapes).query(shapes, predicate="intersects").T.tolist():
        if one < other:
            for part in _parts(shapely.intersection(shapes[one], shapes[other])):
                if _width(part) > ROUNDING_METRES and part.area > SMALLEST_M2:
                    yield f"{labels[one]} and {labels[other]} overlap in a sliver of {_size(part)}"


def _gaps(shapes: list[BaseGeometry], labels: list[str]) -> Iterator[str]:
    """A hole in the whole that no commune fills."""
    tree = shapely.STRtree(shapes)
    for whole in _parts(shapely.union_all(shapes)):
        for ring in whole.interiors:
            hole = shapely.Polygon(ring)
            if _width(hole) > ROUNDING_METRES and hole.area > SMALLEST_M2:
                near = tree.query(hole, predicate="dwithin", distance=1.0)
                around = " and ".join(labels[place] for place in sorted(near.tolist()))
                yield f"{around} leave a gap of {_size(hole)} between them"


def _needles(shapes: list[BaseGeometry], labels: list[str]) -> Iterator[str]:
    for shape, label in zip(shapes, labels, strict=True):
        for part in _parts(shape):
            if _width(part) <= ROUNDING_METRES:
                yield f"{label}: a part of it is a sliver of {_size(part)}"


def _parts(shape: BaseGeometry) -> list[shapely.Polygon]:
    return [part for part in shapely.get_parts(shape).tolist() if isinstance(part, shapely.Polygon)]


def _width(part: BaseGeometry) -> float:
    """How wide a long strip of this area and circumference is."""
    return 2 * part.area / part.length if part.length else 0.0


def _size(part: BaseGeometry) -> str:
    middle = part.representative_point()
    lon, lat = metres_to_lonlat(np.array([[middle.x, middle.y]]))[0]
    return f"{part.area:,.0f} m², about {_width(part):.0f} m wide, at {lon:.5f}, {lat:.5f}"
