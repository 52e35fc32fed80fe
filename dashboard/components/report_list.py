"""Citizens' reports as rows, and those that are one matter; what a report says of itself step by step."""

from collections.abc import Sequence
from datetime import datetime

from dash import html

from dashboard.centre import Centre
from dashboard.citizens import Matter, in_order, lateness
from dashboard.components.age import age
from dashboard.components.attributes import attributes
from dashboard.components.panel import nothing, state_mark
from dashboard.components.stated_list import named
from dashboard.words import Words
from store.records import Report, ReportChange

MOST = 60
REPORT_STATES = {
    "received": "received",
    "assigned": "assigned",
    "in_progress": "in progress",
    "done": "done",
    "rejected": "rejected",
}
LATE_NAMES = {"unassigned": "nobody has it", "unfinished": "not done in time"}


def report_list(reports: Sequence[Report], centre: Centre, words: Words, now: datetime) -> list:
    """What somebody still has to deal with, late ones first; more than can be read are counted."""
    if not reports:
        return [nothing(words("No report waits."))]
    rows = in_order(reports, centre.settings.limits, now)
    listed = [_row(row, centre, words, now) for row in rows[:MOST]]
    if (rest := len(rows) - MOST) > 0:
        listed.append(html.Li(words("and {n} others", n=words.number(rest)), className="quiet"))
    return [html.Ul(listed, className="rows report-rows")]


def matter_list(matters: Sequence[Matter], centre: Centre, words: Words) -> list:
    """Reports that lie together: one matter, one visit."""
    if not matters:
        return [nothing(words("No reports of one kind lie together."))]
    rows = []
    for matter in matters:
        oldest = matter.reports[0]
        place = centre.commune_name(oldest.commune_code) or words("place not known")
        count = words("{n} reports", n=words.number(len(matter.reports)))
        first = [words("the oldest"), " ", age(oldest.first_at)]
        rows.append(
            html.Li([html.B(category_name(matter.category, centre, words)), *map(html.Span, (count, place, first))])
        )
    return [html.Ul(rows, className="rows")]


def steps(changes: Sequence[ReportChange], centre: Centre, words: Words) -> list:
    """What became of one report."""
    if not changes:
        return [nothing(words("Nothing is known of this report."))]
    rows = [
        html.Li(
            [
                words.moment(row.time),
                html.B(words.name(REPORT_STATES, row.state)),
                html.Span(row.unit, className="quiet"),
            ]
        )
        for row in changes
    ]
    kind = next((row.category for row in changes if row.category), "")
    place = next((row.commune_code for row in reversed(changes) if row.commune_code), "")
    head = [html.B(category_name(kind, centre, words)), " · ", centre.commune_name(place) or words("place not known")]
    return [html.P([*head, " · ", html.Code(changes[0].report_id)]), html.Ul(rows, className="rows")]


def category_name(category: str, centre: Centre, words: Words) -> str:
    """What a kind of report is called; one the city's folder does not know stays as it was sent."""
    found = next((row for row in centre.city.categories if row.id == category), None)
    return named(found, words) if found else category.replace("_", " ").capitalize() or words("kind not known")


def _row(report: Report, centre: Centre, words: Words, now: datetime) -> html.Li:
    late = lateness(report, centre.settings.limits, now)
    text = words(LATE_NAMES[late]) if late else words.name(REPORT_STATES, report.state)
    name = category_name(report.category, centre, words)
    chosen = attributes(data_choose="report", data_value=report.report_id)
    facts = [
        html.Button(name, type="button", className="row-choose", **chosen),
        html.Span(centre.commune_name(report.commune_code) or words("place not known")),
        state_mark("bad" if late else "good", text),
        html.Span([age(report.first_at), f" · {report.unit}" if report.unit else ""], className="quiet"),
    ]
    return html.Li(facts)
