"""What a city's folder says of its mobile network as planned, and of the hamlets that it is for."""

from typing import Annotated, Literal

from msgspec import Meta

from config.section import Section

Technology = Literal["3G", "4G", "5G"]
TECHNOLOGIES: tuple[Technology, ...] = ("3G", "4G", "5G")
Terrain = Literal["urban", "suburban", "rural", "mountain"]
Id = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")]
Lon = Annotated[float, Meta(ge=-180, le=180)]
Lat = Annotated[float, Meta(ge=-90, le=90)]


class PlannedSector(Section, frozen=True):
    """One antenna of a site in one technology; ``power_dbm`` is what the transmitter gives to it.

    (lon, lat) of a site that the city's own ``sites.csv`` does not have; None: where that file says.
    """

    id: Id
    site_id: Id
    technology: Technology
    band_mhz: Annotated[float, Meta(ge=150, le=30_000)]
    height_metres: Annotated[float, Meta(ge=1, le=400)]
    azimuth_degrees: Annotated[float, Meta(ge=0, le=360)]
    beam_degrees: Annotated[float, Meta(ge=1, le=360)]
    power_dbm: Annotated[float, Meta(ge=0, le=70)]
    lon: Lon | None = None
    lat: Lat | None = None


class Hamlet(Section, frozen=True):
    """A hamlet: its middle, how many people live there, and whether the power grid reaches it."""

    id: Id
    name: str
    commune_code: str
    lon: Lon
    lat: Lat
    people: Annotated[int, Meta(ge=0, le=10_000_000)]
    grid_power: Literal["yes", "no"]
