"""The incidents of one camera, newest first, each with its pictures."""

from dash import html

from dashboard.components.alert_list import evidence_url
from dashboard.words import KINDS, Words
from store.records import Incident


def incident_list(incidents: list[Incident], kinds: dict[str, list[str]], words: Words) -> list:
    """What the camera's large view says of its incidents."""
    if not incidents:
        return [html.P(words("No incident of this camera is known."))]
    rows = [_row(incident, kinds.get(incident.id, []), words) for incident in incidents]
    return [html.H3(words("Incidents of this camera")), html.Ul(rows, className="incidents")]


def _row(incident: Incident, kinds: list[str], words: Words) -> html.Li:
    lasted = words.duration(((incident.end or incident.time) - incident.start).total_seconds())
    text = (
        words("lasted {duration}", duration=lasted)
        if incident.end
        else words("lasts, {duration} so far", duration=lasted)
    )
    picture = html.Img(src=evidence_url(incident.id, "start"), alt="", className="incident-picture")
    facts = [
        html.B(words.name(KINDS, incident.rule)),
        html.Span(words.moment(incident.start)),
        html.Span(text),
        html.Span(words("Confidence {percent} %", percent=words.number(incident.confidence * 100))),
    ]
    link = html.A(picture, href=evidence_url(incident.id, "start"), target="_blank") if "start" in kinds else None
    return html.Li([link, html.Div(facts, className="incident-facts")])
