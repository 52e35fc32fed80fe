"""The evaluation as one page that needs nothing else: figures with their intervals, and what was missed or false."""

import base64
import math
from collections.abc import Callable, Sequence
from datetime import datetime
from html import escape

from config.kinds import KINDS
from vision.contact_sheet import Sheet
from vision.evaluate import Outcome
from vision.interval import Interval
from vision.score import Score, conditions_of, rules_of, score, unjudged

Words = Callable[[str], str]
Row = tuple[str, str, Score]
HEADINGS = {
    "rule": "Rule",
    "condition": "Condition",
    "events": "Events",
    "found": "Found",
    "rate": "Detection rate",
    "false": "False alarms",
    "hours": "Camera-hours",
    "false_rate": "False alarms per camera-hour",
    "mean": "Mean time to detect",
    "p95": "95 % are detected within",
    "due": "Median after it could be told",
    "doubled": "Told twice",
    "unverifiable": "Unverifiable",
}
# Beside the kinds of incidents.
NAMES = {
    "day": "day",
    "dusk": "dusk",
    "night": "night",
    "rain": "rain",
    "clouds": "shadows of clouds",
    "sway": "camera sways",
    "leaves": "leaves before the camera",
    "jpeg_40": "JPEG quality 40",
    "fps_10": "10 frames a second",
    "width_320": "320 pixels wide",
    "width_1280": "1280 pixels wide",
    "real": "real clips",
    "": "all conditions",
    "hidden": "hidden behind what stands before it",
    "caused": "stands because of another incident",
    "short": "over before its rule can tell",
    "unsure": "whoever labelled it was not sure",
    "explanation": "Figures in brackets are 95 % intervals: Wilson for rates, exact Poisson for counts an hour, "
    "bootstrap for times. An incident counts when rule, time and box fit. Unverifiable: incidents told / events that "
    "happened of which nobody can say whether they should be told; they count nowhere else.",
}
STYLE = """
body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:90rem;padding:0 1rem;color:#1b1f24;background:#fff}
table{border-collapse:collapse;width:100%}th,td{padding:.3rem .6rem;border-bottom:1px solid #d5d9de;text-align:right}
th{vertical-align:bottom;font-weight:600}td:nth-child(-n+2),th:nth-child(-n+2){text-align:left}
tr.all td{font-weight:600;border-top:2px solid #8b949e}small{color:#57606a;white-space:nowrap;display:block}
figure{margin:1rem 0}img{max-width:100%;height:auto;border:1px solid #d5d9de}.bad{color:#b42318}
"""


def table(outcomes: Sequence[Outcome]) -> list[Row]:
    """(rule, condition, figures): of each rule all conditions together, and where there are several, each."""
    rows: list[Row] = []
    conditions = conditions_of(outcomes)
    for rule in rules_of(outcomes):
        rows.append((rule, "", score(outcomes, rule)))
        for condition in conditions if len(conditions) > 1 else ():
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


def name(key: str, words: Words) -> str:
    """What a rule, a condition or a reason is called; what nobody has named yet is shown as it is."""
    name = NAMES.get(key) or KINDS.get(key)
    return words(name) if name else key.replace("_", " ")


def clips_said(outcomes: Sequence[Outcome], words: Words, begun: datetime) -> str:
    """How much was looked at, and when."""
    minutes = sum(outcome.seconds for outcome in outcomes) / 60
    text = words("{clips} clips, {minutes} minutes, {time}")
    return text.format(clips=len(outcomes), minutes=f"{minutes:.0f}", time=f"{begun:%Y-%m-%d %H:%M} UTC")


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
        f"<p>{_text(name('explanation', words))}</p>",
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


def _figures(outcomes: Sequence[Outcome], words: Words) -> str:
    head = "".join(f"<th>{_text(words(heading))}</th>" for heading in HEADINGS.values())
    rows = []
    for rule, condition, one in table(outcomes):
        names = (name(rule, words), name(condition, words))
        values = "".join(f"<td>{_cell(text)}</td>" for text in (*names, *cells(one)))
        rows.append(f"<tr{'' if condition else ' class=all'}>{values}</tr>")
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _unjudged(outcomes: Sequence[Outcome], words: Words) -> str:
    rows = [
        f"<li>{_text(outcome.clip.name)}: {_text(name(event.rule, words))} – {_text(name(event.reason, words))}</li>"
        for outcome in outcomes
        for event in unjudged(outcome)
    ]
    title = _text(words("Events nobody can judge"))
    return f"<details><summary>{title} ({len(rows)})</summary><ul>{''.join(rows)}</ul></details>"


def _sheets(sheets: Sequence[Sheet], title: str, words: Words) -> str:
    figures = [
        f'<figure><img alt="" src="data:image/jpeg;base64,{base64.b64encode(one.jpeg).decode()}">'
        f"<figcaption>{_text(name(one.rule, words))} · {_text(one.clip)} · {one.seconds:.1f} s</figcaption></figure>"
        for one in sheets
    ]
    return f"<h2>{_text(title)} ({len(figures)})</h2>{''.join(figures)}"


def _cell(text: str) -> str:
    value, bracket, interval = _text(text).partition(" (")
    return f"{value}<small>({interval}</small>" if bracket else value


def _text(text: str) -> str:
    return escape(text)
