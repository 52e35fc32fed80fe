"""Which commune places belong to when borders are drawn a little off: the one they lie in, else the nearest."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from config.city import City
from geo.measure import lonlat_to_metres, to_metres
from geo.points import NOWHERE, communes_at

OFFICIAL_METRES, APPROXIMATE_METRES = 3000.0, 20_000.0  # docs/boundaries.md says how far off approximate ones are


def tolerance_metres(approximate: bool) -> float:
    """How far outside of all communes a place of the province may seem to lie."""
    return APPROXIMATE_METRES if approximate else OFFICIAL_METRES


def placed(
    boundaries: dict[str, Any],
    communes: Sequence[str],
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
    near_metres: float,
) -> NDArray[np.int16]:
    """For each place its commune as a position in the list of codes; NOWHERE farther than ``near_metres`` from all."""
    found = communes_at(boundaries, communes, lon, lat)
    # swapped or in metres, they have no place in UTM either
    outside = np.flatnonzero((found == NOWHERE) & (np.abs(lat) < 84) & (np.abs(lon - 105) < 6))
    if not len(outside):
        return found
    features = boundaries["features"]
    tree = shapely.STRtree([to_metres(shapely.geometry.shape(feature["geometry"])) for feature in features])
    spots = shapely.points(lonlat_to_metres(np.column_stack([lon[outside], lat[outside]])))
    spot, nearest = tree.query_nearest(spots, max_distance=near_metres, all_matches=False)
    codes = np.array([communes.index(str(feature["properties"]["code"])) for feature in features], np.int16)
    found[outside[spot]] = codes[nearest]
    return found


def outside(city: City) -> list[str]:
    """The radio sites and hamlets of a city's folder that lie outside of it, by more than its borders are unsure."""
    sites = {row.id: (row.lon, row.lat) for row in city.sites}
    sites |= {row.site_id: (row.lon, row.lat) for row in city.sectors if row.lon is not None and row.lat is not None}
    places = [("site", name, *place) for name, place in sites.items()]
    places += [("hamlet", row.id, row.lon, row.lat) for row in city.hamlets]
    if not places:
        return []
    lon, lat = np.array([place[2:] for place in places], float).T
    codes = [commune.code for commune in city.communes]
    found = placed(city.boundaries, codes, lon, lat, tolerance_metres(city.boundaries_approximate))
    rows = [places[row] for row in np.flatnonzero(found == NOWHERE).tolist()]
    return [f"{kind} {name}: {lon:g}, {lat:g} is outside of {city.name}" for kind, name, lon, lat in rows]
