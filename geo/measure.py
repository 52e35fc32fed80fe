"""Metres between places: lon, lat in degrees (EPSG:4326) to and from metres in UTM zone 48N (EPSG:32648)."""

from functools import cache

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod, Transformer
from shapely.geometry.base import BaseGeometry

DEGREES = "EPSG:4326"
METRES = "EPSG:32648"
Coordinates = NDArray[np.float64]


def to_metres(shape: BaseGeometry) -> BaseGeometry:
    """A shape in degrees as the same shape in metres."""
    return shapely.transform(shape, lonlat_to_metres)


def to_degrees(shape: BaseGeometry) -> BaseGeometry:
    """A shape in metres as the same shape in degrees."""
    return shapely.transform(shape, metres_to_lonlat)


def lonlat_to_metres(lonlat: Coordinates) -> Coordinates:
    """(n, 2) of lon, lat to (n, 2) of east, north."""
    return np.column_stack(_transformer(DEGREES, METRES).transform(lonlat[:, 0], lonlat[:, 1]))


def metres_to_lonlat(metres: Coordinates) -> Coordinates:
    """(n, 2) of east, north to (n, 2) of lon, lat."""
    return np.column_stack(_transformer(METRES, DEGREES).transform(metres[:, 0], metres[:, 1]))


def distance_metres(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Metres along the ground between two places."""
    return _ellipsoid().inv(lon, lat, other_lon, other_lat)[2]


def area_km2(shape: BaseGeometry) -> float:
    """Square kilometres on the ground of a shape in degrees."""
    return abs(_ellipsoid().geometry_area_perimeter(shape)[0]) / 1e6


@cache
def _transformer(source: str, target: str) -> Transformer:
    return Transformer.from_crs(source, target, always_xy=True)


@cache
def _ellipsoid() -> Geod:
    return Geod(ellps="WGS84")
