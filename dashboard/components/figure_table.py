"""A table of figures with one row for each office, bridge or commune: sorted and searched in the browser."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from dash import html

from dashboard.components.attributes import attributes
from dashboard.words import Words


class Column(NamedTuple):
    """``title`` says in full what ``label`` names in short; ``first`` is the order in which a tap sorts."""

    key: str
    label: str
    title: str = ""
    first: str = "descending"


class Cell(NamedTuple):
    """What a cell says, and the number that it is sorted by: None is not known, and stands last either way."""

    text: str
    value: float | None = None
    mood: str = ""


def row_id(table: str, row: str) -> str:
    """The id of a row's element."""
    return f"{table}-row-{row}"


def figure_table(
    key: str,
    caption: str,
    named: str,
    columns: Sequence[Column],
    rows: Iterable[str],
    words: Words,
    search: bool = False,
) -> html.Div:
    """The table without its figures, which come row by row; ``named`` is what the rows are."""
    heads = [_head(Column("name", named, "", "ascending")), *(_head(column) for column in columns)]
    body = [html.Tr(id=row_id(key, row)) for row in rows]
    parts = [
        html.Caption(caption, className="unseen"),
        html.Thead(html.Tr(heads)),
        html.Tbody(body, className="figures-body"),
    ]
    asked = attributes(data_search=words("Look for")) if search else {}
    named_region = attributes(aria_label=caption)
    frame = html.Div(
        html.Table(parts, id=key, className="figures"),
        className="figures-frame",
        role="region",
        tabIndex=0,
        **named_region,
    )
    return html.Div(frame, className="figures-box", **asked)


def row_props(
    name: str, cells: Sequence[Cell], mood: str = "", opens: str = "", chooses: str = ""
) -> dict[str, object]:
    """One row: its name, which leads to ``opens`` or chooses ``store=value`` when given, and its cells."""
    return {
        "children": [html.Th(_name(name, opens, chooses), scope="row"), *map(_cell, cells)],
        "className": f"row-{mood}",
    }


def _name(name: str, opens: str, chooses: str) -> str | html.A | html.Button:
    if opens:
        return html.A(name, href=opens)
    if chooses:
        store, _, value = chooses.partition("=")
        chosen = attributes(data_choose=store, data_value=value)
        return html.Button(name, type="button", className="row-choose", **chosen)
    return name


def _cell(cell: Cell) -> html.Td:
    value: dict[str, Any] = {} if cell.value is None else attributes(data_value=f"{cell.value:g}")
    return html.Td(cell.text, className=f"cell-{cell.mood}" if cell.mood else "", **value)


def _head(column: Column) -> html.Th:
    titled: dict[str, Any] = {"title": column.title} if column.title else {}
    sorts = html.Button(column.label, type="button", className="figures-sort", **titled)
    return html.Th(sorts, scope="col", **attributes(data_first=column.first))
