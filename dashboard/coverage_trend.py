"""The trend of one service as a drawing: always three lines, for area, people and hamlets, month by month."""

from collections.abc import Sequence
from datetime import date

from dashboard.components.coverage_three import ORDER, share
from dashboard.coverage_drawing import Drawing, Mark
from dashboard.coverage_view import FIGURE_NAMES, Figure
from dashboard.theme import CHART_COLOURS
from dashboard.words import Words
from store.coverage_views import Month

WIDTH, HEIGHT = 560.0, 230.0
LEFT, RIGHT, TOP, BOTTOM = 54.0, 84.0, 14.0, 30.0
INK, GRID = "#8a96a8", "#c3cddd"
COLOURS = dict(zip(ORDER, CHART_COLOURS, strict=False))


def trend_drawing(rows: Sequence[Month], words: Words, ink: str = INK, grid: str = GRID) -> Drawing:
    """Three lines over the months, from the least share there is up to all."""
    values = {name: [share(name, row.shares) for row in rows] for name in ORDER}
    least = min((value for line in values.values() for value in line if value is not None), default=0.0)
    floor = min(0.9, int(least * 10) / 10) if least < 1 else 0.9
    across = [_x(row.day, rows) for row in rows]
    marks = [*_grid(floor, words, ink, grid), *_dates(rows, across, ink)]
    ends: list[tuple[float, Figure]] = []
    for name in ORDER:
        line = [(x, _y(v, floor)) for x, v in zip(across, values[name], strict=True) if v is not None]
        if len(line) > 1:
            marks.append(Mark("line", line, stroke=COLOURS[name], size=2.5))
        marks += [Mark("dot", [place], COLOURS[name], "none", 3.0) for place in line]
        if line:
            ends.append((line[-1][1], name))
    marks += [Mark("text", [(WIDTH - RIGHT + 8, y)], COLOURS[name], size=12, text=words(FIGURE_NAMES[name]),
                   anchor="start") for y, name in _apart(ends)]  # fmt: skip
    return Drawing(WIDTH, HEIGHT, marks, words("Area, people and hamlets over the months"))


def _x(day: date, rows: Sequence[Month]) -> float:
    first, last = rows[0].day.toordinal(), rows[-1].day.toordinal()
    part = (day.toordinal() - first) / (last - first) if last > first else 1.0
    return round(LEFT + part * (WIDTH - LEFT - RIGHT), 1)


def _y(value: float, floor: float) -> float:
    return round(TOP + (1 - value) / (1 - floor) * (HEIGHT - TOP - BOTTOM), 1)


def _grid(floor: float, words: Words, ink: str, grid: str) -> list[Mark]:
    marks: list[Mark] = []
    for number in range(5):
        part = floor + (1 - floor) * number / 4
        y = _y(part, floor)
        marks.append(Mark("line", [(LEFT, y), (WIDTH - RIGHT, y)], stroke=grid, size=0.6))
        text = f"{words.number(part * 100, 0 if part == 1 else 1)} %"
        marks.append(Mark("text", [(LEFT - 6, y + 4)], ink, size=11, text=text, anchor="end"))
    return marks


def _dates(rows: Sequence[Month], across: Sequence[float], ink: str) -> list[Mark]:
    """Under the line, as many months as have room."""
    marks: list[Mark] = []
    free = -100.0
    for row, x in zip(rows, across, strict=True):
        if x - free >= 52:
            free = x
            marks.append(Mark("text", [(x, HEIGHT - 10)], ink, size=11, text=f"{row.day:%m/%Y}"))
    return marks


def _apart(ends: list[tuple[float, Figure]]) -> list[tuple[float, Figure]]:
    """Names at the lines' ends, moved down until none stands on another, and up again when there is no more room."""
    placed: list[tuple[float, Figure]] = []
    for y, name in sorted(ends):
        placed.append((max(y + 4, placed[-1][0] + 14) if placed else y + 4, name))
    over = max(0.0, placed[-1][0] - (HEIGHT - BOTTOM)) if placed else 0.0
    return [(y - over, name) for y, name in placed]
