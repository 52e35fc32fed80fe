"""Citizens' reports: what is late and why, what comes first, what is one matter."""

from datetime import timedelta

import msgspec

from dashboard.citizens import done, in_order, lateness, matters
from store.records import Report
from tests.builders import NOON, settings

LIMITS = settings().limits


def report(hours: float, state: str = "received", unit: str = "", **changes: object) -> Report:
    """A report first heard of so many hours before noon."""
    at = NOON - timedelta(hours=hours)
    made = Report(f"PA-{hours}", "waste", 105.68, 18.67, "1", "received", at, unit, at, at, None, None)
    return msgspec.structs.replace(made, state=state, **changes)


def test_report_that_nobody_has_is_late_after_two_hours():
    rows = [report(1.9), report(2.1), report(2.1, "assigned", "UBND"), report(49, "assigned", "UBND")]
    assert [lateness(row, LIMITS, NOON) for row in rows] == ["", "unassigned", "", "unfinished"]


def test_report_that_ended_is_never_late():
    assert [lateness(report(99, state), LIMITS, NOON) for state in ("done", "rejected")] == ["", ""]


def test_late_reports_come_first_and_the_oldest_of_them_before_all():
    rows = [report(1), report(3), report(50, "in_progress", "UBND"), report(1.5)]
    assert [row.report_id for row in in_order(rows, LIMITS, NOON)] == ["PA-50", "PA-3", "PA-1.5", "PA-1"]


def test_reports_of_one_kind_and_place_are_one_matter_and_old_or_unplaced_ones_are_not():
    near = [report(n, lon=105.68 + n / 1000) for n in (1, 2, 3)]
    others = [report(80), report(4, lon=None, lat=None), report(5, category="noise")]
    [matter] = matters([*near, *others], LIMITS, NOON)
    assert (matter.category, [row.report_id for row in matter.reports]) == ("waste", ["PA-3", "PA-2", "PA-1"])


def test_share_done_in_time_is_of_those_that_ended():
    quick, slow = (report(60, "done", ended_at=NOON - timedelta(hours=60 - took)) for took in (10, 55))
    assert done([quick, slow, report(1)], LIMITS) == (3, 2, 1)
    assert done([], LIMITS) == (0, 0, 0)
