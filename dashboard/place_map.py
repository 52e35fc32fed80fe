"""A small map of one place: communes, the camera and where it looks, stations and cameras near; as plain shapes."""

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

import numpy as np

from config import Camera
from config.city import Station
from dashboard.centre import Centre
from geo.measure import Coordinates, distance_metres, lonlat_to_metres
from geo.outlines import Outline
from store.records import Alert

WIDTH, HEIGHT = 640, 400
LEAST_METRES, MOST_METRES = 2500.0, 20_000.0  # from the middle to the nearer edge
MOST_NEAR = 3
SIGHT_DEGREES, SIGHT_PX = 50.0, 90.0
Look = Literal["commune", "own", "sight", "camera", "other", "station", "place", "scale", "label", "name", "north"]


class Near(NamedTuple):
    """A station or camera and how far it is."""

    what: Station | Camera
    metres: float


class Shape(NamedTuple):
    """Something drawn: a closed polygon, a line, a dot (one point), or a text at its point."""

    look: Look
    points: Sequence[tuple[float, float]]
    text: str = ""


class Surroundings(NamedTuple):
    """Where an alert is and what is around it; ``lonlat`` None: nobody knows where it is."""

    lonlat: tuple[float, float] | None
    camera: Camera | None
    stations: list[Near]
    cameras: list[Near]


def surroundings(alert: Alert, centre: Centre) -> Surroundings:
    """The place of an alert with the stations and the other cameras nearest to it."""
    camera = centre.cameras.get(alert.source_id)
    if camera is not None and not camera.placed:
        return Surroundings(None, camera, [], [])
    lonlat = (camera.lon, camera.lat) if camera else _place(alert, centre)
    if lonlat is None:
        return Surroundings(None, None, [], [])
    others = [other for other in centre.city.cameras if other.placed and other is not camera]
    return Surroundings(lonlat, camera, _nearest(lonlat, centre.city.stations), _nearest(lonlat, others))


def place_map(alert: Alert, around: Surroundings, centre: Centre) -> list[Shape]:
    """The shapes of the map from the ground up, in pixels; none when the place is not known."""
    if around.lonlat is None:
        return []
    reach = max([LEAST_METRES, *(1.15 * near.metres for near in around.stations[:1])])
    sheet = _Sheet(around.lonlat, min(reach, MOST_METRES))
    shapes = [*_communes(sheet, alert, centre)]
    shapes += [Shape("other", [sheet.at(near.what.lon, near.what.lat)]) for near in around.cameras]
    for near in around.stations:
        shapes.append(Shape("station", [sheet.at(near.what.lon, near.what.lat)], near.what.name))
    if around.camera is not None:
        shapes += [Shape("sight", _sight(around.camera.bearing_degrees)), Shape("camera", [(WIDTH / 2, HEIGHT / 2)])]
    else:
        shapes.append(Shape("place", [(WIDTH / 2, HEIGHT / 2)]))
    return [*shapes, *_scale(sheet)]


class _Sheet:
    """Lays degrees onto the paper, north up, with ``reach`` metres from the middle to the upper edge."""

    def __init__(self, middle: tuple[float, float], reach: float) -> None:
        self.pixels_a_metre = HEIGHT / 2 / reach
        self._middle = lonlat_to_metres(np.array([middle]))[0]
        half = np.array([WIDTH, HEIGHT]) / 2 / self.pixels_a_metre
        self._corners = self._middle - half, self._middle + half

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        return self.all([(lon, lat)])[0]

    def all(self, lonlats: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
        return self.laid(lonlat_to_metres(np.array(lonlats, float).reshape(-1, 2)))

    def laid(self, metres: Coordinates) -> list[tuple[float, float]]:
        away = (metres - self._middle) * self.pixels_a_metre
        return [(round(WIDTH / 2 + x, 1), round(HEIGHT / 2 - y, 1)) for x, y in away.tolist()]

    def shows(self, outline: Outline) -> bool:
        return outline.meets(*self._corners)


def _place(alert: Alert, centre: Centre) -> tuple[float, float] | None:
    if alert.lon is not None and alert.lat is not None:
        return alert.lon, alert.lat
    commune = centre.communes.get(alert.commune_code)
    return (commune.lon, commune.lat) if commune else None


def _nearest(lonlat: tuple[float, float], things: Sequence[Station] | Sequence[Camera]) -> list[Near]:
    found = [Near(thing, distance_metres(*lonlat, thing.lon, thing.lat)) for thing in things]
    return sorted(found, key=lambda near: near.metres)[:MOST_NEAR]


def _communes(sheet: _Sheet, alert: Alert, centre: Centre) -> Iterator[Shape]:
    for outline in filter(sheet.shows, centre.outlines):
        yield Shape("own" if outline.code == alert.commune_code else "commune", sheet.laid(outline.ring))
    middles = sheet.all([(commune.lon, commune.lat) for commune in centre.city.communes])
    for commune, (x, y) in zip(centre.city.communes, middles, strict=True):
        if 50 < x < WIDTH - 50 and 20 < y < HEIGHT - 20:
            clear = y + (30 if abs(x - WIDTH / 2) < 90 and abs(y - HEIGHT / 2) < 26 else 0)
            yield Shape("name", [(x, clear)], commune.name)


def _sight(bearing: float) -> list[tuple[float, float]]:
    """The sector that the camera looks into: 0 is north, 90 east."""
    turns = np.radians(np.linspace(bearing - SIGHT_DEGREES / 2, bearing + SIGHT_DEGREES / 2, 7))
    edge = [(round(WIDTH / 2 + SIGHT_PX * np.sin(a), 1), round(HEIGHT / 2 - SIGHT_PX * np.cos(a), 1)) for a in turns]
    return [(WIDTH / 2, HEIGHT / 2), *edge]


def _scale(sheet: _Sheet) -> list[Shape]:
    metres = next(m for m in (200, 500, 1000, 2000, 5000, 10_000) if m * sheet.pixels_a_metre > 70)
    length, y = metres * sheet.pixels_a_metre, HEIGHT - 14
    text = f"{metres // 1000} km" if metres >= 1000 else f"{metres} m"
    return [
        Shape("scale", [(14, y), (14 + length, y)]),
        Shape("label", [(14 + length / 2, y - 8)], text),
        Shape("north", [(WIDTH - 22, 14), (WIDTH - 14, 40), (WIDTH - 22, 33), (WIDTH - 30, 40)]),
    ]
