"""Citizens' reports as the centre judges them: who has each, which are late and why, which are one matter."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from config.limits import Limits
from geo.clusters import clusters
from store.records import Report

Lateness = Literal["", "unassigned", "unfinished"]
ENDED = ("done", "rejected")


class Matter(NamedTuple):
    """Reports of one kind that lie together, the oldest first."""

    category: str
    reports: tuple[Report, ...]
    lon: float
    lat: float


class Done(NamedTuple):
    """Of the reports first heard of in a span: how many ended, how many of these in time, and how many there were."""

    heard: int
    ended: int
    in_time: int


def lateness(report: Report, limits: Limits, now: datetime) -> Lateness:
    """Why an unended report is late: it is not done in time, or nobody has it in time."""
    if report.state in ENDED:
        return ""
    age = now - report.first_at
    if age > timedelta(hours=limits.report_finish_hours):
        return "unfinished"
    nobody = report.state == "received" and not report.unit
    return "unassigned" if nobody and age > timedelta(hours=limits.report_assign_hours) else ""


def in_order(reports: Sequence[Report], limits: Limits, now: datetime) -> list[Report]:
    """What should be seen to first: what is late, the oldest first, then the others."""
    return sorted(reports, key=lambda row: (not lateness(row, limits, now), row.first_at, row.report_id))


def matters(reports: Sequence[Report], limits: Limits, now: datetime) -> list[Matter]:
    """Unended reports of one kind that lie together, the largest first."""
    recent = [row for row in reports if now - row.first_at <= timedelta(days=limits.cluster_days)]
    found: list[Matter] = []
    for category in sorted({row.category for row in recent if row.category}):
        placed = [row for row in recent if row.category == category and row.lon is not None and row.lat is not None]
        spots = [(row.lon or 0.0, row.lat or 0.0) for row in placed]
        for group in clusters(spots, limits.cluster_metres, limits.cluster_reports):
            rows = sorted((placed[n] for n in group), key=lambda row: row.first_at)
            lon, lat = (sum(spots[n][axis] for n in group) / len(group) for axis in (0, 1))
            found.append(Matter(category, tuple(rows), lon, lat))
    return sorted(found, key=lambda row: (-len(row.reports), row.category))


def done(reports: Sequence[Report], limits: Limits) -> Done:
    """How many of these ended, and in time."""
    spans = [row.ended_at - row.first_at for row in reports if row.state in ENDED and row.ended_at is not None]
    return Done(len(reports), len(spans), sum(span <= timedelta(hours=limits.report_finish_hours) for span in spans))
