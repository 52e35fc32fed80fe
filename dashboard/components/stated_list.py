"""Indicators as rows: the figure, its target as a mark on a bar, who gave none, and how old it is."""

from collections.abc import Sequence

from dash import html

from config.city import Category, IndicatorKind
from config.feed import Feed
from dashboard.components.attributes import attributes
from dashboard.components.panel import state_mark
from dashboard.stated import Stated
from dashboard.words import Words

UNIT_NAMES = {
    "points": "points",
    "rank": "place",
    "services": "services",
    "signatures": "signatures",
    "communes": "communes",
}


def named(row: IndicatorKind | Category | Feed, words: Words) -> str:
    """The name in the reader's language, as far as the city's folder has it."""
    return row.name_en if words.language == "en" and row.name_en else row.name


def figure_and_unit(value: float | None, unit: str, words: Words) -> tuple[str | None, str]:
    """A figure and, apart from it, its unit: a place or a percentage is read as one."""
    if value is None or unit == "rank":
        return (None if value is None else with_unit(value, unit, words)), ""
    number, _, rest = with_unit(value, unit, words).partition(" ")
    return number, rest


def with_unit(value: float | None, unit: str, words: Words, decimals: int = 1) -> str:
    """A figure as people write it; None is a dash, never a zero."""
    if value is None:
        return "–"
    whole = unit in ("rank", "services", "signatures", "communes")
    number = words.number(value, 0 if whole else decimals)
    if unit == "rank":
        return words("place {n}", n=number)
    if unit == "percent":
        return f"{number} %"
    return f"{number} {words(UNIT_NAMES[unit])}" if unit in UNIT_NAMES else number


def stated_list(rows: Sequence[Stated], words: Words, chooses: str = "") -> list:
    """One row for each; with ``chooses`` its name puts it into that store."""
    return [html.Ul([_row(row, words, chooses) for row in rows], className="rows stated")]


def bar(value: float | None, target: float | None, unit: str) -> list:
    """A share of a hundred as a bar, its target a mark on it; nothing for what is no share."""
    if unit not in ("percent", "points") or value is None:
        return []
    goal = [html.Span(className="meter-goal", style={"left": f"{min(target, 100):.1f}%"})] if target is not None else []
    below = target is not None and value < target
    fill = html.Span(className="meter-fill", style={"width": f"{max(0.0, min(value, 100)):.1f}%"})
    hidden = attributes(aria_hidden="true")
    return [html.Span([fill, *goal], className=f"meter{' is-below' if below else ''}", **hidden)]


def standing_of(row: Stated, words: Words) -> html.Span:
    """Whether the target is reached, in sign and word."""
    if row.value is None:
        return state_mark("silent", words("no figure"))
    if row.gap is None:
        return state_mark("none", words("no target"))
    return state_mark("good", words("reached")) if row.gap <= 0 else state_mark("warn", words("below target"))


def _row(row: Stated, words: Words, chooses: str) -> html.Li:
    name = named(row.kind, words)
    chosen = attributes(data_choose=chooses, data_value=row.kind.id)
    title = html.Button(name, type="button", className="row-choose", **chosen) if chooses else html.Span(name)
    parts: list = [
        html.Div(title, className="stated-name"),
        html.B(with_unit(row.value, row.unit, words)),
        *bar(row.value, row.target, row.unit),
        standing_of(row, words),
    ]
    facts = [words("target {n}", n=with_unit(row.target, row.unit, words))] if row.target is not None else []
    facts += [row.period] if row.period else []
    facts += [words("{n} without a figure", n=words.number(row.missing))] * bool(row.missing)
    facts += [words("{n} silent", n=words.number(row.silent))] * bool(row.silent)
    return html.Li([*parts, html.Span(" · ".join(facts), className="quiet")])
