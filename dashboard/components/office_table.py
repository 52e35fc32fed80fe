"""One-stop offices by commune: who waits and how long, what was received and resolved, what is late and will be."""

from collections.abc import Mapping
from datetime import datetime

import numpy as np
from dash import html

from config.city import Office
from dashboard.centre import Centre
from dashboard.components.figure_table import Cell, Column, figure_table, row_id, row_props
from dashboard.expectation import Expectation
from dashboard.freshness import usable
from dashboard.live import Patches
from dashboard.words import Words
from store.records import Reading

Said = Mapping[tuple[str, str], Reading]
TABLE, STORE = "services-offices", "services-office"
NOT_SAID = Cell("–", None, "none")
HEADINGS = {
    "people_waiting": "Waiting",
    "wait_seconds": "Wait, min",
    "counters_open": "Counters",
    "dossiers_received_today": "Received today",
    "dossiers_resolved_today": "Resolved today",
    "dossiers_open": "In hand",
    "dossiers_overdue": "Overdue",
    "tomorrow": "Overdue next day",
    "digitised": "Digitised, %",
    "results": "Results digitised, %",
    "on_time": "On time, %",
}
NOW = ("people_waiting", "wait_seconds", "counters_open")
TODAY = ("dossiers_received_today", "dossiers_resolved_today")
PARTS = {
    "digitised": ("dossiers_digitised_this_year", "dossiers_received_this_year"),
    "results": ("dossiers_resolved_digitised_this_year", "dossiers_resolved_this_year"),
    "on_time": ("dossiers_on_time_this_year", "dossiers_resolved_this_year"),
}
METRICS = (
    *NOW, *TODAY, "dossiers_open", "dossiers_overdue", *(metric for pair in PARTS.values() for metric in pair),
)  # fmt: skip


def office_table(centre: Centre, words: Words) -> html.Div:
    """The table, empty."""
    columns = [Column(key, words(label)) for key, label in HEADINGS.items()]
    ids = [row.id for row in centre.city.offices]
    return figure_table(TABLE, words("One-stop offices by commune"), words("Commune"), columns, ids, words, search=True)


def office_rows(
    centre: Centre, said: Said, told: Expectation | None, now: datetime, limit: float, words: Words
) -> Patches:
    """What each office says now; what is older than ``limit`` is not now."""
    tomorrow = expected_overdue(told)
    return {
        row_id(TABLE, office.id): _row(office, centre, said, tomorrow.get(office.id), now, limit, words)
        for office in centre.city.offices
    }


def expected_overdue(told: Expectation | None) -> dict[str, float]:
    """What is expected on the next working day, by office; nobody of whom too little is known."""
    if told is None or told.overdue is None:
        return {}
    pairs = zip(told.offices, told.overdue.expected, strict=True)
    return {office: float(value) for office, value in pairs if not np.isnan(value)}


def share(said: Said, office: str, key: str, since: datetime) -> float | None:
    """A share of this year's dossiers in percent; None where a half of it is not said, or was of another year."""
    part, whole = (said.get((office, metric)) for metric in PARTS[key])
    if part is None or whole is None or part.time < since or whole.time < since or not whole.value:
        return None
    return 100 * part.value / whole.value


def year_begins(now: datetime, words: Words) -> datetime:
    """Midnight of 1 January, by the city's clock."""
    return now.astimezone(words.zone).replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)


def _row(
    office: Office, centre: Centre, said: Said, tomorrow: float | None, now: datetime, limit: float, words: Words
) -> dict[str, object]:
    heard = said.get((office.id, "people_waiting"))
    silent = heard is None or not usable(heard.time, now, limit)
    cells = [_now(office, metric, centre, said, now, limit, words) for metric in NOW]
    cells += [_today(office, metric, said, now, words) for metric in TODAY]
    year = year_begins(now, words)
    cells += [_count(office, metric, said, year, words) for metric in ("dossiers_open", "dossiers_overdue")]
    cells.append(NOT_SAID if tomorrow is None else Cell(words.number(tomorrow), tomorrow))
    targets = targets_of(centre)
    for key in PARTS:
        percent = share(said, office.id, key, year)
        below = percent is not None and round(percent, 2) < targets[key]
        cells.append(NOT_SAID if percent is None else Cell(words.number(percent, 1), percent, "warn" if below else ""))
    name = centre.commune_name(office.commune_code) or office.name
    return row_props(name, cells, "silent" if silent else "", chooses=f"{STORE}={office.id}")


def targets_of(centre: Centre) -> dict[str, float]:
    """What each share is meant to be at least, in percent."""
    limits = centre.settings.limits
    return {
        "digitised": limits.received_digitised_percent,
        "results": limits.results_digitised_percent,
        "on_time": limits.on_time_percent,
    }


def bound(centre: Centre, metric: str) -> float | None:
    """The value above which offices open an alert."""
    rules = [rule for rule in centre.settings.alerts.thresholds if rule.metric == metric and rule.prefix == "office-"]
    return next((rule.above for rule in rules if rule.above is not None), None)


def _now(office: Office, metric: str, centre: Centre, said: Said, now: datetime, limit: float, words: Words) -> Cell:
    row = said.get((office.id, metric))
    if row is None or not usable(row.time, now, limit):
        return NOT_SAID
    if metric == "counters_open":
        return Cell(f"{words.number(row.value)}/{words.number(office.counters)}", row.value)
    high = bound(centre, metric)
    value = row.value / 60 if metric == "wait_seconds" else row.value
    return Cell(words.number(value), value, "bad" if high is not None and row.value > high else "")


def _today(office: Office, metric: str, said: Said, now: datetime, words: Words) -> Cell:
    row = said.get((office.id, metric))
    if row is None or row.time.astimezone(words.zone).date() != now.astimezone(words.zone).date():
        return NOT_SAID
    return Cell(words.number(row.value), row.value)


def _count(office: Office, metric: str, said: Said, since: datetime, words: Words) -> Cell:
    row = said.get((office.id, metric))
    return NOT_SAID if row is None or row.time < since else Cell(words.number(row.value), row.value)
