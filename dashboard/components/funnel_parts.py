"""The parts of the funnel's page: bars for the whole, tables by unit, kind and commune, and cameras to look at."""

from collections.abc import Sequence

from dash import html

from dashboard.authority import permits, visitor
from dashboard.centre import Centre
from dashboard.components.attributes import attributes
from dashboard.funnel import FALSE_SHARE, GROUPS, STEP_NAMES, WHY_LOST, Precision, Step, steps
from dashboard.words import KINDS, Words
from store.funnel import Course, Loss

MOST_ROWS = 40
HEADINGS = {
    "camera": "Camera",
    "rule": "Rule",
    "confirmed": "Confirmed",
    "false": "False",
    "other": "Not judged",
    "precision": "Precision (95 %)",
}


def whole_funnel(course: Course, losses: Sequence[Loss], words: Words) -> list:
    """A bar for each step, with its share, its time, and where the others stayed."""
    if not course.counts[0]:
        return [html.P(words("No alert was opened in this time."), className="nothing")]
    return [html.Ol([_step(step, words) for step in steps(course, losses)], className="funnel-steps")]


def groups(courses: Sequence[Course], losses: Sequence[Loss], centre: Centre, words: Words) -> list:
    """A table for each way of grouping, the largest groups first."""
    return [
        html.Section(
            [html.H2(words(title)), _table(group, courses, losses, centre, words)], className="panel funnel-part"
        )
        for group, title in GROUPS.items()
    ]


def cameras_to_look_at(rows: Sequence[Precision], centre: Centre, words: Words) -> list:
    """How far each camera and rule can be believed, and those whose zones or thresholds deserve a look."""
    seen = [row for row in rows if row.judgement.camera_id in centre.cameras]
    if not seen:
        return [html.P(words("Nobody has judged an alert of a camera in this time."), className="nothing")]
    limit = words.number(FALSE_SHARE * 100)
    note = words("Marked: surely more than {n} % are false. Look at its zones and thresholds.", n=limit)
    head = [words(text) for text in HEADINGS.values()]
    body = [_camera(row, centre, words) for row in seen[:MOST_ROWS]]
    return [html.P(note, className="funnel-note"), _framed(head, body)]


def _step(step: Step, words: Words) -> html.Li:
    share = f"{words.number(step.share * 100, 1)} %"
    took = (
        words("median {time} after the step before", time=words.duration(step.seconds))
        if step.seconds is not None
        else ""
    )
    bar = [html.Div(style={"width": f"{step.share * 100:.1f}%"})] if step.alerts else []
    losses = [html.Li(_loss(loss, words)) for loss in step.losses]
    stayed = [html.P(words("No further:"), className="funnel-note"), html.Ul(losses)] if losses else []
    return html.Li(
        [
            html.Div([html.B(words(STEP_NAMES[step.key])), html.Span(f"{words.number(step.alerts)} · {share}"), took]),
            html.Div(bar, className="funnel-bar"),
            html.Div(stayed, className="funnel-losses"),
        ],
        **attributes(data_step=step.key),
    )


def _table(
    group: str, courses: Sequence[Course], losses: Sequence[Loss], centre: Centre, words: Words
) -> html.Div | html.P:
    rows = [course for course in courses if course.group == group]
    if not rows:
        return html.P(words("no data"), className="nothing")
    head = [words(GROUPS[group]), *(words(name) for name in STEP_NAMES.values()), words("Lost most often")]
    return _framed(head, [_row(course, losses, centre, words) for course in rows[:MOST_ROWS]])


def _row(course: Course, losses: Sequence[Loss], centre: Centre, words: Words) -> html.Tr:
    cells = []
    for step in steps(course, losses):
        time = f" ({words.duration(step.seconds)})" if step.seconds is not None else ""
        cells.append(html.Td(f"{words.number(step.alerts)} · {words.number(step.share * 100)} %{time}"))
    mine = [loss for loss in losses if (loss.group, loss.name) == (course.group, course.name)]
    worst = max(mine, key=lambda loss: loss.alerts, default=None)
    return html.Tr([html.Th(_named(course, centre, words)), *cells, html.Td(_loss(worst, words) if worst else "")])


def _named(course: Course, centre: Centre, words: Words) -> str:
    if course.group == "kind":
        return words.name(KINDS, course.name)
    if course.group == "commune":
        return centre.commune_name(course.name) or words("no commune")
    unit = centre.whole.units.get(course.name)
    return unit.in_language(words.language) if unit else words("no procedure")


def _loss(loss: Loss, words: Words) -> str:
    return f"{words.number(loss.alerts)} {words.name(WHY_LOST, loss.why)}"


def _camera(row: Precision, centre: Centre, words: Words) -> html.Tr:
    found = row.judgement
    known = found.confirmed + found.false > 0
    low, high = (words.number(bound * 100) for bound in row.rate[1:]) if known else ("", "")
    rate = f"{words.number(row.rate.value * 100)} % ({low}–{high})" if known else words("not known")
    name = f"▲ {centre.names[found.camera_id]}" if row.look else centre.names[found.camera_id]
    counts = [html.Td(words.number(n)) for n in (found.confirmed, found.false, found.other)]
    may = permits(visitor(), "camera_setup", centre.thing(found.camera_id))
    link = html.A(name, href=f"/cameras/{found.camera_id}/setup")
    cells = [html.Th(link if may else name), html.Td(words.name(KINDS, found.kind)), *counts, html.Td(rate)]
    return html.Tr(cells, className="funnel-look" if row.look else None)


def _framed(head: Sequence[str], body: Sequence[html.Tr]) -> html.Div:
    top = html.Thead(html.Tr([html.Th(text) for text in head]))
    return html.Div(html.Table([top, html.Tbody(list(body))], className="funnel-table"), className="funnel-frame")
