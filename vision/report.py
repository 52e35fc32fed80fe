"""The evaluation as one page that needs nothing else: figures with their intervals, and what was missed or false."""

import base64
import math
from collections.abc import Callable, Sequence
from html import escape

from vision.contact_sheet import Sheet
from vision.evaluate import Outcome
from vision.interval import Interval
from vision.score import Score, conditions_of, rules_of, score, unjudged

Words = Callable[[str], str]
Row = tuple[str, str, Score]
HEADINGS = (
    "rule", "condition", "events", "found", "detection rate", "false alarms", "camera-hours",
    "false alarms per camera-hour", "mean time to detect", "p95 time to detect", "median after due", "doubled",
    "unverifiable",
)  # fmt: skip
STYLE = """
body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:90rem;padding:0 1rem;color:#1b1f24;background:#fff}
table{border-collapse:collapse;width:100%}th,td{padding:.3rem .6rem;border-bottom:1px solid #d5d9de;text-align:right}
th{vertical-align:bottom;font-weight:600}td:nth-child(-n+2),th:nth-child(-n+2){text-align:left}
tr.all td{font-weight:600;border-top:2px solid #8b949e}small{color:#57606a;white-space:nowrap;display:block}
figure{margin:1rem 0}img{max-width:100%;height:auto;border:1px solid #d5d9de}.bad{color:#b42318}
"""


def table(outcomes: Sequence[Outcome]) -> list[Row]:
    """(rule, condition, figures): of each rule all conditions together, then those that say something of it."""
    rows: list[Row] = []
    conditions = conditions_of(outcomes)
    for rule in rules_of(outcomes):
        rows.append((rule, "", score(outcomes, rule)))
        for condition in conditions:
            one = score(outcomes, rule, condition)
            if one.events or one.false or one.unverifiable or one.unjudged:
                rows.append((rule, condition, one))
    return rows


def cells(one: Score) -> tuple[str, ...]:
    """The figures of a row as text, in the order of HEADINGS after the first two."""
    return (
        f"{one.events}",
        f"{one.found}",
        share(one.rate),
        f"{one.false}",
        f"{one.hours:.2f}",
        plain(one.false_rate, 2),
        plain(one.mean, 1, " s"),
        plain(one.p95, 1, " s"),
        plain(one.median_due, 1, " s"),
        f"{one.doubled}",
        f"{one.unverifiable} / {one.unjudged}",
    )


def share(figure: Interval) -> str:
    """A rate in per cent with its interval."""
    if math.isnan(figure.value):
        return "–"
    return f"{100 * figure.value:.0f} % ({100 * figure.low:.0f}…{100 * figure.high:.0f})"


def plain(figure: Interval, digits: int, unit: str = "") -> str:
    """A figure with its interval."""
    if math.isnan(figure.value):
        return "–"
    return f"{figure.value:.{digits}f}{unit} ({figure.low:.{digits}f}…{figure.high:.{digits}f})"


def page(outcomes: Sequence[Outcome], sheets: Sequence[Sheet], words: Words, language: str, note: str) -> str:
    """The whole page; ``note`` says what was evaluated, when and how."""
    body = [
        f"<h1>{_text(words('How well incidents are found'))}</h1><p>{_text(note)}</p>",
        f"<p>{_text(words(EXPLANATION))}</p>",
        _figures(outcomes, words),
        _unjudged(outcomes, words),
        _sheets([one for one in sheets if one.kind == "miss"], words("Missed"), words),
        _sheets([one for one in sheets if one.kind == "false"], words("False alarms"), words),
    ]
    title = _text(words("How well incidents are found"))
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{STYLE}</style></head>\n'
        f"<body>{''.join(body)}</body></html>\n"
    )


EXPLANATION = (
    "Figures in brackets are 95 % intervals: Wilson for rates, exact Poisson for counts an hour, bootstrap for times. "
    "An incident counts when rule, time and box fit. Unverifiable: incidents told / events that happened of which "
    "nobody can say whether they should be told; they count nowhere else."
)


def _figures(outcomes: Sequence[Outcome], words: Words) -> str:
    head = "".join(f"<th>{_text(words(name))}</th>" for name in HEADINGS)
    rows = []
    for rule, condition, one in table(outcomes):
        names = (words(rule), words(condition) if condition else words("all conditions"))
        values = "".join(f"<td>{_cell(text)}</td>" for text in (*names, *cells(one)))
        rows.append(f"<tr{'' if condition else ' class=all'}>{values}</tr>")
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _unjudged(outcomes: Sequence[Outcome], words: Words) -> str:
    rows = [
        f"<li>{_text(outcome.clip.name)}: {_text(words(event.rule))} – {_text(words(event.reason))}</li>"
        for outcome in outcomes
        for event in unjudged(outcome)
    ]
    title = _text(words("Events nobody can judge"))
    return f"<details><summary>{title} ({len(rows)})</summary><ul>{''.join(rows)}</ul></details>"


def _sheets(sheets: Sequence[Sheet], title: str, words: Words) -> str:
    figures = [
        f'<figure><img alt="" src="data:image/jpeg;base64,{base64.b64encode(one.jpeg).decode()}">'
        f"<figcaption>{_text(words(one.rule))} · {_text(one.clip)} · {one.seconds:.1f} s</figcaption></figure>"
        for one in sheets
    ]
    return f"<h2>{_text(title)} ({len(figures)})</h2>{''.join(figures)}"


def _cell(text: str) -> str:
    value, bracket, interval = _text(text).partition(" (")
    return f"{value}<small>({interval}</small>" if bracket else value


def _text(text: str) -> str:
    return escape(text)
