"""Coverage as people may read it: area, people and hamlets, three shares side by side, never one of them alone."""

import math
from collections.abc import Iterator

from dash import html

from dashboard.coverage_view import FIGURE_NAMES, Figure
from dashboard.words import Words
from geo.shares import Amounts, Shares

ORDER: tuple[Figure, ...] = ("area", "people", "hamlets")
SMALLEST = 0.1


def share_text(share: float | None, words: Words) -> str:
    """A share in percent, never rounded up to all nor down to nothing; a share of nothing is a dash."""
    if share is None:
        return "–"
    percent = share * 100
    if 0 < percent < SMALLEST:
        return f"< {words.number(SMALLEST, 1)} %"
    if percent >= 99 and share < 1:
        return f"{words.number(math.floor(percent * 100) / 100, 2)} %"
    return f"{words.number(percent, 0 if share in (0, 1) else 1)} %"


def amount_text(figure: Figure, amounts: Amounts, words: Words) -> str:
    """So many square kilometres, people or hamlets, with the unit."""
    if figure == "area":
        return words("{n} km²", n=words.number(amounts.area_km2, 1 if 0 < amounts.area_km2 < 100 else 0))
    number = round(amount(figure, amounts))
    if figure == "people":
        return words("1 person") if number == 1 else words("{n} people", n=words.number(number))
    return words("1 hamlet") if number == 1 else words("{n} hamlets", n=words.number(number))


def amounts_text(amounts: Amounts, words: Words) -> str:
    """All three on one line."""
    return " · ".join(amount_text(figure, amounts, words) for figure in ORDER)


def shares_text(shares: Shares, words: Words) -> str:
    """All three shares on one line, each with its name."""
    return " · ".join(f"{words(FIGURE_NAMES[name])} {share_text(share, words)}" for name, share in by_figure(shares))


def by_figure(shares: Shares) -> Iterator[tuple[Figure, float | None]]:
    """The three shares by name, in the order of ORDER."""
    yield from zip(ORDER, (shares.area, shares.people, shares.hamlets), strict=True)


def amount(figure: Figure, amounts: Amounts) -> float:
    """One of the three, to sort by."""
    return {"area": amounts.area_km2, "people": amounts.people, "hamlets": amounts.hamlets}[figure]


def share(figure: Figure, shares: Shares) -> float | None:
    """One of the three shares, to shade by."""
    return dict(by_figure(shares))[figure]


def three(shares: Shares, words: Words, before: Shares | None = None) -> html.Dl:
    """The three shares, each under its name; where ``before`` was more, how much is gone."""
    rows = [_one(name, value, shares, words, before) for name, value in by_figure(shares)]
    return html.Dl(rows, className="three")


def _one(name: Figure, value: float | None, shares: Shares, words: Words, before: Shares | None) -> html.Div:
    gone = before.covered - shares.covered if before else Amounts()
    note = [html.Span(f"−{amount_text(name, gone, words)}", className="three-lost")] if amount(name, gone) > 0 else []
    texts = [html.Dt(words(FIGURE_NAMES[name])), html.Dd([html.B(share_text(value, words)), *note])]
    return html.Div(texts, className=f"three-{name}")
