"""From a city's folder, and what was imported in its stead, to the sectors and the points that coverage is made of."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from config.city import City
from config.radio import PlannedSector
from geo.areas import Areas
from geo.placing import placed, tolerance_metres
from geo.points import Points, cells, hamlets, people
from geo.sectors import Sector, Terrain

Floats = NDArray[np.float64]


def sectors_of(city: City, imported: Sequence[PlannedSector] = ()) -> list[Sector]:
    """The antennas as planned: those that were imported, else the folder's; each with the terrain of its commune."""
    sites = {site.id: site for site in city.sites}
    terrains: dict[str, Terrain] = {commune.code: commune.terrain for commune in city.communes}
    areas = Areas(city.boundaries)
    found: dict[tuple[float, float], Terrain] = {}
    made = []
    for row in imported or city.sectors:
        site = sites.get(row.site_id)
        lon = row.lon if row.lon is not None else site.lon if site else None
        lat = row.lat if row.lat is not None else site.lat if site else None
        if lon is None or lat is None:
            raise ValueError(f"sector {row.id}: nobody says where site {row.site_id} stands")
        if (lon, lat) not in found:
            found[lon, lat] = terrains.get(areas.commune_at(lon, lat) or (site.commune_code if site else ""), "rural")
        made.append(_sector(row, lon, lat, found[lon, lat]))
    return made


def points_of(city: City, lon: Floats | None = None, lat: Floats | None = None, count: Floats | None = None) -> Points:
    """The ground, the hamlets and the people: those at the places given, else those of the folder's hamlets."""
    codes = [commune.code for commune in city.communes]
    rows = city.hamlets
    places = np.array([[row.lon, row.lat] for row in rows], dtype=float).reshape(-1, 2)
    owner = np.array([codes.index(row.commune_code) for row in rows], np.int16)
    layers = [cells(city.boundaries, codes), hamlets(places[:, 0], places[:, 1], owner)]
    if lon is None or lat is None or count is None or not len(lon):
        layers.append(people(places[:, 0], places[:, 1], np.array([row.people for row in rows], dtype=float), owner))
    else:
        near = tolerance_metres(city.boundaries_approximate)
        layers.append(people(lon, lat, count, placed(city.boundaries, codes, lon, lat, near)))
    return Points(layers, codes)


def _sector(row: PlannedSector, lon: float, lat: float, terrain: Terrain) -> Sector:
    return Sector(
        id=row.id,
        site_id=row.site_id,
        technology=row.technology,
        lon=lon,
        lat=lat,
        band_mhz=row.band_mhz,
        height_metres=row.height_metres,
        azimuth_degrees=row.azimuth_degrees,
        beam_degrees=row.beam_degrees,
        power_dbm=row.power_dbm,
        terrain=terrain,
    )
