"""The small map on paper: the same shapes as on the screen, in colours that print."""

from collections.abc import Sequence

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from dashboard.place_map import HEIGHT, WIDTH, Shape

FILLS = {"commune": "#f1f4f8", "own": "#d5e3f5", "sight": "#ffcf70", "north": "#222222"}
DOTS = {"camera": (8, "#b36b00"), "other": (5, "#1c7d64"), "station": (8, "#14508c"), "place": (9, "#b3261e")}
BORDER, INK = HexColor("#8a9bb3"), HexColor("#222222")


class PaperMap(Flowable):
    """The map, ``wide`` points wide."""

    def __init__(self, shapes: Sequence[Shape], wide: float) -> None:
        super().__init__()
        self._shapes, self._scale = shapes, wide / WIDTH
        self.width, self.height = wide, wide * HEIGHT / WIDTH

    def draw(self) -> None:
        """Draw it at the origin; reportlab calls this."""
        canvas: Canvas = self.canv
        canvas.saveState()
        canvas.scale(self._scale, self._scale)
        frame = canvas.beginPath()
        frame.rect(0, 0, WIDTH, HEIGHT)
        canvas.clipPath(frame, stroke=1)
        for shape in self._shapes:
            _draw(canvas, shape)
        canvas.restoreState()


def _draw(canvas: Canvas, shape: Shape) -> None:
    points = [(x, HEIGHT - y) for x, y in shape.points]
    x, y = points[0]
    canvas.setStrokeColor(BORDER)
    canvas.setFillColor(INK)
    if shape.look in FILLS:
        canvas.setFillColor(HexColor(FILLS[shape.look]))
        path = canvas.beginPath()
        path.moveTo(x, y)
        for point in points[1:]:
            path.lineTo(*point)
        path.close()
        canvas.drawPath(path, stroke=1, fill=1)
    elif shape.look == "scale":
        canvas.setStrokeColor(INK)
        canvas.line(x, y, *points[1])
    elif shape.look in DOTS:
        radius, colour = DOTS[shape.look]
        canvas.setFillColor(HexColor(colour))
        canvas.circle(x, y, radius, stroke=0, fill=1)
        _write(canvas, shape.text, x, y + 12)
    else:
        _write(canvas, shape.text, x, y)


def _write(canvas: Canvas, text: str, x: float, y: float) -> None:
    canvas.setFont("Roboto", 16)
    canvas.drawCentredString(x, y, text)
