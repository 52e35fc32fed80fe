"""The alerts somebody still has to judge, as a list that is read from across the room."""

from datetime import datetime
from urllib.parse import quote

from dash import html

from dashboard.authority import HERE, sees_plain, version
from dashboard.centre import Centre
from dashboard.components.age import age
from dashboard.components.attributes import attributes
from dashboard.components.sign import sign
from dashboard.picture import Picture
from dashboard.words import KINDS, SEVERITIES, STATES, Words
from store.records import Alert

MOST = 40  # beyond this nobody reads; the count above says how many there are


def alert_counts(picture: Picture, words: Words) -> list:
    """How many alerts of each severity, most severe first."""
    tallies = {severity: sum(alert.severity == severity for alert in shown(picture)) for severity in SEVERITIES}
    return [
        html.Span([sign(severity, words), html.B(words.number(count)), words(SEVERITIES[severity])], className="count")
        for severity, count in tallies.items()
        if count
    ]


def alert_list(picture: Picture, centre: Centre, words: Words, now: datetime) -> list:
    """One row per alert; more than can be read are counted at the end."""
    if picture.read_at is None:
        return [html.Li(words("no data"), className="nothing")]
    if not picture.alerts:
        return [html.Li(words("No open alerts"), className="nothing")]
    alerts = shown(picture)
    rows = [_row(alert, picture, centre, words, now) for alert in alerts[:MOST]]
    if (rest := len(alerts) - MOST) > 0:
        rows.append(html.Li(words("and {n} more", n=words.number(rest)), className="nothing"))
    if hidden := len(picture.alerts) - len(alerts):
        text = words("{n} more under a root cause, announced work or a flood", n=words.number(hidden))
        rows.append(html.Li(text, className="nothing"))
    return rows


def shown(picture: Picture) -> list[Alert]:
    """Those that stand for themselves; the others are counted."""
    return [alert for alert in picture.alerts if not alert.hidden]


def place(alert: Alert, centre: Centre) -> str:
    """Where it is: an office or a link by its commune, a camera or a site by its own name and its commune's."""
    commune = centre.commune_name(alert.commune_code)
    if (
        not commune
        or alert.source_id == f"office-{alert.commune_code}"
        or alert.source_id == f"link-{alert.commune_code}"
    ):
        return commune or centre.names.get(alert.source_id, alert.source_id)
    source = centre.names.get(alert.source_id, alert.source_id)
    known = centre.communes.get(alert.commune_code)
    return source if known and known.name in source else f"{source} · {commune}"


def evidence_url(incident_id: str, kind: str) -> str:
    """Where a picture of an incident is served."""
    return f"/evidence/{quote(incident_id, safe='')}/{kind}"


def _row(alert: Alert, picture: Picture, centre: Centre, words: Words, now: datetime) -> html.Li:
    kind, severity = words.name(KINDS, alert.kind), words.name(SEVERITIES, alert.severity)
    where = place(alert, centre)
    text = [
        html.Div(kind, className="alert-kind"),
        html.Div(where, className="alert-place"),
        html.Div([html.Span(severity, className="alert-severity"), *_when(alert, words, now)], className="alert-when"),
    ]
    inside = [sign(alert.severity, words), html.Div(text, className="alert-text"), *_thumbnail(alert, picture, centre)]
    label = attributes(aria_label=f"{severity}: {kind}, {where}", data_alert=str(alert.id))
    button = html.Button(inside, className="alert-button", type="button", **label)
    return html.Li(
        button,
        key=str(alert.id),
        className=f"alert alert-{alert.severity}",
        **attributes(data_opened=alert.opened_at.isoformat()),
    )


def _when(alert: Alert, words: Words, now: datetime) -> list:
    """Since when, how long that is, who has it, and whether the condition is over."""
    parts: list = [html.Span(words("since {time}", time=words.clock(alert.opened_at, now))), age(alert.opened_at)]
    if standing := alert.hides.get("alerts"):
        parts.append(html.Span(words("stands for {n} others", n=words.number(standing)), className="alert-state"))
    if alert.state != "open":
        parts.append(html.Span(words.name(STATES, alert.state), className="alert-state"))
    if alert.cleared_at is not None:
        over = words("over since {time}", time=words.clock(alert.cleared_at, now))
        parts.append(html.Span(over, className="alert-over"))
    return parts


def _thumbnail(alert: Alert, picture: Picture, centre: Centre) -> list:
    incident_id = alert.details.get("incident_id", "")
    kinds = picture.evidence.get(incident_id, [])
    if version("start", sees_plain(HERE, centre.settings.dashboard)) not in kinds:
        return []
    return [html.Img(src=evidence_url(incident_id, "start"), className="alert-thumbnail", alt="")]
