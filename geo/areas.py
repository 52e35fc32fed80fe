"""Which commune a place lies in."""

from typing import Any

import shapely


class Areas:
    """The boundaries, held in a tree so that a question costs microseconds."""

    def __init__(self, boundaries: dict[str, Any]) -> None:
        features = boundaries["features"]
        self._codes = [str(feature["properties"]["code"]) for feature in features]
        self._tree = shapely.STRtree([shapely.geometry.shape(feature["geometry"]) for feature in features])

    def commune_at(self, lon: float, lat: float) -> str | None:
        """The code of the commune at a place, None outside of all; on a border, the one that comes first."""
        found = self._tree.query(shapely.Point(lon, lat), predicate="intersects")
        return self._codes[found.min()] if len(found) else None
