"""The trend on a screen: a drawing, and the same as a table for those who cannot see it."""

from dash import html

from dashboard.components.coverage_three import ORDER, by_figure, share_text
from dashboard.coverage_drawing import svg_url
from dashboard.coverage_seen import Seen
from dashboard.coverage_trend import trend_drawing
from dashboard.coverage_view import FIGURE_NAMES, SERVICE_NAMES, View
from dashboard.words import Words


def trend_picture(seen: Seen, view: View, words: Words) -> list:
    """The months of the view's service and commune; fewer than two are no trend, and said to be none."""
    rows = seen.months
    head = html.H3(words("{service} over the months", service=words(SERVICE_NAMES[view.service])))
    if len(rows) < 2:
        since = [words("known since {day}", day=f"{rows[0].day:%d/%m/%Y}")] if rows else []
        return [head, html.P(" – ".join([words("There is no trend yet"), *since]), className="coverage-calm")]
    drawing = trend_drawing(rows, words)
    heads = [html.Th(words("Day")), *(html.Th(words(FIGURE_NAMES[name])) for name in ORDER)]
    lines = [
        html.Tr(
            [
                html.Td(f"{row.day:%d/%m/%Y}"),
                *(html.Td(share_text(value, words)) for _, value in by_figure(row.shares)),
            ],
            className="three",
        )
        for row in reversed(rows)
    ]
    table = html.Table([html.Thead(html.Tr(heads)), html.Tbody(lines)], className="coverage-figures")
    fold = html.Details([html.Summary(words("As a table")), table])
    return [head, html.Img(src=svg_url(drawing), alt=drawing.title, className="coverage-trend"), fold]
