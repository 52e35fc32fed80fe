"""How old something is, and what that means; the browser counts ages on by itself, by the server's clock."""

from datetime import datetime

from dash import html

from dashboard.freshness import Freshness
from dashboard.words import Words


def age(since: datetime) -> html.Time:
    """The time gone since then, as text that keeps counting."""
    return html.Time(dateTime=since.isoformat(), className="age")


def age_note(as_of: datetime | None, state: Freshness, now: datetime, words: Words) -> html.Span:
    """The age of a panel's own data; past what is allowed, since when."""
    if as_of is None:
        return html.Span(words("no data"), className="age-note age-note-none")
    if state == "stale":
        return html.Span(words("since {time}", time=words.clock(as_of, now)), className="age-note age-note-stale")
    if state == "late":
        return html.Span([words("late"), " ", age(as_of)], className="age-note age-note-late")
    return html.Span(age(as_of), className="age-note")
