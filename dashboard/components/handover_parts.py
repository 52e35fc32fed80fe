"""The parts of a hand-over: the report, and who signed it."""

from dash import html

from dashboard.authority import permits, visitor
from dashboard.case_words import DONE, HIDDEN
from dashboard.centre import Centre
from dashboard.components.sign import sign
from dashboard.handover import Case, Report
from dashboard.scope import Thing
from dashboard.words import KINDS, STATES, Words
from store.handovers import Handover


def report_parts(report: Report, centre: Centre, words: Words) -> list:
    """What is handed over, in the reader's language."""
    times = {"since": words.moment(report.since), "until": words.moment(report.made_at)}
    done = [f"{words.name(DONE, action)}: {words.number(n)}" for action, n in report.done.items() if action in DONE]
    hidden = [f"{words(HIDDEN[why])}: {words.number(n)}" for why, n in report.hidden.items() if why in HIDDEN]
    works = [f"{', '.join(centre.names.get(id, id) for id in row.sources)}: {row.reason}" for row in report.works]
    flood = [words("Flood of alerts since {time}", time=words.moment(report.flood_since))] if report.flood_since else []
    seen = [case for case in report.cases if permits(visitor(), "case", Thing(case.source_id, case.commune_code))]
    cases = [_case(case, centre, words) for case in seen]
    more = [html.P(words("and {n} more", n=words.number(report.more)))] if report.more else []
    return [
        html.P(words("From {since} to {until}", **times), className="handover-time"),
        html.H3(words("Open cases: {n}", n=words.number(len(seen) + report.more))),
        html.Ul(cases, className="handover-cases") if cases else html.P(words("No case is open.")),
        *more,
        _list(words("Done in this time"), done, words),
        _list(words("Hidden"), [*hidden, *flood], words),
        _list(words("Announced work"), works, words),
    ]


def signatures(row: Handover, words: Words) -> list:
    """Who handed over and who took over, each with when."""
    taken = (
        words("Taken over by {name}, {time}", name=row.taken_by, time=words.moment(row.taken_at))
        if row.taken_by and row.taken_at
        else words("Nobody has taken over yet")
    )
    given = words("Handed over by {name}, {time}", name=row.given_by, time=words.moment(row.made_at))
    note = [html.P(row.note, className="entry-note")] if row.note else []
    return [html.P(html.B(given)), *note, html.P(html.B(taken))]


def waiting_handover(row: Handover, report: Report, centre: Centre, words: Words) -> list:
    """What somebody handed over and nobody has taken over yet: who takes over signs this, as it was written then."""
    return [*signatures(row, words), html.H2(words("What was handed over")), *report_parts(report, centre, words)]


def past_handover(row: Handover, report: Report, centre: Centre, words: Words) -> html.Details:
    """A hand-over of before, folded."""
    title = f"{words.moment(row.made_at)} · {row.given_by} → {row.taken_by or '…'}"
    inside = [*signatures(row, words), *report_parts(report, centre, words)]
    return html.Details([html.Summary(title), *inside], className="panel handover-past")


def _case(case: Case, centre: Centre, words: Words) -> html.Li:
    where = centre.names.get(case.source_id, "") or centre.commune_name(case.commune_code) or case.source_id
    owner = words("{name} has it", name=case.owner) if case.owner else words("Nobody has it")
    escalated = [html.Span(words("escalated {n}×", n=case.escalated))] if case.escalated else []
    facts = [html.Span(words.name(STATES, case.state)), html.Span(owner), html.Span(words.moment(case.opened_at))]
    link = html.A(f"#{case.id} {words.name(KINDS, case.kind)} · {where}", href=f"/case/{case.id}")
    return html.Li([sign(case.severity, words), link, *facts, *escalated])


def _list(title: str, lines: list[str], words: Words) -> html.Div:
    inside = html.Ul([html.Li(line) for line in lines]) if lines else html.P(words("nothing"))
    return html.Div([html.H3(title), inside])
