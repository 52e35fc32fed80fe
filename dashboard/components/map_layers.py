"""What every map of the city stands on: the layers that do not change, as GeoJSON, and the ground they lie on."""

from collections.abc import Sequence

import dash_leaflet as dl

from dashboard.centre import Centre


def ground(name: str, layers: Sequence[dl.GeoJSON], centre: Centre) -> dl.Map:
    """A map without tiles, on the city; the browser fits the whole city in once it knows the room there is."""
    return dl.Map(
        list(layers),
        id=name,
        center=[centre.city.lat, centre.city.lon],  # pyright: ignore[reportArgumentType]  (Leaflet takes pairs)
        zoom=8,
        preferCanvas=True,
        zoomSnap=0.05,
        attributionControl=False,
        className="map-canvas",
    )


def fixed_layers(centre: Centre) -> dict[str, dict]:
    """The layers that do not change, by name."""
    city = centre.city
    named = [
        {**row, "properties": {"code": (code := row["properties"]["code"]), "name": centre.commune_name(code)}}
        for row in city.boundaries["features"]
    ]
    # Towns first, then by size: what people know keeps its name when there is no room for all.
    order = sorted(city.communes, key=lambda row: (row.kind != "phường", -row.area_km2))
    return {
        "communes": collection(named),
        "labels": collection([point(row.lon, row.lat, {"name": row.name, "kind": row.kind}) for row in order]),
        "sites": collection([point(row.lon, row.lat, {"id": row.id, "name": row.name}) for row in city.sites]),
        "cameras": collection(
            [point(row.lon, row.lat, {"id": row.id, "name": row.name}) for row in city.cameras if row.placed]
        ),
    }


def collection(features: list[dict]) -> dict:
    """A GeoJSON feature collection."""
    return {"type": "FeatureCollection", "features": features}


def point(lon: float, lat: float, properties: dict) -> dict:
    """A GeoJSON point."""
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Point", "coordinates": [lon, lat]}}
