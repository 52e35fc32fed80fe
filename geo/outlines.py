"""The outlines of communes in metres, made once, for small maps that each show a few of them."""

from typing import Any, NamedTuple

import numpy as np

from geo.measure import Coordinates, lonlat_to_metres


class Outline(NamedTuple):
    """The outer ring of one part of a commune; ``low`` and ``high`` are the corners of the box around it."""

    code: str
    ring: Coordinates
    low: Coordinates
    high: Coordinates

    def meets(self, low: Coordinates, high: Coordinates) -> bool:
        """Whether its box and the one with these corners have something in common."""
        return bool((self.high > low).all() and (self.low < high).all())


def outlines(boundaries: dict[str, Any]) -> list[Outline]:
    """Those of all communes: one for each island too."""
    found: list[Outline] = []
    for feature in boundaries["features"]:
        code, geometry = str(feature["properties"]["code"]), feature["geometry"]
        polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
        for polygon in polygons:
            ring = lonlat_to_metres(np.array(polygon[0])[:, :2])
            found.append(Outline(code, ring, ring.min(axis=0), ring.max(axis=0)))
    return found
