"""The map of the city from our own boundaries: no tile, no glyph and no style comes from anywhere else."""

from collections.abc import Sequence
from datetime import datetime

import dash_leaflet as dl
from dash import html

from config.kinds import rank
from dashboard import figures
from dashboard.centre import Centre
from dashboard.components.age import age_note
from dashboard.components.attributes import attributes
from dashboard.components.map_layers import collection, fixed_layers, ground, point
from dashboard.components.sign import LETTERS
from dashboard.freshness import Freshness, freshness, newest, usable
from dashboard.picture import Picture
from dashboard.words import KINDS, SEVERITIES, Words
from store.records import Alert


def city_map(centre: Centre, words: Words) -> html.Div:
    """The map with its layers from the ground up, and its legend."""
    fixed = fixed_layers(centre)
    layers = [
        dl.GeoJSON(
            id="map-communes",
            data=fixed["communes"],
            style=_script("shade"),
            onEachFeature=_script("name"),
            hideout={},
        ),
        dl.GeoJSON(id="map-sites", data=fixed["sites"], pointToLayer=_script("site"), filter=_script("told")),
        dl.GeoJSON(id="map-labels", data=fixed["labels"], pointToLayer=_script("label"), interactive=False),
        dl.GeoJSON(id="map-cameras", data=fixed["cameras"], pointToLayer=_script("camera"), filter=_script("told")),
        dl.GeoJSON(id="map-alerts", data=collection([]), pointToLayer=_script("alert")),
    ]
    drawn = ground("map", layers, centre)
    said = attributes(aria_label=words("Map"), data_zoom_in=words("Zoom in"), data_zoom_out=words("Zoom out"))
    ages = html.Ul(id="map-ages", className="map-ages", **attributes(aria_label=words("Age of the map's data")))
    return html.Div([drawn, ages, _legend(centre, words)], className="panel map", role="region", **said)


def commune_shades(centre: Centre, picture: Picture, now: datetime) -> dict[str, str]:
    """For each commune the worst open alert in it, else whether its link is heard."""
    worst: dict[str, str] = {}
    for row in (*picture.alerts, *picture.rest):
        held = worst.get(row.commune_code)
        if held is None or rank(row.severity) < rank(held):
            worst[row.commune_code] = row.severity
    return {code: worst.get(code) or _link_shade(centre, picture, now, code) for code in centre.communes}


def map_ages(centre: Centre, picture: Picture, words: Words, now: datetime) -> list:
    """How old each layer of the map is, by the newest word of its sources."""
    limits = centre.settings.dashboard
    cameras = figures.cameras_live(centre, picture, now)
    layers: dict[str, tuple[datetime | None, Freshness]] = {words("Cameras"): (cameras.as_of, cameras.state)}
    for name, rows in ((words("Links"), centre.city.links), (words("Radio sites"), centre.city.sites)):
        as_of = newest(picture.time(row.id, "up") for row in rows)
        layers[name] = as_of, freshness(as_of, now, limits.stale_seconds)
    return [
        html.Li([name, " ", age_note(as_of, state, now, words)], className=f"is-{state}")
        for name, (as_of, state) in layers.items()
    ]


def site_states(centre: Centre, picture: Picture, now: datetime) -> dict[str, str]:
    """Sites that are down or silent; a site that is not named is well."""
    limit = centre.settings.dashboard.stale_seconds
    states = {}
    for site in centre.city.sites:
        reading = picture.readings.get((site.id, "up"))
        if reading is None or not usable(reading.time, now, limit):
            states[site.id] = "silent"
        elif reading.value < 0.5:
            states[site.id] = "down"
    return states


def camera_states(centre: Centre, picture: Picture, now: datetime) -> dict[str, str]:
    """ "live" or "silent" for each camera that has a place on the map."""
    limit = centre.settings.dashboard.camera_stale_seconds
    heads = picture.stills
    return {
        camera.id: "live" if camera.id in heads and usable(heads[camera.id].time, now, limit) else "silent"
        for camera in centre.city.cameras
        if camera.placed
    }


def alert_points(centre: Centre, picture: Picture, words: Words) -> dict[str, dict]:
    """One mark per place, by that place, with the worst alert's sign and how many there are."""
    places: dict[tuple[float, float], list[Alert]] = {}
    for alert in picture.alerts:
        if (where := spot(alert, centre)) is not None:
            places.setdefault(where, []).append(alert)
    # Leaflet draws later marks above earlier ones: the worst come last.
    rows = sorted(places.items(), key=lambda item: (-rank(item[1][0].severity), item[1][0].id))
    return {f"{lon},{lat}": _alert_feature((lon, lat), alerts, words) for (lon, lat), alerts in rows}


def _alert_feature(where: tuple[float, float], alerts: Sequence[Alert], words: Words) -> dict:
    worst = alerts[0]
    label = f"{words.name(SEVERITIES, worst.severity)}: {words.name(KINDS, worst.kind)}"
    newest = max(alert.opened_at for alert in alerts)
    letter = LETTERS[worst.severity]
    properties = {"alert": worst.id, "severity": worst.severity, "count": len(alerts), "label": label, "letter": letter}
    return point(where[0], where[1], properties | {"opened": newest.isoformat()})


def spot(alert: Alert, centre: Centre) -> tuple[float, float] | None:
    """Where it stands on the map; None when nobody knows."""
    if alert.lon is not None and alert.lat is not None:
        return round(alert.lon, 3), round(alert.lat, 3)
    commune = centre.communes.get(alert.commune_code)
    return (round(commune.lon, 3), round(commune.lat, 3)) if commune else None


def _link_shade(centre: Centre, picture: Picture, now: datetime, code: str) -> str:
    reading = picture.readings.get((f"link-{code}", "up"))
    if reading is None or not usable(reading.time, now, centre.settings.dashboard.stale_seconds):
        return "silent"
    return "ok" if reading.value >= 0.5 else "severe"


def _legend(centre: Centre, words: Words) -> html.Div:
    shades = {
        "ok": words("Link up"),
        "silent": words("No data"),
        "severe": words("Severe alert or link down"),
        "moderate": words("Moderate alert"),
        "minor": words("Minor alert"),
    }
    rows = [html.Li([html.Span(className=f"swatch swatch-{key}"), text]) for key, text in shades.items()]
    marks = {"camera": words("Camera"), "site": words("Radio site"), "site-down": words("Radio site down")}
    rows += [html.Li([html.Span(className=f"mark mark-{key}"), text]) for key, text in marks.items()]
    note = words("Boundaries are approximate") if centre.city.boundaries_approximate else ""
    return html.Div([html.Ul(rows), html.P(note, className="legend-note")], className="legend")


def _script(name: str) -> dict[str, str]:
    return {"variable": f"iocMap.{name}"}
