"""A drawing on paper: vectors in a PDF, not a picture of them."""

from reportlab.lib.colors import HexColor
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from dashboard.coverage_drawing import Drawing, Mark, Point

FONT = "Roboto"


class PaperDrawing(Flowable):
    """The drawing, ``wide`` points wide."""

    def __init__(self, drawing: Drawing, wide: float) -> None:
        super().__init__()
        self._drawing, self._scale = drawing, wide / drawing.width
        self.width, self.height = wide, drawing.height * self._scale
        self.hAlign = "LEFT"

    def draw(self) -> None:
        """Draw it at the origin; reportlab calls this."""
        canvas: Canvas = self.canv
        canvas.saveState()
        canvas.scale(self._scale, self._scale)
        for mark in self._drawing.marks:
            _draw(canvas, mark, self._drawing.height)
        canvas.restoreState()


def _draw(canvas: Canvas, mark: Mark, high: float) -> None:
    points = [(x, high - y) for x, y in mark.points]
    x, y = points[0]
    filled, lined = mark.fill != "none", mark.stroke != "none"
    if filled:
        canvas.setFillColor(HexColor(mark.fill))
    if lined:
        canvas.setStrokeColor(HexColor(mark.stroke))
    canvas.setLineWidth(mark.size)
    if mark.kind == "area":
        _area(canvas, [points, *([(a, high - b) for a, b in hole] for hole in mark.holes)], filled, lined)
    elif mark.kind == "line":
        path = canvas.beginPath()
        _trace(path, points)
        canvas.drawPath(path, stroke=1, fill=0)
    elif mark.kind == "dot":
        canvas.setLineWidth(0.5)
        canvas.circle(x, y, mark.size, stroke=int(lined), fill=int(filled))
    elif mark.kind == "cross":
        canvas.setLineWidth(mark.size / 2)
        canvas.line(x - mark.size, y - mark.size, x + mark.size, y + mark.size)
        canvas.line(x - mark.size, y + mark.size, x + mark.size, y - mark.size)
    else:
        _write(canvas, mark, x, y)


def _area(canvas: Canvas, rings: list[list[Point]], filled: bool, lined: bool) -> None:
    path = canvas.beginPath()
    for ring in rings:
        _trace(path, ring)
        path.close()
    canvas.drawPath(path, stroke=int(lined), fill=int(filled), fillMode=0)  # 0: what lies in a hole is not filled


def _trace(path, points: list[Point]) -> None:  # noqa: ANN001 (reportlab's path has no type of its own)
    path.moveTo(*points[0])
    for point in points[1:]:
        path.lineTo(*point)


def _write(canvas: Canvas, mark: Mark, x: float, y: float) -> None:
    canvas.setFont(FONT, mark.size)
    shift = {"start": 0.0, "middle": 0.5, "end": 1.0}[mark.anchor]
    canvas.drawString(x - shift * stringWidth(mark.text, FONT, mark.size), y, mark.text)
