"""Where each source of the city stands, by which its alerts get a place and a commune."""

from alerts.engine import Place
from config import City, sources
from geo.areas import Areas


def places(city: City) -> dict[str, Place]:
    """Where each source stands; a camera's commune is found on the map."""
    areas = Areas(city.boundaries)
    rows = {
        camera.id: Place(camera.lon, camera.lat, areas.commune_at(camera.lon, camera.lat) or "")
        for camera in city.cameras
    }
    rows |= {row.id: Place(row.lon, row.lat, row.commune_code) for row in (*city.sites, *city.offices)}
    centres = {commune.code: (commune.lon, commune.lat) for commune in city.communes}
    for source in sources(city):
        code = getattr(source, "commune_code", "")
        rows.setdefault(source.id, Place(*centres.get(code, (city.lon, city.lat)), code))
    return rows
