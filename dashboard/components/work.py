"""What people are doing about it: alerts that nobody has, overdue, taken and dispatched; the last deeds."""

from collections import Counter
from datetime import datetime

from dash import html

from alerts.lifecycle import deadline
from dashboard.case_words import DONE
from dashboard.centre import Centre
from dashboard.components.age import age_note
from dashboard.components.alert_list import shown
from dashboard.components.coverage_three import amounts_text
from dashboard.freshness import freshness
from dashboard.outlook import Outlook
from dashboard.picture import Picture
from dashboard.words import KINDS, Words
from store.casebook import Deed
from store.records import Alert

COVERAGE_STALE_SECONDS = 300.0  # it is computed anew when a site falls or comes back, and looked at four times a minute
STEP_NAMES = {
    "detected": "{n} alerts",
    "verified": "{n} taken",
    "handed_over": "{n} sent",
    "acted": "{n} acted on",
    "closed": "{n} closed",
}


def work(picture: Picture, centre: Centre, words: Words, now: datetime, outlook: Outlook | None = None) -> list:
    """Four counts, how far the day's alerts came, who is without signal, and what people did last."""
    alerts = shown(picture)
    states = Counter(alert.state for alert in alerts)
    late = sum(_overdue(alert, centre, now) for alert in alerts)
    counts = {
        "open": (words("nobody has"), states["open"] + picture.left(state="open")),
        "late": (words("overdue"), late + picture.left(state="open", late=True)),
        "taken": (words("in hand"), states["acknowledged"] + picture.left(state="acknowledged")),
        "sent": (words("units sent"), states["dispatched"] + picture.left(state="dispatched")),
    }
    row = [
        html.Div([html.B(words.number(count)), html.Span(text)], className=f"work-count work-{key}{_none(count)}")
        for key, (text, count) in counts.items()
    ]
    ahead = _outlook(outlook, words, now) if outlook else []
    deeds = [_deed(deed, centre, words, now) for deed in picture.deeds[: 1 if ahead else 2]]
    return [
        html.Div(row, className="work-counts"),
        *ahead,
        html.Ul(deeds or [html.Li(words("Nobody has done anything lately"), className="deed")], className="deeds"),
    ]


def _outlook(outlook: Outlook, words: Words, now: datetime) -> list:
    """The way of a day's alerts, and the three figures of what is without signal, with their own age when it is old."""
    steps = [words(text, n=words.number(n)) for text, n in zip(STEP_NAMES.values(), outlook.counts, strict=True)]
    lines = [html.Div([words("24 h:"), " ", " → ".join(steps)], className="outlook")]
    if outlook.covered_at is None:
        return lines
    state = freshness(outlook.covered_at, now, COVERAGE_STALE_SECONDS)
    text = words("No signal: {amounts}", amounts=amounts_text(outlook.lost, words))
    old = [" ", age_note(outlook.covered_at, state, now, words)] if state == "stale" else []
    return [*lines, html.Div([text, *old], className=f"outlook is-{state}")]


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
