"""The communes in order: each row has all three figures of one service, and what it lost."""

from typing import Any

from dashboard.centre import Centre
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


def ranking(seen: Seen, view: View, centre: Centre, words: Words) -> dict[str, Any]:
    """The table of all communes as coverage_ranking.js draws it: a row leads to its commune."""
    heads = [words("Commune"), *(words(FIGURE_NAMES[name]) for name in ORDER), words("Without"), words("Lost now")]
    rows = [_row(row, view, centre, words) for row in ranked(seen, view, centre)]
    return {"heads": heads, "rows": rows, "nothing": words("Coverage has not been computed yet.")}


def _row(row: Standing, view: View, centre: Centre, words: Words) -> list[str]:
    """Its code and name, all three shares, who is without, and what was lost."""
    shares = row.planned if view.when == "planned" else row.now
    three = [share_text(value, words) for _, value in by_figure(shares)]
    lost = "" if row.lost == Amounts() else amounts_text(row.lost, words)
    code = row.commune_code
    return [code, centre.commune_name(code), *three, amount_text(view.figure, shares.uncovered, words), lost]


def _rank(row: Standing, view: View) -> float:
    """Small comes first."""
    shares = row.planned if view.when == "planned" else row.now
    if view.order == "lost":
        return -amount(view.figure, row.lost)
    if view.order == "share":
        value = share(view.figure, shares)
        return 2.0 if value is None else value
    return -amount(view.figure, shares.uncovered)
