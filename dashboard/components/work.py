"""What people are doing about it: alerts that nobody has, overdue, taken and dispatched; the last deeds."""

from datetime import datetime

from dash import html

from alerts.lifecycle import deadline
from dashboard.case_words import DONE
from dashboard.centre import Centre
from dashboard.components.alert_list import shown
from dashboard.picture import Picture
from dashboard.words import KINDS, Words
from store.casebook import Deed
from store.records import Alert


def work(picture: Picture, centre: Centre, words: Words, now: datetime) -> list:
    """Four counts, and the newest deeds of people."""
    alerts = shown(picture)
    waiting = [alert for alert in alerts if alert.state == "open"]
    counts = {
        "open": (words("nobody has"), len(waiting)),
        "late": (words("overdue"), sum(_overdue(alert, centre, now) for alert in alerts)),
        "taken": (words("in hand"), sum(alert.state == "acknowledged" for alert in alerts)),
        "sent": (words("units sent"), sum(alert.state == "dispatched" for alert in alerts)),
    }
    row = [
        html.Div([html.B(words.number(count)), html.Span(text)], className=f"work-count work-{key}{_none(count)}")
        for key, (text, count) in counts.items()
    ]
    deeds = [_deed(deed, centre, words, now) for deed in picture.deeds[:2]]
    return [
        html.Div(row, className="work-counts"),
        html.Ul(deeds or [html.Li(words("Nobody has done anything yet"), className="deed")], className="deeds"),
    ]


def _overdue(alert: Alert, centre: Centre, now: datetime) -> bool:
    procedure = centre.city.procedures.get(alert.kind)
    due = deadline(alert, procedure) if procedure and alert.state in ("open", "acknowledged") else None
    return (due is not None and due < now) or (alert.state == "open" and alert.escalated > 0)


def _deed(deed: Deed, centre: Centre, words: Words, now: datetime) -> html.Li:
    about = f"{words.name(KINDS, deed.kind)}, {centre.commune_name(deed.commune_code) or deed.source_id}"
    parts = [
        html.Span(words.clock(deed.time, now), className="deed-time"),
        html.B(deed.actor),
        html.Span(words.name(DONE, deed.action)),
        html.Span(about, className="deed-about"),
    ]
    return html.Li(parts, className="deed")


def _none(count: int) -> str:
    return "" if count else " is-zero"
