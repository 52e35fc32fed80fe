"""What a city's folder says of it: communes, cameras, and whatever else sends readings or is spoken of in them."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from config.drawing import GroundPoint, Zone
from config.drawing import Purpose as Purpose  # a city is read with the words of its drawings
from config.feed import Feed, check_owners
from config.procedures import Procedure, Said
from config.radio import Hamlet, PlannedSector, Terrain
from config.section import Section
from config.units import UnitChange

SourceId = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")]
Lon = Annotated[float, Meta(ge=-180, le=180)]
Lat = Annotated[float, Meta(ge=-90, le=90)]
Probe = Annotated[
    str, Meta(pattern=r"^$|^tcp://[^/\s:]+:[0-9]{1,5}$|^https?://[^\s]+$|^tcp://\[[0-9a-fA-F:.]+\]:[0-9]{1,5}$")
]
Key = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,63}$")]


class Commune(Section, frozen=True):
    """An administrative unit. ``kind`` is "xã" or "phường"; (lon, lat) its centre; ``terrain`` is what radio meets."""

    code: str
    name: str
    kind: str
    lon: Lon
    lat: Lat
    area_km2: float
    terrain: Terrain = "rural"


class Camera(Section, frozen=True):
    """A camera. ``placed`` is false while nobody has said where it stands; ``url`` is empty when someone else sends.

    ``road`` is what it looks at, with its kilometre where there are any, as "Quốc lộ 7, km 121"; "": nobody has said.
    ``calibration`` is four ground points, or none.
    """

    id: SourceId
    name: str
    lon: Lon
    lat: Lat
    bearing_degrees: float = 0.0
    road: str = ""
    url: str = ""
    placed: bool = True
    simulated: bool = False
    zones: tuple[Zone, ...] = ()
    calibration: tuple[GroundPoint, ...] = ()
    rules: dict[str, dict[str, float]] = msgspec.field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(self.calibration) not in (0, 4):
            raise ValueError(f"calibration: {len(self.calibration)} ground points; it takes four, or none")


class Site(Section, frozen=True):
    """A mobile radio site; ``technologies`` such as "4G 5G"."""

    id: SourceId
    name: str
    commune_code: str
    lon: Lon
    lat: Lat
    technologies: str
    probe: Probe = ""


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
    probe: Probe = ""


class Bridge(Section, frozen=True):
    """A video-conference room. ``level`` says whose: a commune's, or the district's and the province's own."""

    id: SourceId
    name: str
    commune_code: str
    level: Literal["commune", "district", "province"]
    probe: Probe = ""


class Portal(Section, frozen=True):
    """A public web site of a commune, a department or the province."""

    id: SourceId
    name: str
    commune_code: str
    probe: Probe = ""


class Uplink(Section, frozen=True):
    """A way from the centre into other networks: the Internet, the dedicated data network, or a building's LAN."""

    id: SourceId
    name: str
    kind: Literal["internet", "dedicated", "lan"]
    commune_code: str
    probe: Probe = ""


class Exchange(Section, frozen=True):
    """A platform outside the city with which data is exchanged, such as the national document exchange axis."""

    id: SourceId
    name: str
    probe: Probe = ""


class SecurityCentre(Section, frozen=True):
    """An information security monitoring centre, of which only summaries come."""

    id: SourceId
    name: str


class HealthStation(Section, frozen=True):
    """A health station or centre where people check in by QR code or chip ID."""

    id: SourceId
    name: str
    commune_code: str


class Agency(Section, frozen=True):
    """An agency whose documents go through the document management system."""

    id: SourceId
    name: str
    commune_code: str


class Station(Section, frozen=True):
    """Where help comes from: a police station, a fire brigade; ``unit`` is one of the city's units."""

    id: SourceId
    name: str
    unit: str
    lon: Lon
    lat: Lat
    phone: str = ""


class IndicatorKind(Section, frozen=True):
    """What can be stated of a commune or of the whole city ("" as the commune): ``unit`` is that of its values."""

    id: Key
    name: str
    unit: str
    scope: Literal["commune", "city"] = "commune"
    name_en: str = ""


class Category(Section, frozen=True):
    """What citizens report."""

    id: Key
    name: str
    name_en: str = ""


class City(Section, frozen=True):
    """All of it. ``boundaries`` is a GeoJSON FeatureCollection with the property ``code``; a small city has no file
    for what it has not.
    """

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
    bridges: tuple[Bridge, ...] = ()
    portals: tuple[Portal, ...] = ()
    uplinks: tuple[Uplink, ...] = ()
    exchanges: tuple[Exchange, ...] = ()
    security: tuple[SecurityCentre, ...] = ()
    health_stations: tuple[HealthStation, ...] = ()
    agencies: tuple[Agency, ...] = ()
    indicators: tuple[IndicatorKind, ...] = ()
    categories: tuple[Category, ...] = ()
    stations: tuple[Station, ...] = ()
    feeds: tuple[Feed, ...] = ()
    sectors: tuple[PlannedSector, ...] = ()
    hamlets: tuple[Hamlet, ...] = ()
    old_units: tuple[UnitChange, ...] = ()
    units: dict[str, Said] = msgspec.field(default_factory=dict)
    procedures: dict[str, Procedure] = msgspec.field(default_factory=dict)


Networked = Link | Site | Bridge | Portal | Uplink | Exchange
Source = Networked | Camera | Office | HealthStation | Agency | SecurityCentre


def networked(city: City) -> tuple[Networked, ...]:
    """All that can be reached over the network, and so be probed."""
    return (*city.links, *city.sites, *city.bridges, *city.portals, *city.uplinks, *city.exchanges)


def sources(city: City) -> tuple[Source, ...]:
    """Everything of the city that may send readings."""
    services = (*city.offices, *city.health_stations, *city.agencies, *city.security)
    return (*city.cameras, *networked(city), *services)


def source_ids(city: City) -> frozenset[str]:
    """Every id that may send readings, the centre's own processes among them."""
    own = {"centre.simulation", "centre.replay", "centre.ingest", "centre.canary"}
    return frozenset(row.id for row in sources(city)) | own


def check_unique(city: City) -> City:
    """The same city, or a ValueError that names the id that stands twice."""
    own = (city.indicators, city.categories, city.stations, city.sectors, city.hamlets, city.feeds)
    for rows in (sources(city), *own):
        seen: set[str] = set()
        for row in rows:
            if row.id in seen:
                raise ValueError(f"the id {row.id!r} stands twice in the city's folder")
            seen.add(row.id)
    check_owners(city.feeds, city.units)
    return city
