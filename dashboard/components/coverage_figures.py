"""The whole city in figures: every service with area, people and hamlets, now and as planned."""

from dash import html

from dashboard.components.coverage_three import ORDER, amount, amounts_text, by_figure, share_text, three
from dashboard.coverage_seen import Seen, Standing
from dashboard.coverage_view import FIGURE_NAMES, SERVICE_NAMES, Figure
from dashboard.words import Words
from geo.reach import SERVICES
from geo.shares import Amounts


def coverage_figures(seen: Seen, words: Words) -> list:
    """A table: one row a service, the three figures now, as planned, and what is gone."""
    if not seen.known:
        return [html.P(words("Coverage has not been computed yet."), className="nothing")]
    heads = [html.Th(""), *(html.Th(words(FIGURE_NAMES[name]), scope="col") for name in ORDER)]
    body = [_row(standing, words) for standing in seen.whole()]
    return [html.Table([html.Thead(html.Tr(heads)), html.Tbody(body)], className="coverage-figures")]


def coverage_commune(seen: Seen, code: str, name: str, words: Words) -> list:
    """One commune, or the whole city (""), service by service."""
    parts = [
        html.Div([html.H3(words(SERVICE_NAMES[row.service])), three(row.now, words, row.planned)])
        for row in (seen.standing(code, service) for service in SERVICES)
    ]
    return [html.H2(name), html.Div(parts, className="coverage-commune-parts")]


def _row(standing: Standing, words: Words) -> html.Tr:
    planned, shares = dict(by_figure(standing.planned)), dict(by_figure(standing.now))
    cells = [_cell(name, shares[name], planned[name], standing, words) for name in ORDER]
    return html.Tr([html.Th(words(SERVICE_NAMES[standing.service]), scope="row"), *cells], className="three")


def _cell(name: Figure, now: float | None, planned: float | None, standing: Standing, words: Words) -> html.Td:
    parts: list = [html.B(share_text(now, words))]
    if amount(name, standing.lost) > 0:
        parts.append(html.Span(words("planned {share}", share=share_text(planned, words)), className="three-planned"))
    return html.Td(parts, className=f"three-{name}")


def lost_line(standing: Standing, words: Words) -> str:
    """What is gone of one service, in all three figures; nothing when nothing is."""
    return (
        "" if standing.lost == Amounts() else words("lost now: {amounts}", amounts=amounts_text(standing.lost, words))
    )
