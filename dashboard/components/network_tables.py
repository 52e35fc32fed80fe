"""What bridges, portals, uplinks, national platforms and radio sites say, as tables; not said is a dash, no zero."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from dash import html

from config.city import Bridge, Exchange, Portal, Uplink
from dashboard.centre import Centre
from dashboard.components.figure_table import Cell, Column, figure_table, row_id, row_props
from dashboard.components.network_tree import LINK_STATES
from dashboard.components.panel import MARKS
from dashboard.live import Patches
from dashboard.network import Network, Said, usable_value
from dashboard.words import Words
from store.records import Reading

DASH = "–"
ORDER = {"bad": 0.0, "cut": 1.0, "silent": 2.0, "warn": 3.0, "good": 4.0}
TECHNOLOGIES = ("3G", "4G", "5G")
COLUMN_NAMES = {
    "rtt_ms": "Round trip, ms",
    "loss_percent": "Loss, %",
    "jitter_ms": "Jitter, ms",
    "in_meeting": "In a meeting",
    "throughput_mbps": "Throughput, Mbit/s",
    "http_ms": "Answer, ms",
    "certificate_days": "Certificate, days left",
    "sync_lag_seconds": "Behind by, s",
    "errors_today": "Errors today",
    "items_today": "Exchanged today",
}
SHOWN = {
    "bridges": ("loss_percent", "jitter_ms", "rtt_ms", "in_meeting"),
    "portals": ("http_ms", "loss_percent", "certificate_days"),
    "uplinks": ("rtt_ms", "loss_percent", "throughput_mbps"),
    "exchanges": ("sync_lag_seconds", "errors_today", "items_today"),
}
DECIMALS = {"rtt_ms": 1, "loss_percent": 1, "jitter_ms": 1}
Row = Bridge | Portal | Uplink | Exchange


def source_table(kind: str, caption: str, named: str, rows: Sequence[Row], words: Words) -> html.Div:
    """The table of one kind, empty."""
    columns = [Column("state", words("State"), "", "ascending")]
    columns += [Column(metric, words(COLUMN_NAMES[metric])) for metric in SHOWN[kind]]
    return figure_table(f"net-{kind}", caption, named, columns, [row.id for row in rows], words)


def source_rows(kind: str, rows: Sequence[Row], centre: Centre, said: Said, network: Network, words: Words) -> Patches:
    """What each source of one kind says now."""
    return {
        row_id(f"net-{kind}", row.id): row_props(
            row.name, [_state(network, row.id, words), *_cells(kind, row.id, centre, said, network, words)],
            network.states[row.id],
        )
        for row in rows
    }  # fmt: skip


def sites_by_technology(centre: Centre, said: Said, network: Network, words: Words) -> Patches:
    """For each generation how many sites there are, are up, down, silent and on batteries."""
    limit = centre.settings.dashboard.stale_seconds
    changes: dict[str, Mapping[str, object]] = {}
    for technology in TECHNOLOGIES:
        ids = [site.id for site in centre.city.sites if technology in site.technologies.split()]
        states = [network.states[site] for site in ids]
        battery = [usable_value(said, site, "on_battery", network, limit) for site in ids]
        known = [value for value in battery if value is not None]
        counts = [len(ids), states.count("good") + states.count("warn"), states.count("bad") + states.count("cut")]
        cells = [Cell(words.number(n), n, "bad" if place == 2 and n else "") for place, n in enumerate(counts)]
        cells.append(Cell(words.number(states.count("silent")), states.count("silent")))
        on = sum(value >= 0.5 for value in known)
        cells.append(Cell(words.number(on) if known else DASH, on if known else None, "warn" if on else ""))
        changes[row_id("net-sites", technology)] = row_props(technology, cells)
    return changes


def site_table(words: Words) -> html.Div:
    """The table of sites by generation, empty."""
    names = (words("Sites"), words("up"), words("down"), words("say nothing"), words("on batteries"))
    columns = [Column(name, name) for name in names]
    return figure_table(
        "net-sites", words("Radio sites by generation"), words("Generation"), columns, TECHNOLOGIES, words
    )


def newest_of(rows: Sequence[Row], readings: Mapping[tuple[str, str], Reading]) -> datetime | None:
    """When any of these last said whether it is up."""
    return max((row.time for source in rows if (row := readings.get((source.id, "up")))), default=None)


def _state(network: Network, source: str, words: Words) -> Cell:
    state = network.states[source]
    return Cell(f"{MARKS[state]} {words(LINK_STATES[state])}", ORDER[state])


def _cells(kind: str, source: str, centre: Centre, said: Said, network: Network, words: Words) -> list[Cell]:
    limit = centre.settings.dashboard.stale_seconds
    cells = []
    for metric in SHOWN[kind]:
        value = usable_value(said, source, metric, network, limit)
        if value is None or network.states[source] in ("bad", "cut", "silent"):
            cells.append(Cell(DASH, None, "none"))
        elif metric == "in_meeting":
            cells.append(Cell(words("yes") if value >= 0.5 else words("no"), value))
        else:
            cells.append(Cell(words.number(value, DECIMALS.get(metric, 0)), value, _mood(metric, value, centre)))
    return cells


def _mood(metric: str, value: float, centre: Centre) -> str:
    limits = centre.settings.limits
    if metric == "certificate_days":
        return "warn" if value < limits.certificate_days else ""
    if metric == "sync_lag_seconds":
        return "warn" if value > limits.sync_lag_seconds else ""
    if metric == "loss_percent":
        bounds = [rule.above for rule in centre.settings.alerts.thresholds if rule.metric == metric]
        return "warn" if any(bound is not None and value > bound for bound in bounds) else ""
    return ""
