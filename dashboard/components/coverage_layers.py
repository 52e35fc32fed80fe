"""The map's layers as GeoJSON, each from one source alone: modelled, measured and complained about are never mixed."""

from typing import Any

import dash_leaflet as dl
from dash import html

from dashboard.centre import Centre
from dashboard.components.attributes import attributes
from dashboard.components.coverage_three import amounts_text, shares_text
from dashboard.components.map_layers import collection, fixed_layers, ground, point
from dashboard.coverage_seen import Seen, verdict
from dashboard.coverage_shades import SCREEN, shades
from dashboard.coverage_view import SERVICE_NAMES, View
from dashboard.words import Words
from geo.measured import Cell

VERDICT_NAMES = {
    "agrees": "measured as modelled",
    "weaker": "modelled, but measured too weak",
    "stronger": "not modelled, but measured",
}
MOST_GAPS = 400


def coverage_map(centre: Centre, words: Words) -> html.Div:
    """The map with its empty layers, from the ground up."""
    fixed = fixed_layers(centre)
    nothing = collection([])
    layers = [
        dl.GeoJSON(
            id="coverage-communes",
            data=fixed["communes"],
            style=_script("shade"),
            onEachFeature=_script("commune"),
            hideout={},
        ),
        dl.GeoJSON(id="coverage-territories", data=nothing, style=_script("territory"), onEachFeature=_script("told")),
        dl.GeoJSON(id="coverage-gaps", data=nothing, style=_script("gap"), onEachFeature=_script("told")),
        dl.GeoJSON(id="coverage-sites", data=nothing, pointToLayer=_script("site")),
        dl.GeoJSON(id="coverage-labels", data=nothing, pointToLayer=_script("label"), interactive=False),
        dl.GeoJSON(id="coverage-measured", data=nothing, pointToLayer=_script("cell")),
        dl.GeoJSON(id="coverage-contradictions", data=nothing, pointToLayer=_script("cross")),
        dl.GeoJSON(id="coverage-complaints", data=nothing, pointToLayer=_script("complaint")),
        dl.GeoJSON(id="coverage-candidates", data=nothing, pointToLayer=_script("candidate")),
    ]
    drawn = ground("coverage-leaflet", layers, centre)
    return html.Div([drawn], className="map coverage-map", role="region", **attributes(aria_label=words("Map")))


def commune_hideout(seen: Seen, view: View, centre: Centre, words: Words) -> dict[str, Any]:
    """The shade of each commune, and what is said of it: always the three figures of now and of the plan."""
    codes = list(centre.communes)
    texts = {code: _said(seen, view, code, words) for code in codes if (code, view.service) in seen.standings}
    return {
        "colours": list(SCREEN),
        "steps": shades(seen, view, codes),
        "texts": texts,
        "chosen": view.commune,
        "service": view.service,
    }


def layer_data(seen: Seen, view: View, centre: Centre, words: Words) -> dict[str, dict]:
    """Every layer's GeoJSON by name; one that is not wanted is empty."""
    cells = seen.cells
    against = [cell for cell in cells if cell.contradicts]
    made = {
        "gaps": gap_features(seen, view, words),
        "sites": site_features(seen, words),
        "measured": [cell_feature(cell, words) for cell in cells],
        "contradictions": [cell_feature(cell, words) for cell in against],
        "complaints": complaint_features(seen, words),
        "names": fixed_layers(centre)["labels"]["features"],
    }
    return {name: collection(rows if name in view.layers else []) for name, rows in made.items()}


def gap_features(seen: Seen, view: View, words: Words, most: int = MOST_GAPS) -> list[dict]:
    """Ground that the service does not reach, with who lives there, most people first."""
    rows = sorted(seen.gaps, key=lambda gap: -gap.amounts.people)
    return [
        {
            "type": "Feature",
            "geometry": gap.geometry,
            "properties": {
                "layer": "modelled",
                "service": view.service,
                "people": round(gap.amounts.people),
                "area_km2": round(gap.amounts.area_km2, 2),
                "hamlets": round(gap.amounts.hamlets),
                "text": words(
                    "Without {service}: {amounts}",
                    service=words(SERVICE_NAMES[view.service]),
                    amounts=amounts_text(gap.amounts, words),
                ),
            },
        }
        for gap in rows[:most]
    ]


def site_features(seen: Seen, words: Words) -> list[dict]:
    """Radio sites, those that are down last, so that they lie above."""
    down = {row.site_id for row in seen.down}
    rows = sorted(seen.sites, key=lambda site: site.id in down)
    texts = {True: words("down"), False: words("up")}
    return [
        point(
            site.lon,
            site.lat,
            {
                "layer": "modelled",
                "id": site.id,
                "down": site.id in down,
                "text": f"{site.name}: {texts[site.id in down]}",
            },
        )
        for site in rows
    ]


def cell_feature(cell: Cell, words: Words) -> dict:
    """A measured piece of ground."""
    said = words(
        "{service}: {dbm} dBm in the middle of {n} samples – {verdict}",
        service=cell.technology,
        dbm=words.number(cell.median_dbm),
        n=words.number(cell.samples),
        verdict=words(VERDICT_NAMES[verdict(cell)]),
    )
    return point(
        cell.lon,
        cell.lat,
        {
            "layer": "measured",
            "service": cell.technology,
            "rsrp_dbm": round(cell.median_dbm, 1),
            "samples": cell.samples,
            "newest": cell.last_at.isoformat(),
            "modelled": cell.modelled,
            "verdict": verdict(cell),
            "text": f"{said}. {words('newest {time}', time=words.moment(cell.last_at))}",
        },
    )


def complaint_features(seen: Seen, words: Words) -> list[dict]:
    """Citizens' reports of no signal that say where."""
    return [
        point(
            row.lon,
            row.lat,
            {
                "layer": "complained",
                "report_id": row.report_id,
                "first_at": row.first_at.isoformat(),
                "state": row.state,
                "text": words("No signal reported {time}", time=words.moment(row.first_at)),
            },
        )
        for row in seen.complaints
        if row.lon is not None and row.lat is not None
    ]


def _said(seen: Seen, view: View, code: str, words: Words) -> list[str]:
    row = seen.standing(code, view.service)
    lines = [words("now: {shares}", shares=shares_text(row.now, words))]
    if row.lost.area_km2 > 0 or row.lost.people > 0:
        lines += [
            words("planned: {shares}", shares=shares_text(row.planned, words)),
            words("lost now: {amounts}", amounts=amounts_text(row.lost, words)),
        ]
    return lines


def _script(name: str) -> dict[str, str]:
    return {"variable": f"iocCoverageMap.{name}"}
