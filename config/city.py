"""What a city's folder says of it: communes, cameras, sites, offices and links."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from config.settings import Section

SourceId = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")]
Lon = Annotated[float, Meta(ge=-180, le=180)]
Lat = Annotated[float, Meta(ge=-90, le=90)]
Fraction = Annotated[float, Meta(ge=0, le=1)]
Purpose = Literal["carriageway", "no_stopping", "crossing", "signal_queue", "restricted", "ignore"]


class Commune(Section, frozen=True):
    """An administrative unit. ``kind`` is "xã" or "phường"; (lon, lat) its centre in degrees."""

    code: str
    name: str
    kind: str
    lon: Lon
    lat: Lat
    area_km2: float


class Zone(Section, frozen=True):
    """A polygon with a purpose; points are (x, y) fractions of the picture's width and height."""

    name: str
    purpose: Purpose
    polygon: Annotated[tuple[tuple[Fraction, Fraction], ...], Meta(min_length=3)]
    direction_degrees: float | None = None


class Camera(Section, frozen=True):
    """A camera. ``placed`` is false while nobody has said where it stands; ``url`` is empty when someone else sends."""

    id: SourceId
    name: str
    lon: Lon
    lat: Lat
    bearing_degrees: float = 0.0
    url: str = ""
    placed: bool = True
    simulated: bool = False
    zones: tuple[Zone, ...] = ()
    rules: dict[str, dict[str, float]] = msgspec.field(default_factory=dict)


class Site(Section, frozen=True):
    """A mobile radio site; ``technologies`` such as "4G 5G"."""

    id: SourceId
    name: str
    commune_code: str
    lon: Lon
    lat: Lat
    technologies: str


class Office(Section, frozen=True):
    """A one-stop office and how many counters it has."""

    id: SourceId
    name: str
    commune_code: str
    lon: Lon
    lat: Lat
    counters: int


class Link(Section, frozen=True):
    """A network link; ``parent`` is the link above it, empty at the root."""

    id: SourceId
    name: str
    parent: str
    commune_code: str


class City(Section, frozen=True):
    """All of it. ``boundaries`` is a GeoJSON FeatureCollection with the property ``code``."""

    name: str
    lon: Lon
    lat: Lat
    boundaries_approximate: bool
    communes: tuple[Commune, ...]
    cameras: tuple[Camera, ...]
    sites: tuple[Site, ...]
    offices: tuple[Office, ...]
    links: tuple[Link, ...]
    boundaries: dict


def source_ids(city: City) -> frozenset[str]:
    """Every id that may send readings, the centre's own processes among them."""
    rows = (*city.cameras, *city.sites, *city.offices, *city.links)
    return frozenset(row.id for row in rows) | {"centre.simulation", "centre.replay", "centre.ingest"}


def check_unique(city: City) -> City:
    """The same city, or a ValueError that names the id that stands twice."""
    seen: set[str] = set()
    for row in (*city.cameras, *city.sites, *city.offices, *city.links):
        if row.id in seen:
            raise ValueError(f"the id {row.id!r} stands twice in the city's folder")
        seen.add(row.id)
    return city


def adhoc_cameras(text_pairs: list[tuple[str, str]], city_lon: float, city_lat: float) -> tuple[Camera, ...]:
    """Cameras named on the command line as ID=URL; where they stand is not known, so they are not placed."""
    rows = [
        {"id": key, "name": key, "lon": city_lon, "lat": city_lat, "url": url, "placed": False}
        for key, url in text_pairs
    ]
    return msgspec.convert(tuple(rows), tuple[Camera, ...])
