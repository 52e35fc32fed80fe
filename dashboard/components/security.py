"""The summaries of the information security monitoring centre: how many, how grave, and how old."""

from collections.abc import Mapping
from datetime import datetime

from dash import html

from dashboard.centre import Centre
from dashboard.components.fact import Fact, fact_patches
from dashboard.components.figure_table import Cell, Column, figure_table, row_id, row_props
from dashboard.components.panel import nothing, panel_patches
from dashboard.freshness import newest, usable
from dashboard.live import Patches
from dashboard.network import Said
from dashboard.words import Words

SECURITY_NAMES = {
    "incidents_critical_open": "Critical incidents open",
    "incidents_open": "Incidents open",
    "attacks_blocked_today": "Attacks blocked today",
    "machines_infected": "Infected machines",
    "machines_watched": "Machines watched",
}


def security_table(centre: Centre, words: Words) -> html.Div:
    """One column for each monitoring centre, as nearly always there is one; empty."""
    if not centre.city.security:
        return html.Div(nothing(words("No security monitoring centre is configured.")))
    columns = [Column(row.id, row.name) for row in centre.city.security]
    return figure_table("net-security", words("Information security"), words("Figure"), columns, SECURITY_NAMES, words)


def security_patches(centre: Centre, said: Said, words: Words, now: datetime) -> Patches:
    """The figures; critical incidents stand at the head of the page as well."""
    limit = security_limit(centre)
    ids = [row.id for row in centre.city.security]
    as_of = newest(row.time for (source, _), row in said.items() if source in ids)
    changes: dict[str, Mapping[str, object]] = {}
    for metric, name in SECURITY_NAMES.items():
        cells = [_cell(said, source, metric, words, now, limit) for source in ids]
        changes[row_id("net-security", metric)] = row_props(words(name), cells)
    changes |= fact_patches([_fact(said, ids, as_of, limit, words)], now, words)
    return {**changes, **panel_patches("security", as_of, limit, now, words)}


def security_limit(centre: Centre) -> float:
    """How old a summary may be: they come seldom, and the feed's owner has said how seldom."""
    return next((60 * feed.fresh_minutes for feed in centre.city.feeds if feed.prefix == "security-"), 900.0)


def _cell(said: Said, source: str, metric: str, words: Words, now: datetime, limit: float) -> Cell:
    row = said.get((source, metric))
    if row is None or not usable(row.time, now, limit):
        return Cell("–", None, "none")
    grave = metric == "incidents_critical_open" and row.value > 0
    return Cell(words.number(row.value), row.value, "bad" if grave else "")


def _fact(said: Said, ids: list[str], as_of: datetime | None, limit: float, words: Words) -> Fact:
    found = [row.value for id in ids if (row := said.get((id, "incidents_critical_open")))]
    others = [row.value for id in ids if (row := said.get((id, "incidents_open")))]
    notes = (words("{n} open in all", n=words.number(sum(others))),) if others else ()
    value = words.number(sum(found)) if found else None
    label = words("Critical security incidents")
    return Fact("security", label, value, notes, as_of, limit, "bad" if found and sum(found) else "plain")
