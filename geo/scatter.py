"""Places by chance inside a commune, for things whose true place nobody knows."""

import math
from collections.abc import Sequence
from random import Random
from typing import Any

import shapely
from shapely.affinity import scale
from shapely.geometry.base import BaseGeometry

from geo.measure import distance_metres

Place = tuple[float, float]
NEAR_CENTRE_DEGREES = 0.006
AWAY_FROM_BORDER = 0.75
TRIES = 4
METRES_A_DEGREE = 111_320.0  # of latitude


def scatter(geometry: dict[str, Any], centre: Place, number: int, random: Random) -> list[Place]:
    """So many (lon, lat) inside a GeoJSON geometry: the first near the centre, each next one far from those before."""
    shape = shapely.geometry.shape(geometry)
    lon, lat = centre
    places = [_inside(shape.intersection(shapely.Point(lon, lat).buffer(NEAR_CENTRE_DEGREES)), random)]
    inner = scale(shape, AWAY_FROM_BORDER, AWAY_FROM_BORDER).intersection(shape)
    while len(places) < number:
        tried = [_inside(inner, random) for _ in range(TRIES)]
        places.append(max(tried, key=lambda place: min(distance_metres(*place, *other) for other in places)))
    return places


def gather(
    geometry: dict[str, Any], around: Sequence[Place], metres: float, number: int, random: Random
) -> list[Place]:
    """So many (lon, lat) inside a GeoJSON geometry, each within so many metres of one of the places, in turn."""
    shape = shapely.geometry.shape(geometry)
    tall = metres / METRES_A_DEGREE
    discs = [
        scale(shapely.Point(place).buffer(tall), 1 / math.cos(math.radians(place[1]))).intersection(shape)
        for place in around
    ]
    return [_inside(discs[turn % len(discs)], random) for turn in range(number)]


def _inside(shape: BaseGeometry, random: Random) -> Place:
    if shape.area == 0:
        raise ValueError("the centre is not inside the commune")
    left, bottom, right, top = shape.bounds
    while True:
        lon, lat = round(random.uniform(left, right), 5), round(random.uniform(bottom, top), 5)
        if shapely.contains_xy(shape, lon, lat):
            return lon, lat
