"""How one metric of one source stands to one threshold: for how long it has crossed it, or been inside again."""

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Literal, NamedTuple

from config.alerting import Threshold

Verdict = Literal["open", "clear", ""]  # "": neither; what was so stays so
CALM_GAP = timedelta(minutes=5)  # the shortest of the gaps that are forgiven


class Point(NamedTuple):
    """A value and when it was so."""

    time: datetime
    value: float


class Course(NamedTuple):
    """What of the past a threshold needs; ``crossed`` and ``inside`` say since when, None when it is not so."""

    crossed: datetime | None = None
    inside: datetime | None = None
    newest: datetime | None = None
    points: tuple[Point, ...] = ()
    calm: bool = False  # the last verdict was that it may clear


class Judged(NamedTuple):
    """The course with one reading more, what follows from it, and since when that has been so."""

    course: Course
    verdict: Verdict
    since: datetime


def needs_past(threshold: Threshold) -> bool:
    """Whether one reading alone is not enough to judge by."""
    lasting = threshold.for_seconds or threshold.clear_seconds
    return bool(lasting or threshold.rate_above is not None or threshold.office_hours)


def past_seconds(threshold: Threshold) -> float:
    """How far back a course must reach to be whole."""
    over = threshold.over_seconds if threshold.rate_above is not None else 0.0
    return max(threshold.for_seconds, threshold.clear_seconds) + over


def judged(threshold: Threshold, course: Course, point: Point, working: bool = True) -> Judged:
    """Take in one reading; one that is not newer than the last changes nothing. Not ``working``: nobody is there."""
    if course.newest is not None and point.time <= course.newest:
        return Judged(course, "", point.time)
    if course.newest is not None and (point.time - course.newest).total_seconds() > _patience(threshold):
        course = Course()  # of the time between nothing is known, so nothing has lasted through it
    points = _kept(threshold, course.points, point)
    value = point.value if threshold.rate_above is None else _rate(threshold, points)
    crossing = working and value is not None and crosses(threshold, value)
    inside = not working or (value is not None and is_inside(threshold, value))
    crossed = (course.crossed or point.time) if crossing else None
    since = (course.inside or point.time) if inside else None
    return _verdict(threshold, Course(crossed, since, point.time, points), point.time, working)


def still_calm(threshold: Threshold, course: Course, time: datetime, value: float) -> Course | None:
    """The course when one more good reading follows on good ones that have lasted, which nearly all do; else None.

    The same answer as ``judged`` gives, for a fraction of its cost.
    """
    if not course.calm or threshold.rate_above is not None or threshold.office_hours or course.newest is None:
        return None
    if not course.newest < time < course.newest + CALM_GAP or not is_inside(threshold, value):
        return None
    return Course(None, course.inside, time, (), True)


def crosses(threshold: Threshold, value: float) -> bool:
    """Whether the value is on the bad side of the threshold's bound."""
    if threshold.rate_above is not None:
        return value > threshold.rate_above
    below = threshold.below is not None and value < threshold.below
    return below or (threshold.above is not None and value > threshold.above)


def is_inside(threshold: Threshold, value: float) -> bool:
    """Whether the value is so good that the alert may clear; between this and crossing nothing changes."""
    if threshold.clear_below is not None:
        return value < threshold.clear_below
    if threshold.clear_above is not None:
        return value > threshold.clear_above
    return not crosses(threshold, value)


def _verdict(threshold: Threshold, course: Course, now: datetime, working: bool) -> Judged:
    if course.crossed is not None and now - course.crossed >= timedelta(seconds=threshold.for_seconds):
        return Judged(course, "open", course.crossed)
    lasting = timedelta(seconds=threshold.clear_seconds if working else 0)
    if course.inside is not None and now - course.inside >= lasting:
        return Judged(course._replace(calm=True), "clear", course.inside)
    return Judged(course, "", now)


def _patience(threshold: Threshold) -> float:
    """A gap this long and nobody can say that something lasted; short times still forgive a reading or two."""
    return max(300.0, past_seconds(threshold))


def _kept(threshold: Threshold, points: tuple[Point, ...], newest: Point) -> tuple[Point, ...]:
    """The window of a rate, and the last point before it: the window's whole width is measured."""
    if threshold.rate_above is None:
        return ()
    begin = newest.time - timedelta(seconds=threshold.over_seconds)
    before = [point for point in points if point.time <= begin][-1:]
    return (*before, *(point for point in points if point.time > begin), newest)


def _rate(threshold: Threshold, points: tuple[Point, ...]) -> float | None:
    """Growth a minute over the window; None while less than half of it is known. A counter set back begins anew."""
    first, last = points[0], points[-1]
    seconds = (last.time - first.time).total_seconds()
    if seconds < threshold.over_seconds / 2:
        return None
    steps = pairwise(points)
    grown = sum(b.value - a.value if b.value >= a.value else b.value for a, b in steps)
    return grown * 60 / seconds
