"""A part of a page with a title and the age of its own data: live, late, stale and hatched, or without any data."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.components.age import age_note
from dashboard.components.attributes import attributes
from dashboard.freshness import Freshness, freshness
from dashboard.live import Patches
from dashboard.words import Words


def panel(key: str, title: str, body: Sequence[Component], hint: str = "", wide: bool = False) -> html.Section:
    """The frame; ``hint`` says in one line what is seen. Its age comes with the live frames."""
    head = html.Div(
        [html.H2(title, id=f"title-{key}"), html.Span(id=f"age-{key}", className="age-note")], className="block-head"
    )
    said = [html.P(hint, className="block-hint")] if hint else []
    look = f"panel block block-{key} is-none{' block-wide' if wide else ''}"
    return html.Section(
        [head, *said, *body], id=f"panel-{key}", className=look, **attributes(aria_labelledby=f"title-{key}")
    )


def panel_patches(
    key: str, as_of: datetime | None, limit_seconds: float, now: datetime, words: Words, wide: bool = False
) -> Patches:
    """The panel's look and age by its own data's time; older than the limit is stale."""
    state = freshness(as_of, now, limit_seconds)
    look = f"panel block block-{key} is-{state}{' block-wide' if wide else ''}"
    return {f"panel-{key}": {"className": look}, f"age-{key}": {"children": aged(as_of, state, now, words)}}


def aged(as_of: datetime | None, state: Freshness, now: datetime, words: Words) -> Component:
    """The age of data, or that there is none."""
    return (
        age_note(as_of, state, now, words) if as_of is not None else html.Span(words("no data"), className="age-note")
    )


def nothing(text: str) -> html.P:
    """What stands in a panel that has nothing to show, and why."""
    return html.P(text, className="block-nothing")


def state_mark(state: str, text: str) -> html.Span:
    """A state as a sign and a word: colour is never the only one."""
    return html.Span(
        [html.Span(MARKS.get(state, "?"), className="mark-sign", **HIDDEN), text], className=f"mark-{state} state-mark"
    )


MARKS = {"good": "●", "warn": "▲", "bad": "✕", "cut": "⊘", "silent": "?", "none": "–"}
HIDDEN: dict[str, Any] = attributes(aria_hidden="true")
