"""An A4 sheet for files and desks: its margins, its embedded Vietnamese font, and a numbered foot on each page."""

from collections.abc import Callable, Sequence
from functools import cache
from io import BytesIO
from typing import Any

from font_roboto import font_files
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, SimpleDocTemplate

from dashboard.words import Words

MARGIN = 16 * mm
WIDTH = A4[0] - 2 * MARGIN
BLACK = HexColor("#000000")
GREY, LINE = HexColor("#55606f"), HexColor("#b9c3d1")


def sheets(parts: Sequence[Flowable], title: str, author: str, foot: str, words: Words) -> bytes:
    """The document as a PDF, ``foot`` and its page's number under each page, in the language of ``words``."""
    file = BytesIO()
    document = SimpleDocTemplate(
        file,
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=14 * mm,
        bottomMargin=18 * mm,
        title=title,
        author=author,
        lang=words.language,
        initialFontName="Roboto",
    )
    draw = _foot(foot, words)
    document.build(list(parts), onFirstPage=draw, onLaterPages=draw)
    return file.getvalue()


@cache
def fonts() -> None:
    """Once, before the first text is made."""
    for name, file in (("Roboto", "Roboto"), ("Roboto-Bold", "RobotoBold")):
        pdfmetrics.registerFont(TTFont(name, font_files[file]))


def _foot(text: str, words: Words) -> Callable[[Canvas, Any], None]:
    def draw(canvas: Canvas, document: Any) -> None:  # noqa: ANN401 (reportlab's own)
        canvas.setFont("Roboto", 8)
        canvas.setFillColor(GREY)
        canvas.drawCentredString(A4[0] / 2, 10 * mm, f"{text} · {words('page {n}', n=document.page)}")

    return draw
