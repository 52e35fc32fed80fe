"""The incidents of one camera, newest first, each with its pictures."""

from collections.abc import Mapping

from dash import html

from dashboard.authority import sees_plain, version, visitor
from dashboard.centre import Centre
from dashboard.components.alert_list import evidence_url
from dashboard.components.evidence_pictures import evidence_pictures
from dashboard.words import KINDS, Words
from store.incidents import EvidenceHead
from store.records import Incident

Heads = Mapping[str, EvidenceHead]


def incident_list(incidents: list[Incident], heads: Mapping[str, Heads], centre: Centre, words: Words) -> list:
    """What the camera's large view says of its incidents."""
    if not incidents:
        return [html.P(words("No incident of this camera is known."))]
    rows = [_row(incident, heads.get(incident.id, {}), centre, words) for incident in incidents]
    return [html.H3(words("Incidents of this camera")), html.Ul(rows, className="incidents")]


def _row(incident: Incident, heads: Heads, centre: Centre, words: Words) -> html.Li:
    lasted = words.duration(((incident.end or incident.time) - incident.start).total_seconds())
    text = (
        words("lasted {duration}", duration=lasted)
        if incident.end
        else words("lasts, {duration} so far", duration=lasted)
    )
    facts = [
        html.B(words.name(KINDS, incident.rule)),
        html.Span(words.moment(incident.start)),
        html.Span(text),
        html.Span(words("Confidence {percent} %", percent=words.number(incident.confidence * 100))),
    ]
    return html.Li(
        [
            *_thumbnail(incident, heads, centre),
            html.Div(facts, className="incident-facts"),
            *_fold(incident, heads, centre, words),
        ]
    )


def _thumbnail(incident: Incident, heads: Heads, centre: Centre) -> list:
    if version("start", sees_plain(visitor(), centre.settings.dashboard)) not in heads:
        return []
    address = evidence_url(incident.id, "start")
    return [html.A(html.Img(src=address, alt="", className="incident-picture"), href=address, target="_blank")]


def _fold(incident: Incident, heads: Heads, centre: Centre, words: Words) -> list:
    """Strip and stills, which are not loaded before somebody opens the fold."""
    pictures = evidence_pictures(incident.id, heads, centre, words, later=True)
    if not pictures:
        return []
    summary = html.Summary(words("Evidence: {n} pictures", n=words.number(len(pictures))))
    return [html.Details([summary, html.Div(pictures, className="evidence-pictures")], className="incident-evidence")]
