"""The alerts somebody still has to judge, as a list that is read from across the room."""

from collections import Counter
from datetime import datetime
from urllib.parse import quote

from dash import html

from alerts.lifecycle import deadline
from config.kinds import REACH
from dashboard.authority import sees_plain, version, visitor
from dashboard.case_words import WHY_DISMISSED
from dashboard.centre import Centre
from dashboard.components.age import age
from dashboard.components.attributes import attributes
from dashboard.components.sign import sign
from dashboard.live import Keyed
from dashboard.picture import Picture
from dashboard.words import KINDS, SEVERITIES, STATES, Words
from store.records import Alert

MOST = 16  # more no wall has room for; the count above says how many there are
LARGE = 3  # the worst are shown large, with their picture


def alert_counts(picture: Picture, words: Words) -> list:
    """How many alerts of each severity, most severe first."""
    listed = Counter(alert.severity for alert in shown(picture))
    tallies = {severity: listed[severity] + picture.left(severity) for severity in SEVERITIES}
    return [
        html.Span([sign(severity, words), html.B(words.number(count))], className="count")
        for severity, count in tallies.items()
        if count
    ]


def alert_list(picture: Picture, centre: Centre, words: Words, now: datetime) -> Keyed:
    """One row per alert, in the order in which somebody should look."""
    if picture.read_at is None:
        return Keyed({"none": html.Li(words("no data"), className="nothing")})
    alerts = shown(picture)
    if not alerts:
        return Keyed({"none": html.Li(words("No open alerts"), className="nothing")})
    return Keyed(
        {
            str(alert.id): _row(alert, picture, centre, words, now, large=n < LARGE)
            for n, alert in enumerate(alerts[:MOST])
        }
    )


def alert_foot(picture: Picture, words: Words) -> list:
    """What the list has no room for; how many of its rows do not fit, the browser knows."""
    over = max(0, len(shown(picture)) - MOST) + picture.left()
    rest = attributes(data_rest=str(over), data_text=words("and {n} more"))
    parts: list = [html.Span(id="alert-rest", **rest)]
    if hidden := sum(picture.hidden().values()):
        text = words("{n} more under a root cause, announced work or a flood", n=words.number(hidden))
        parts.append(html.Span(text))
    return parts


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


def _row(alert: Alert, picture: Picture, centre: Centre, words: Words, now: datetime, large: bool) -> html.Li:
    kind, severity = words.name(KINDS, alert.kind), words.name(SEVERITIES, alert.severity)
    where = place(alert, centre)
    head = html.Div([html.Span(kind, className="alert-kind"), age(alert.opened_at)], className="alert-head")
    lines = [head, html.Div(where, className="alert-place"), *_who(alert, centre, words, now)]
    notes = _later(alert, words, now) or (_notes(alert, words, now) if large else [])
    if notes:
        lines.append(html.Div(notes, className="alert-notes"))
    inside = [sign(alert.severity, words), html.Div(lines, className="alert-text")]
    inside += _thumbnail(alert, picture, centre) if large else []
    label = attributes(aria_label=f"{severity}: {kind}, {where}", data_alert=str(alert.id))
    button = html.Button(inside, className="alert-button", type="button", **label)
    look = f"alert alert-{alert.severity}" + (" alert-large" if large else "")
    return html.Li(button, key=str(alert.id), className=look, **attributes(data_opened=alert.opened_at.isoformat()))


def _who(alert: Alert, centre: Centre, words: Words, now: datetime) -> list:
    """Who has it; while nobody has, whose it is to take, and until when or since when that is overdue."""
    if alert.state != "open":
        state = html.Span(words.name(STATES, alert.state), className=f"alert-state state-of-{alert.state}")
        return [html.Div([state, html.Span(alert.owner)], className="alert-who")]
    procedure = centre.city.procedures.get(alert.kind)
    due = deadline(alert, procedure) if procedure else None
    parts = [html.Span(words("Nobody has it"), className="alert-state state-of-open")]
    if alert.escalated or (due is not None and due < now):
        parts.append(html.Span(words("overdue"), className="alert-late"))
    elif due is not None:
        parts.append(html.Span(words("take it by {time}", time=words.clock(due, now))))
    return [html.Div(parts, className="alert-who")]


def _later(alert: Alert, words: Words, now: datetime) -> list:
    """Of a past moment: what nobody could see then."""
    later, parts = alert.details.get("later", {}), []
    if known := later.get("known_at"):
        text = words("not known before {time}", time=words.clock(datetime.fromisoformat(known), now))
        parts.append(html.Span(text, className="alert-later"))
    if reason := later.get("reason"):
        text = words("later dismissed: {why}", why=words.name(WHY_DISMISSED, reason))
        parts.append(html.Span(text, className="alert-later"))
    return parts


def _notes(alert: Alert, words: Words, now: datetime) -> list:
    parts: list = []
    if standing := alert.hides.get("alerts"):
        cut = alert.hides.get("cut_off", {})
        reach = [words(REACH[key], n=words.number(n)) for key, n in cut.items() if key in REACH and n]
        text = ", ".join(reach) or words("stands for {n} others", n=words.number(standing))
        parts.append(html.Span(text, className="alert-stands"))
    if alert.cleared_at is not None:
        over = words("over since {time}", time=words.clock(alert.cleared_at, now))
        parts.append(html.Span(over, className="alert-over"))
    return parts


def _thumbnail(alert: Alert, picture: Picture, centre: Centre) -> list:
    incident_id = alert.details.get("incident_id", "")
    kinds = picture.evidence.get(incident_id, [])
    if version("start", sees_plain(visitor(), centre.settings.dashboard)) not in kinds:
        return []
    return [html.Img(src=evidence_url(incident_id, "start"), className="alert-thumbnail", alt="")]
