"""What is on the screen as files for other programs: the communes as CSV, the map as GeoJSON."""

import csv
import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

from dashboard.centre import Centre
from dashboard.components.coverage_ground import territory_features
from dashboard.components.coverage_layers import layer_data
from dashboard.components.coverage_ranking import ranked
from dashboard.components.coverage_siting import gain_lines, plan_marks
from dashboard.components.coverage_three import ORDER, amount, by_figure
from dashboard.components.map_layers import collection, point
from dashboard.coverage_answers import NOTHING, Answers
from dashboard.coverage_seen import Layer, Seen, Standing
from dashboard.coverage_view import View, query_of, start_view
from dashboard.words import Words
from geo.shares import Shares

UNITS = {"area": "area_km2", "people": "people", "hamlets": "hamlets"}
HONEST = {"gaps": "modelled", "sites": "modelled", "measured": "measured", "contradictions": "measured",
          "complaints": "complained", "servers": "modelled", "sought": "modelled", "tried": "modelled"}  # fmt: skip


def communes_csv(seen: Seen, view: View, centre: Centre) -> bytes:
    """The whole city, then the communes in the view's order; every row says its layer and for when it holds.

    With a byte order mark: a spreadsheet would otherwise spoil the names.
    """
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns())
    for row in [seen.standing("", view.service), *ranked(seen, view, centre)] if seen.known else []:
        writer.writerow([row.commune_code, _name(row, centre), *_facts(row, seen).values()])
    return text.getvalue().encode("utf-8-sig")


def columns() -> list[str]:
    """The header: the three figures in each of now, planned and lost."""
    figures = [f"{UNITS[name]}_{when}" for name in ORDER for when in ("total", "planned", "now", "lost")]
    return ["commune_code", "commune", "service", "layer", "as_of", *figures, *(f"{name}_share_now" for name in ORDER)]


def map_geojson(seen: Seen, view: View, centre: Centre, words: Words, found: Answers = NOTHING) -> bytes:
    """Communes with their figures, the layers that are on, and masts; longitude, latitude in degrees (EPSG:4326)."""
    features = [*_communes(seen, view, centre)]
    for name, data in (layer_data(seen, view, centre, words) | _answered(found, centre, words)).items():
        if name in HONEST:
            features += [_dated(row, name, seen) for row in data["features"]]
    layers = {key: _layer(layer) for key, layer in seen.layers.items()}
    about = {
        "type": "FeatureCollection",
        "view": query_of(view, start_view(centre.settings)),
        "layers": layers,
        "features": features,
    }
    return json.dumps(about, ensure_ascii=False).encode()


def _answered(found: Answers, centre: Centre, words: Words) -> dict[str, dict[str, Any]]:
    """What the view asked of the model: best servers, masts that were sought, the one that is tried."""
    made: dict[str, dict[str, Any]] = {}
    if found.ground:
        made["servers"] = territory_features(found.ground, centre, words)
    if found.sought:
        made["sought"] = plan_marks(found.sought, words)
    if found.tried:
        said = {"layer": "modelled", "text": "\n".join(gain_lines(found.tried, centre, words))}
        made["tried"] = collection([point(found.tried.lon, found.tried.lat, said)])
    return made


def _communes(seen: Seen, view: View, centre: Centre) -> Iterator[dict[str, Any]]:
    for feature in centre.city.boundaries["features"]:
        code = str(feature["properties"]["code"])
        row = seen.standing(code, view.service)
        facts = _facts(row, seen) if (code, view.service) in seen.standings else {}
        about = {"kind": "commune", "commune_code": code, "commune": centre.commune_name(code)}
        yield {"type": "Feature", "geometry": feature["geometry"], "properties": about | facts}


def _facts(row: Standing, seen: Seen) -> dict[str, object]:
    as_of = seen.as_of.isoformat() if seen.as_of else ""
    facts: dict[str, object] = {"service": row.service, "layer": "modelled", "as_of": as_of}
    for name in ORDER:
        sums = (row.now.total, row.planned.covered, row.now.covered, row.lost)
        for when, amounts in zip(("total", "planned", "now", "lost"), sums, strict=True):
            facts[f"{UNITS[name]}_{when}"] = round(amount(name, amounts), 3)
    return facts | _shares(row.now)


def _shares(shares: Shares) -> dict[str, object]:
    return {f"{name}_share_now": None if value is None else round(value, 6) for name, value in by_figure(shares)}


def _dated(feature: dict[str, Any], name: str, seen: Seen) -> dict[str, Any]:
    as_of = seen.layers[key].as_of if (key := HONEST[name]) in seen.layers else None  # pyright: ignore[reportArgumentType]
    when = {"kind": name, "layer_as_of": as_of.isoformat() if as_of else None}
    return {**feature, "properties": feature["properties"] | when}


def _layer(layer: Layer) -> dict[str, Any]:
    parts = [
        {"kind": kind, "name": name, "rows": rows, "imported_at": at.isoformat() if at else None}
        for kind, name, rows, at in layer.parts
    ]
    return {"as_of": layer.as_of.isoformat() if layer.as_of else None, "rows": layer.rows, "made_of": parts}


def _name(row: Standing, centre: Centre) -> str:
    return centre.commune_name(row.commune_code) if row.commune_code else centre.city.name
