"""The map of citizens' reports: communes by what is late in them, reports by their state, matters with their count."""

from collections.abc import Sequence
from datetime import datetime

import dash_leaflet as dl
from dash import html

from dashboard.centre import Centre
from dashboard.citizens import Matter, lateness
from dashboard.components.attributes import attributes
from dashboard.components.map_layers import collection, fixed_layers, ground, point
from dashboard.components.panel import MARKS
from dashboard.components.report_list import LATE_NAMES, REPORT_STATES, category_name
from dashboard.live import Keyed
from dashboard.words import Words
from store.records import Report


def report_map(centre: Centre, words: Words) -> html.Div:
    """The map, without its reports."""
    fixed = fixed_layers(centre)
    shade, name, label = ({"variable": f"iocMap.{part}"} for part in ("shade", "name", "label"))
    layers = [
        dl.GeoJSON(id="reports-communes", data=fixed["communes"], style=shade, onEachFeature=name, hideout={}),
        dl.GeoJSON(id="reports-labels", data=fixed["labels"], pointToLayer=label, interactive=False),
        dl.GeoJSON(id="reports-points", data=collection([]), pointToLayer={"variable": "iocReports.point"}),
    ]
    drawn = ground("reports-map", layers, centre)
    said = attributes(aria_label=words("Map"), data_zoom_in=words("Zoom in"), data_zoom_out=words("Zoom out"))
    return html.Div([drawn, _legend(centre, words)], className="map reports-map", role="region", **said)


def shades(reports: Sequence[Report], centre: Centre, now: datetime) -> dict[str, str]:
    """Communes in which something is late, and those in which something waits."""
    found = dict.fromkeys(centre.communes, "ok")
    for report in reports:
        if report.commune_code in found:
            late = lateness(report, centre.settings.limits, now)
            found[report.commune_code] = "severe" if late or found[report.commune_code] == "severe" else "minor"
    return found


def points(reports: Sequence[Report], matters: Sequence[Matter], centre: Centre, words: Words, now: datetime) -> Keyed:
    """One mark for each report that has a place; those that are one matter have one together."""
    gathered = {row.report_id for matter in matters for row in matter.reports}
    items: dict[str, object] = {}
    for report in reports:
        if report.lon is not None and report.lat is not None and report.report_id not in gathered:
            items[report.report_id] = _of_report(report, centre, words, now)
    for matter in matters:
        oldest = matter.reports[0]
        name = category_name(matter.category, centre, words)
        label = f"{name}: {words('{n} reports', n=words.number(len(matter.reports)))}"
        about = {"report": oldest.report_id, "state": "matter", "sign": str(len(matter.reports)), "label": label}
        items[f"matter-{oldest.report_id}"] = point(round(matter.lon, 5), round(matter.lat, 5), about)
    return Keyed(items, "features")


def _of_report(report: Report, centre: Centre, words: Words, now: datetime) -> dict:
    late = lateness(report, centre.settings.limits, now)
    state = words(LATE_NAMES[late]) if late else words.name(REPORT_STATES, report.state)
    label = f"{category_name(report.category, centre, words)}: {state}"
    about = {"report": report.report_id, "state": "late" if late else "open", "sign": MARKS["bad" if late else "good"]}
    return point(report.lon or 0.0, report.lat or 0.0, about | {"label": label})


def _legend(centre: Centre, words: Words) -> html.Div:
    signs = {"open": MARKS["good"], "late": MARKS["bad"], "matter": "3"}
    texts = (words("Report in time"), words("Report that is late"), words("Several of one kind"))
    marks = [html.Span(sign, className=f"report-mark report-{key}") for key, sign in signs.items()]
    rows = [html.Li([mark, text]) for mark, text in zip(marks, texts, strict=True)]
    areas = {"minor": words("A report waits"), "severe": words("A report is late")}
    rows += [html.Li([html.Span(className=f"swatch swatch-{key}"), text]) for key, text in areas.items()]
    note = words("Boundaries are approximate") if centre.city.boundaries_approximate else ""
    return html.Div([html.Ul(rows), html.P(note, className="legend-note")], className="legend")
