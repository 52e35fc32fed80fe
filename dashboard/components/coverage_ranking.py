"""The communes in order: each row has all three figures of one service, and what it lost."""

from dash import html

from dashboard.centre import Centre
from dashboard.components.attributes import attributes
from dashboard.components.coverage_three import ORDER, amount, amount_text, amounts_text, by_figure, share, share_text
from dashboard.coverage_seen import Seen, Standing
from dashboard.coverage_view import FIGURE_NAMES, View
from dashboard.words import Words
from geo.shares import Amounts


def ranked(seen: Seen, view: View, centre: Centre) -> list[Standing]:
    """The communes that are known, in the order the view asks for; equals by name."""
    rows = [seen.standings[key] for key in seen.standings if key[0] and key[1] == view.service]
    rows.sort(key=lambda row: centre.commune_name(row.commune_code))
    if view.order == "name":
        return rows
    return sorted(rows, key=lambda row: _rank(row, view))


def ranking(seen: Seen, view: View, centre: Centre, words: Words) -> list:
    """A table of all communes; a row leads to its commune."""
    rows = ranked(seen, view, centre)
    if not rows:
        return [html.P(words("Coverage has not been computed yet."), className="nothing")]
    heads = [words("Commune"), *(words(FIGURE_NAMES[name]) for name in ORDER), words("Without"), words("Lost now")]
    lost = html.Th(heads[-1], scope="col", className="coverage-lost")
    body = [_row(row, view, centre, words) for row in rows]
    head = html.Thead(html.Tr([*(html.Th(text, scope="col") for text in heads[:-1]), lost]))
    return [html.Table([head, html.Tbody(body)], className="coverage-ranking")]


def _row(row: Standing, view: View, centre: Centre, words: Words) -> html.Tr:
    shares = row.planned if view.when == "planned" else row.now
    name = html.Button(
        centre.commune_name(row.commune_code), type="button", **attributes(data_commune=row.commune_code)
    )
    cells = [html.Td(share_text(value, words), className=f"three-{figure}") for figure, value in by_figure(shares)]
    lost = "" if row.lost == Amounts() else amounts_text(row.lost, words)
    without = html.Td(amount_text(view.figure, shares.uncovered, words), className="coverage-without")
    chosen = " is-chosen" if row.commune_code == view.commune else ""
    line = [html.Th(name, scope="row"), *cells, without, html.Td(lost, className="coverage-lost")]
    return html.Tr(line, className=f"three{chosen}", key=row.commune_code)


def _rank(row: Standing, view: View) -> float:
    """Small comes first."""
    shares = row.planned if view.when == "planned" else row.now
    if view.order == "lost":
        return -amount(view.figure, row.lost)
    if view.order == "share":
        value = share(view.figure, shares)
        return 2.0 if value is None else value
    return -amount(view.figure, shares.uncovered)
