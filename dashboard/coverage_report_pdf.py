"""The leaders' report as a PDF: its fonts embedded, its maps drawn as vectors."""

from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import (
    CondPageBreak,
    Flowable,
    KeepTogether,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

from dashboard.coverage_chapter import Chapter, Report
from dashboard.coverage_chapter import Table as Figures
from dashboard.coverage_paper import PaperDrawing
from dashboard.sheet import BLACK, GREY, LINE, WIDTH, fonts, sheets
from dashboard.words import Words

MAP_HIGH = 165 * mm
LEAST_ROOM = 45 * mm  # a title with less than this below it goes to the next page with its table
HEAD = HexColor("#f1f4f8")


def report_pdf(made: Report, words: Words) -> bytes:
    """The whole document."""
    fonts()
    head = [
        _text(f"{words('Smart City Operations Centre')} – {made.city}", 9.5, GREY),
        _text(made.title, 18, font="Roboto-Bold"),
        _text(f"{made.made} · {made.link}", 8, GREY),
    ]
    parts = [*head, *(part for chapter in made.chapters for part in _chapter(chapter))]
    return sheets(parts, f"{made.title} – {made.city}", made.city, f"{made.title} · {made.made}", words)


def _chapter(chapter: Chapter) -> list[Flowable]:
    """A chapter's title stays with what follows it; a long table goes on over pages, its heads repeated."""
    head: list[Flowable] = [Spacer(1, 8), _text(chapter.title, 13, font="Roboto-Bold")]
    if chapter.source:
        head.append(_text(chapter.source, 8.5, GREY))
    head += [_text(text, 9.5) for text in chapter.texts]
    if chapter.drawing is not None:
        wide = min(WIDTH, MAP_HIGH * chapter.drawing.width / chapter.drawing.height)
        head += [Spacer(1, 4), PaperDrawing(chapter.drawing, wide)]
    if chapter.legend:
        head.append(_legend(chapter))
    table = chapter.table
    if table is None or not table.rows:
        return [KeepTogether(head)]
    together = [KeepTogether(head)] if chapter.drawing else [CondPageBreak(LEAST_ROOM), *head]
    return [*together, _table(table)]


def _legend(chapter: Chapter) -> Table:
    """The steps of the shades, each a coloured cell before its words."""
    cells: list[Any] = []
    style: list[Any] = [("VALIGN", (0, 0), (-1, -1), "MIDDLE"), ("LEFTPADDING", (0, 0), (-1, -1), 3)]
    for number, (colour, text) in enumerate(chapter.legend):
        cells += ["", _text(text, 7.5)]
        style += [("BACKGROUND", (2 * number, 0), (2 * number, 0), HexColor(colour)),
                  ("BOX", (2 * number, 0), (2 * number, 0), 0.4, LINE)]  # fmt: skip
    each = WIDTH / len(chapter.legend)
    return Table([cells], colWidths=[10, each - 10] * len(chapter.legend), style=TableStyle(style), hAlign="LEFT")


def _table(table: Figures) -> Table:
    """The heads stand above each page's rows."""
    heads = [_text(text, 8.5, font="Roboto-Bold") for text in table.heads]
    rows = [[_text(text, 8.5) for text in row] for row in table.rows]
    style = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
        ("LEFTPADDING", (0, 0), (-1, -1), 2),
        ("TOPPADDING", (0, 0), (-1, -1), 1.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
    ]
    style.append(("BACKGROUND", (0, 0), (-1, 0), HEAD))
    widths = [WIDTH * part / sum(table.wide) for part in table.wide]
    return Table([heads, *rows], colWidths=widths, style=TableStyle(style), hAlign="LEFT", splitInRow=1, repeatRows=1)


def _text(text: str, size: float, colour: Color = BLACK, font: str = "Roboto") -> Paragraph:
    style = ParagraphStyle(
        font, fontName=font, bulletFontName=font, fontSize=size, leading=size * 1.3, textColor=colour
    )
    return Paragraph(escape(text), style)
