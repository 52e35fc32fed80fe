"""The course of measured values as a chart: where nothing was said there is a gap, never a zero."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from dashboard.components.chart import Trace, figure
from dashboard.words import Words
from store.readings import Course

COURSE_NAMES = {"rtt_ms": "Round trip, ms", "loss_percent": "Loss, %"}


def course_figure(
    courses: Mapping[str, Sequence[Course]], words: Words, step_seconds: int, span: tuple[datetime, datetime]
) -> dict:
    """Round trip as a line on the left, loss as bars on the right, of one source; the whole span is to be seen."""
    traces: list[Trace] = []
    for number, (metric, name) in enumerate(COURSE_NAMES.items()):
        points = with_gaps(courses.get(metric, ()), step_seconds)
        trace: Trace = {
            "x": [_local(time, words) for time, _ in points],
            "y": [None if value is None else round(value, 2) for _, value in points],
            "name": words(name),
            "hovertemplate": "%{x|%H:%M %d/%m}<br>%{y}<extra></extra>",
        }
        line = {"type": "scatter", "mode": "lines+markers", "connectgaps": False}
        line |= {"line": {"width": 2.5}, "marker": {"size": 4}}
        bars = {"type": "bar", "yaxis": "y2", "opacity": 0.75}
        traces.append(trace | (bars if number else line))
    worst = max((point.maximum for point in courses.get("loss_percent", ())), default=0.0)
    # A loss of a hundredth is none: the axis begins where somebody would look.
    right = {"overlaying": "y", "side": "right", "range": [0, max(5.0, 1.1 * worst)], "nticks": 4, "showgrid": False}
    right |= {"tickmode": "auto", "ticksuffix": " %", "automargin": True}
    left = {"rangemode": "tozero", "title": {"text": words("ms")}}
    across = {"tickformat": "%H:%M\n%d/%m", "range": [_local(time, words) for time in span]}
    axes = {"yaxis": left, "yaxis2": right, "xaxis": across}
    return figure(traces, words, **axes, legend={"y": 1.02, "yanchor": "bottom"})


def with_gaps(points: Sequence[Course], step_seconds: int) -> list[tuple[datetime, float | None]]:
    """The averages, with an empty one wherever a step is missing."""
    rows: list[tuple[datetime, float | None]] = []
    step = timedelta(seconds=step_seconds)
    for point in points:
        if rows and point.time - rows[-1][0] > step:
            rows.append((rows[-1][0] + step, None))
        rows.append((point.time, point.average))
    return rows


def _local(time: datetime, words: Words) -> str:
    return time.astimezone(words.zone).replace(tzinfo=None).isoformat()
