"""Documents that come and go in agencies, and people who check in at health stations."""

from collections.abc import Mapping
from datetime import datetime

from dash import html

from config.city import Agency, HealthStation
from dashboard.centre import Centre
from dashboard.components.figure_table import Cell, Column, figure_table, row_id, row_props
from dashboard.feeds import fresh_seconds
from dashboard.freshness import usable
from dashboard.live import Patches
from dashboard.words import Words
from store.records import Reading

Said = Mapping[tuple[str, str], Reading]
DOCUMENT_NAMES = {
    "documents_in_today": "In today",
    "documents_out_today": "Out today",
    "documents_backlog": "Not dealt with",
}
CHECKIN_NAMES = {"checkins_last_hour": "Last hour", "checkins_today": "Today"}
OTHERS = (*DOCUMENT_NAMES, *CHECKIN_NAMES)
PREFIXES = {"documents": "agency-", "checkins": "health-"}


def other_table(kind: str, centre: Centre, words: Words) -> html.Div:
    """The table of agencies or of health stations, empty."""
    columns = [Column(metric, words(name)) for metric, name in _names(kind).items()]
    caption = words("Documents of agencies") if kind == "documents" else words("Check-ins at health stations")
    first = words("Agency") if kind == "documents" else words("Health station")
    return figure_table(
        f"services-{kind}", caption, first, columns, [row.id for row in _rows(kind, centre)], words, search=True
    )


def other_patches(centre: Centre, said: Said, now: datetime, words: Words) -> Patches:
    """What each agency and each health station says today."""
    changes: dict[str, dict[str, object]] = {}
    for kind in PREFIXES:
        limit = fresh_seconds(centre, PREFIXES[kind])
        for row in _rows(kind, centre):
            cells = [_cell(said.get((row.id, metric)), metric, centre, now, limit, words) for metric in _names(kind)]
            silent = all(cell.value is None for cell in cells)
            changes[row_id(f"services-{kind}", row.id)] = row_props(row.name, cells, "silent" if silent else "")
    return changes


def _cell(row: Reading | None, metric: str, centre: Centre, now: datetime, limit: float, words: Words) -> Cell:
    """Counts of today are shown as long as it is their day, all else as long as it is fresh."""
    if row is None:
        return Cell("–", None, "none")
    same_day = row.time.astimezone(words.zone).date() == now.astimezone(words.zone).date()
    if not (same_day if metric.endswith("_today") else usable(row.time, now, limit)):
        return Cell("–", None, "none")
    many = metric == "documents_backlog" and row.value > centre.settings.limits.backlog_documents
    return Cell(words.number(row.value), row.value, "warn" if many else "")


def _names(kind: str) -> dict[str, str]:
    return DOCUMENT_NAMES if kind == "documents" else CHECKIN_NAMES


def _rows(kind: str, centre: Centre) -> tuple[Agency, ...] | tuple[HealthStation, ...]:
    return centre.city.agencies if kind == "documents" else centre.city.health_stations
