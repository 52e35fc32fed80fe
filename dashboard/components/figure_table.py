"""A table of figures with one row for each office, bridge or commune: sorted and searched in the browser."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from dash import ClientsideFunction, Dash, Input, Output, dcc, html

from dashboard.components.attributes import attributes
from dashboard.live import Keyed, Patches
from dashboard.words import Words

ROW = "row"


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
    drawn = [[cell.text, None if cell.value is None else float(f"{cell.value:g}"), cell.mood] for cell in cells]
    row = {"name": name, "cells": drawn, "mood": mood, "opens": opens, "chooses": chooses}
    return {ROW: {key: value for key, value in row.items() if value}}


def rows_store(page: str) -> html.Div:
    """Where the rows of all tables of a page come in; hundreds of components would each be drawn for themselves."""
    return html.Div([dcc.Store(id=f"{page}-rows"), dcc.Store(id=f"{page}-drawn")], hidden=True)


def gathered(page: str, changes: Patches) -> Patches:
    """The changes with all rows put into the page's store, of which the line carries only those that changed."""
    rows = {key: {"id": key, **row} for key, props in changes.items() if isinstance(row := props.get(ROW), dict)}
    others = {key: props for key, props in changes.items() if ROW not in props}
    return {**others, f"{page}-rows": {"data": Keyed(rows)}}


def draw_rows(app: Dash, page: str) -> None:
    """The browser draws the rows that changed."""
    app.clientside_callback(
        ClientsideFunction("iocFigures", "take"),
        Output(f"{page}-drawn", "data"),
        Input(f"{page}-rows", "data"),
        prevent_initial_call=True,
    )


def _head(column: Column) -> html.Th:
    titled: dict[str, Any] = {"title": column.title} if column.title else {}
    sorts = html.Button(column.label, type="button", className="figures-sort", **titled)
    return html.Th(sorts, scope="col", **attributes(data_first=column.first))
