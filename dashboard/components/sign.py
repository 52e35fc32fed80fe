"""The sign of a severity: a colour, a shape and a letter, so that no one of them has to be seen."""

from dash import html

from dashboard.components.attributes import attributes
from dashboard.words import SEVERITIES, Words

LETTERS = {"extreme": "‼", "severe": "!", "moderate": "!", "minor": "i", "unknown": "?"}


def sign(severity: str, words: Words) -> html.Span:
    """The shape of a severity, with its name for those who cannot see it."""
    letter = html.Span(LETTERS.get(severity, "?"), className="sign-letter")
    label = attributes(aria_label=words.name(SEVERITIES, severity))
    return html.Span(letter, className=f"sign sign-{severity}", role="img", **label)
