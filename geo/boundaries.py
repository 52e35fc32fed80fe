"""Polygons that somebody hands us as boundaries: checked against the communes, then simplified for the screen."""

import json
from collections.abc import Iterator, Sequence
from typing import Annotated, Any

import msgspec
import shapely
from msgspec import Meta
from shapely.geometry.base import BaseGeometry

from config import Commune
from geo.measure import to_degrees, to_metres

DECIMALS = 5
FAR_DEGREES = 0.2
OVERLAP_SHARE = 0.001
MOST_FEATURES = 10_000  # each that is wrong is named
SIMPLIFY_METRES = 60.0
DEGREES_CRS = ("CRS84", "EPSG::4326", "EPSG:4326")

Position = Annotated[list[float], Meta(min_length=2)]
Ring = Annotated[list[Position], Meta(min_length=4)]
Rings = Annotated[list[Ring], Meta(min_length=1)]


class Polygon(msgspec.Struct, tag_field="type", tag="Polygon"):
    """GeoJSON's polygon: an outline, then holes."""

    coordinates: Rings


class MultiPolygon(msgspec.Struct, tag_field="type", tag="MultiPolygon"):
    """GeoJSON's set of polygons."""

    coordinates: Annotated[list[Rings], Meta(min_length=1)]


class Refused(ValueError):
    """Why a feature cannot be a commune's boundary."""


def check(boundaries: dict[str, Any], communes: Sequence[Commune]) -> list[str]:
    """What is wrong with a FeatureCollection as boundaries of these communes; nothing when it can be used.

    1. the frame is GeoJSON in degrees 2. each feature is a sound polygon of a known commune, where that commune is
    3. no commune is missing or there twice 4. no two overlap
    """
    features = boundaries.get("features")
    if boundaries.get("type") != "FeatureCollection" or not isinstance(features, list):
        return ['not a GeoJSON FeatureCollection: "type" and "features" are wanted']
    if problem := _foreign_crs(boundaries):
        return [problem]
    if len(features) > MOST_FEATURES:
        return [f"{len(features):,} features, and {len(communes):,} communes: one for each is wanted"]
    known = {commune.code: commune for commune in communes}
    shapes, problems = _sound(features, known)
    missing = [f"no feature for {commune.code} {commune.name}" for commune in communes if commune.code not in shapes]
    # a file of other units would list every commune as missing, and a broken feature is named already
    return (problems or missing) + list(_overlaps(shapes, known))


def simplified(boundaries: dict[str, Any], communes: Sequence[Commune]) -> dict[str, Any]:
    """Checked boundaries with fewer corners, none moved by more than SIMPLIFY_METRES, borders still shared."""
    by_code = {str(feature["properties"]["code"]): _shape(feature) for feature in boundaries["features"]}
    exact = [to_metres(by_code[commune.code]) for commune in communes]
    clean = list(shapely.coverage_clean(exact))  # pyright: ignore[reportAttributeAccessIssue]: newer than its stubs
    return feature_collection(communes, [to_degrees(shape) for shape in _coarsest(clean)])


def feature_collection(communes: Sequence[Commune], shapes: Sequence[BaseGeometry]) -> dict[str, Any]:
    """GeoJSON of one shape in degrees for each commune, to the metre."""
    features = [
        {
            "type": "Feature",
            "properties": {"code": commune.code, "name": commune.name},
            "geometry": json.loads(shapely.to_geojson(_rounded(shape))),
        }
        for commune, shape in zip(communes, shapes, strict=True)
    ]
    return {"type": "FeatureCollection", "features": features}


def corners(boundaries: dict[str, Any]) -> int:
    """How many corners all polygons have together."""
    return sum(len(shapely.get_coordinates(_shape(feature))) for feature in boundaries["features"])


def _rounded(shape: BaseGeometry) -> BaseGeometry:
    """To the metre, unless something of it is so small that it would collapse."""
    rounded = shapely.transform(shape, lambda corners: corners.round(DECIMALS))
    return rounded if rounded.is_valid else shape


def _coarsest(shapes: list[BaseGeometry]) -> list[BaseGeometry]:
    tolerance = SIMPLIFY_METRES
    while tolerance > 1:
        fewer = list(shapely.coverage_simplify(shapes, tolerance))
        if all(_near(corners, shape) for corners, shape in zip(shapes, fewer, strict=True)):
            return fewer
        tolerance /= 1.5
    return shapes


