"""One alert, large: its picture, and every fact that is known of it."""

from collections.abc import Mapping

from dash import html

from dashboard.authority import permits, visitor
from dashboard.centre import Centre
from dashboard.components.alert_list import place
from dashboard.components.evidence_pictures import evidence_pictures
from dashboard.components.facts import fact_list, times, whence
from dashboard.components.sign import sign
from dashboard.scope import thing_of
from dashboard.words import KINDS, SEVERITIES, STATES, Words
from store.incidents import EvidenceHead
from store.records import Alert, Incident


def evidence(
    alert: Alert,
    incident: Incident | None,
    heads: Mapping[str, EvidenceHead],
    centre: Centre,
    words: Words,
) -> list:
    """What the dialog shows of an alert."""
    title = f"{words.name(KINDS, alert.kind)} – {place(alert, centre)}"
    pictures = evidence_pictures(incident.id, heads, centre, words) if incident else []
    return [
        html.H2([sign(alert.severity, words), html.Span(title)], id="evidence-title", className="dialog-title"),
        html.Div(pictures, className="evidence-pictures"),
        fact_list(_facts(alert, incident, centre, words)),
        *_case(alert, words),
    ]


def _case(alert: Alert, words: Words) -> list:
    """The way to the case, for those who may work on it."""
    if not permits(visitor(), "case", thing_of(alert)):
        return []
    return [html.P(html.A(words("Open the case"), href=f"/case/{alert.id}"))]


def _facts(alert: Alert, incident: Incident | None, centre: Centre, words: Words) -> dict[str, str]:
    rows = {
        words("Severity"): words.name(SEVERITIES, alert.severity),
        words("State"): words.name(STATES, alert.state),
        **times(alert, words),
        **whence(alert, centre, words),
    }
    if incident is not None:
        rows[words("Confidence")] = f"{words.number(incident.confidence * 100)} %"
        rows[words("Incident")] = incident.id
    elif "value" in alert.details:
        rows[words("Measured")] = f"{alert.details.get('metric', '')} = {words.number(alert.details['value'], 1)}"
    return rows
