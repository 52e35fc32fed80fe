"""What offices may expect, as charts and sentences: how it was worked out, and how wrong it has been."""

from collections.abc import Sequence

import numpy as np
from dash import html

from alerts.forecast import Outlook
from alerts.office_days import holiday
from dashboard.centre import Centre
from dashboard.components.chart import Trace, figure
from dashboard.components.panel import nothing
from dashboard.expectation import Expectation
from dashboard.theme import CHART_COLOURS
from dashboard.words import Words

MOST = 8
LOCALES = {"vi": "vi", "en": "en_US"}


def late_list(told: Expectation | None, centre: Centre, words: Words) -> list:
    """Where most dossiers will be overdue at the end of the next working day, and how far that may be off."""
    if told is None:
        return [nothing(words("Being read …"))]
    if told.overdue is None or told.next_day is None:
        return [nothing(words("Too few working days are known for a forecast: {n}.", n=words.number(told.days)))]
    expected = told.overdue.expected
    known = np.nonzero(~np.isnan(expected))[0]
    total, now = words.number(float(np.nansum(expected))), words.number(float(np.nansum(told.latest[known])))
    day = words.day(told.next_day)
    head = words("{day}: {n} dossiers overdue in all, {now} at the last count.", day=day, n=total, now=now)
    how = words("The last count, plus a part of its recent daily change.")
    worst = sorted(known, key=lambda n: -expected[n])[:MOST]
    rows = [_late(told, told.overdue, int(n), centre, words) for n in worst]
    note = html.P(f"{how} {_error(told.overdue, words)}", className="quiet")
    return [html.P(html.B(head)), html.Ul(rows, className="rows"), note]


def waits_chart(told: Expectation | None, offices: Sequence[int], words: Words) -> dict:
    """The longest wait of each hour of today, in minutes, as the mean of these offices: what was, and what may come."""
    if told is None or told.waits is None:
        return figure([], words, xaxis={"visible": False}, yaxis={"visible": False})
    x = [f"{hour}:00" for hour in told.hours]
    expected, span, known = (_mean(rows[:, offices]) for rows in (told.waits.expected, told.waits.span, told.known))
    coming = np.where(np.isnan(known), expected, np.nan)
    high, low = _listed(coming + span), _listed(np.maximum(coming - span, 0))
    edge = {"type": "scatter", "mode": "lines", "line": {"width": 0}, "hoverinfo": "skip", "showlegend": False, "x": x}
    name = {"showlegend": True, "name": words("80 of 100 past days")}
    line = {"dash": "dot", "width": 3, "color": CHART_COLOURS[0]}
    traces: list[Trace] = [
        edge | {"y": high},
        edge | {"y": low, "fill": "tonexty", "fillcolor": f"{CHART_COLOURS[0]}38", **name},
        {"type": "bar", "x": x, "y": _listed(known), "name": words("measured"), "marker": {"color": CHART_COLOURS[1]}},
        {"type": "scatter", "x": x, "y": _listed(coming), "name": words("expected"), "line": line},
    ]
    return figure(
        traces, words, yaxis={"rangemode": "tozero", "title": {"text": words("min")}}, xaxis={"type": "category"}
    )


def waits_note(told: Expectation | None, centre: Centre, words: Words) -> str:
    """How the waits were worked out and how wrong that has been, or why there are none."""
    if told is None:
        return words("Being read …")
    if told.waits is None:
        return words("Too few working days are known for a forecast: {n}.", n=words.number(told.days))
    days = words.number(told.days)
    how = words("Usual over {n} working days, times how today compares so far, plus what is unusual now.", n=days)
    closed = closed_for(centre, told, words)
    return " ".join(part for part in (closed, how, _error_minutes(told.waits, words)) if part)


def closed_for(centre: Centre, told: Expectation, words: Words) -> str:
    """Why offices are closed today, and which day is told of instead; "" on a working day."""
    if told.today is not None or told.next_day is None:
        return ""
    local = told.made_at.astimezone(words.zone).date()
    name = holiday(centre.settings.alerts.office_hours, local, LOCALES[words.language])
    why = name if name and name != "–" else words("day of rest")
    return words("Offices are closed today ({why}); expected on {day}.", why=why, day=words.day(told.next_day))


def _late(told: Expectation, outlook: Outlook, number: int, centre: Centre, words: Words) -> html.Li:
    office = told.offices[number]
    span, now = float(outlook.span[number]), float(told.latest[number])
    off = "" if np.isnan(span) else f" ± {words.number(span)}"
    name = centre.commune_name(centre.places[office].commune_code) or office
    text = words("now {n}", n="–" if np.isnan(now) else words.number(now))
    expected = words.number(float(outlook.expected[number]))
    return html.Li([html.B(name), html.Span(f"{expected}{off}"), html.Span(text, className="quiet")])


def _error(outlook: Outlook, words: Words) -> str:
    if outlook.error is None:
        return words("Its error is not known yet.")
    own = words("By office it has been {n} off on average", n=words.number(outlook.error, 2))
    if outlook.error_last_week is None:
        return f"{own}."
    other = words("the same as last week would have been {n} off.", n=words.number(outlook.error_last_week, 2))
    return f"{own}; {other}"


def _error_minutes(outlook: Outlook, words: Words) -> str:
    if outlook.error is None:
        return words("Its error is not known yet.")
    own = words("By office it has been {n} min off on average", n=words.number(outlook.error / 60, 1))
    if outlook.error_last_week is None:
        return f"{own}."
    last_week = words.number(outlook.error_last_week / 60, 1)
    return f"{own}; {words('the same as last week would have been {n} min off.', n=last_week)}"


def _mean(rows: np.ndarray) -> np.ndarray:
    """By hour, in minutes; NaN where nobody said anything."""
    said = (~np.isnan(rows)).sum(1)
    return np.divide(np.nansum(rows, axis=1), said, out=np.full(len(rows), np.nan), where=said > 0) / 60


def _listed(values: np.ndarray) -> list[float | None]:
    """Plain numbers: what is not known is a gap."""
    return [None if np.isnan(value) else round(float(value), 1) for value in values]