def _near(exact: BaseGeometry, coarse: BaseGeometry) -> bool:
    corners, border = shapely.points(shapely.get_coordinates(exact)), shapely.boundary(coarse)
    shapely.prepare(border)
    return bool(shapely.dwithin(border, corners, SIMPLIFY_METRES).all())


def _sound(features: list[Any], known: dict[str, Commune]) -> tuple[dict[str, BaseGeometry], list[str]]:
    shapes: dict[str, BaseGeometry] = {}
    problems = []
    for number, feature in enumerate(features, start=1):
        label = f"feature {number}"
        try:
            code = _code(feature)
            label += f" ({code} {known[code].name})" if code in known else f" ({code[:40]})"
            if code not in known:
                raise Refused("no commune has this code")
            if code in shapes:
                raise Refused("the same code stands twice")
            shapes[code] = _placed(_shape(feature), known[code])
        except Refused as problem:
            problems.append(f"{label}: {problem}")
    return shapes, problems


def _code(feature: object) -> str:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    code = properties.get("code") if isinstance(properties, dict) else None
    if isinstance(code, bool) or not isinstance(code, str | int):
        raise Refused('no property "code"')
    return str(code)


def _shape(feature: dict[str, Any]) -> BaseGeometry:
    """The feature's polygon, in whatever units it has, or Refused."""
    if not feature.get("geometry"):
        raise Refused("no geometry")
    try:
        read = msgspec.convert(feature["geometry"], Polygon | MultiPolygon)
    except msgspec.ValidationError as error:
        raise Refused(f"not a polygon: {error}") from error
    polygons = read.coordinates if isinstance(read, MultiPolygon) else [read.coordinates]
    parts = [_polygon(rings) for rings in polygons]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _polygon(rings: list[list[list[float]]]) -> shapely.Polygon:
    for ring in rings:
        if ring[0] != ring[-1]:
            raise Refused(f"a ring that starts at {ring[0]} is not closed")
    outline, *holes = [[position[:2] for position in ring] for ring in rings]
    return shapely.Polygon(outline, holes)


def _placed(shape: BaseGeometry, commune: Commune) -> BaseGeometry:
    """The same shape if it is sound and lies where the commune is, or Refused."""
    left, bottom, right, top = shape.bounds
    inside_degrees = -180 <= left <= right <= 180 and -90 <= bottom <= top <= 90
    if _distance(shape, commune.lat, commune.lon) < FAR_DEGREES < _distance(shape, commune.lon, commune.lat):
        raise Refused("longitude and latitude are swapped: GeoJSON wants longitude first")
    if not inside_degrees:
        raise Refused(
            f"{left:g}, {bottom:g} are not degrees: longitude and latitude (EPSG:4326) are wanted, not metres"
        )
    if not shape.is_valid:
        raise Refused(f"not a sound polygon: {shapely.is_valid_reason(shape)}")
    if (far := _distance(shape, commune.lon, commune.lat)) > FAR_DEGREES:
        raise Refused(f"about {far * 111:.0f} km away from the commune's centre")
    return shape


def _distance(shape: BaseGeometry, lon: float, lat: float) -> float:
    return shapely.box(*shape.bounds).distance(shapely.Point(lon, lat))


def _overlaps(shapes: dict[str, BaseGeometry], known: dict[str, Commune]) -> Iterator[str]:
    """Overlaps too large to come from rounding."""
    codes, polygons = list(shapes), list(shapes.values())
    pairs = shapely.STRtree(polygons).query(polygons, predicate="intersects").T if polygons else ()
    for one, other in pairs:
        if one >= other:
            continue
        shared = polygons[one].intersection(polygons[other]).area / min(polygons[one].area, polygons[other].area)
        if shared > OVERLAP_SHARE:
            pair = " and ".join(f"{codes[it]} {known[codes[it]].name}" for it in (one, other))
            yield f"{pair} overlap: {shared:.1%} of the smaller one"


def _foreign_crs(boundaries: dict[str, Any]) -> str:
    if not boundaries.get("crs"):
        return ""
    name = json.dumps(boundaries["crs"])
    fits = any(known in name for known in DEGREES_CRS)
    return "" if fits else f"the coordinates are in {name[:100]}: longitude and latitude (EPSG:4326) are wanted"
