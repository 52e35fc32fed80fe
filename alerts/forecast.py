"""What offices may expect: today's waits by hour, and dossiers overdue on the next working day, each with its error."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

Array = np.ndarray
LEAST_DAYS = 5  # working days; of fewer nobody can say what is usual
JUDGED_DAYS = 10  # so many past days are forecast from what was known before them
WEIGHT_HOURS = 2.0  # today's own level counts as much as what is usual after so many hours of it
FADES = 0.5  # the part of what is unusual this hour that is left an hour later
TRENDS = (0.0, 0.5, 1.0)  # parts of the recent daily change that may go on; the past chooses
TREND_DAYS = 3
WITHIN = 80  # percent of past errors that are no larger than the span


class Outlook(NamedTuple):
    """What is expected, as it is indexed in the past; ``span`` holds 80 of 100 past errors.

    ``error`` is the mean of past errors and ``error_last_week`` what "the same as last week" would have had on the same
    days; None while there was nothing to compare.
    """

    expected: Array
    span: Array
    error: float | None
    error_last_week: float | None
    days: int


def waits(days: Sequence[date], past: Array, known: Array) -> Outlook | None:
    """The rest of today by (hour, office), from ``past`` by (day, hour, office) and ``known`` by (hour, office).

    NaN is not said. What is usual at the hour, times how today compares so far, plus what is unusual now, fading. None
    while too few days are known.
    """
    if len(days) < LEAST_DAYS:
        return None
    until = _heard_until(known)
    errors, plain = [], []
    for number in _judged(days):
        heard = np.where(np.arange(past.shape[1])[:, None] <= until, past[number], np.nan)
        coming = np.isnan(heard) & ~np.isnan(past[number])
        if not coming.any():
            continue
        told = _rest_of_day(past[:number], heard, until)
        errors.append(np.where(coming, np.abs(told - past[number]), np.nan))
        plain.append(_off_last_week(days, past, number, coming))
    return _outlook(_rest_of_day(past, known, until), errors, plain, len(days))


def overdue(days: Sequence[date], past: Array) -> Outlook | None:
    """The next working day's count by office, from ``past`` by (day, office) at the end of each working day.

    The last count, plus the part of the recent daily change that did best in the past. None while too few days are
    known.
    """
    if len(days) < LEAST_DAYS:
        return None
    judged = list(_judged(days))
    tried = {part: [np.abs(_next_day(past[:n], part) - past[n]) for n in judged] for part in TRENDS}
    # Each day is judged by the part that had done best before it: else the choice would flatter itself.
    errors = [tried[_best(tried, count)][count] for count in range(len(judged))]
    plain = [_off_last_week(days, past, number, ~np.isnan(past[number])) for number in judged]
    return _outlook(_next_day(past, _best(tried, len(judged))), errors, plain, len(days))


def _best(tried: Mapping[float, list[Array]], count: int) -> float:
    """The part with the least error over the first ``count`` days; no trend while nothing was tried."""
    return min(TRENDS, key=lambda part: _mean_of(tried[part][:count]) or 0.0)


def _rest_of_day(past: Array, known: Array, until: int) -> Array:
    usual = _mean(past)
    heard = ~np.isnan(known) & ~np.isnan(usual)
    level = np.where(heard, known, 0).sum(0), np.where(heard, usual, 0).sum(0)
    weight = WEIGHT_HOURS * _mean(usual[None].swapaxes(0, 1))
    ratio = np.divide(level[0] + weight, level[1] + weight, out=np.ones_like(weight), where=level[1] + weight > 0)
    told = usual * ratio
    if until >= 0:
        unusual = np.nan_to_num(known[until] - told[until])
        ahead = np.arange(past.shape[1])[:, None] - until
        told = told + unusual * FADES ** np.maximum(ahead, 1)
    return np.maximum(told, 0)


def _next_day(past: Array, part: float) -> Array:
    back = min(TREND_DAYS, len(past) - 1)
    daily = np.nan_to_num((past[-1] - past[-1 - back]) / back)
    return np.maximum(past[-1] + part * daily, 0)


def _heard_until(known: Array) -> int:
    """The last hour of which at least half of those who spoke today have said anything; -1: none yet."""
    counts = (~np.isnan(known)).sum(1)
    heard = np.nonzero(counts * 2 >= max(counts.max(initial=0), 1))[0]
    return int(heard[-1]) if len(heard) else -1


def _judged(days: Sequence[date]) -> range:
    return range(max(LEAST_DAYS, len(days) - JUDGED_DAYS), len(days))


def _off_last_week(days: Sequence[date], past: Array, number: int, coming: Array) -> Array:
    """How far off the same day of last week was; NaN where that was no working day."""
    before = {day: n for n, day in enumerate(days)}.get(days[number] - timedelta(days=7))
    if before is None:
        return np.full(past[number].shape, np.nan)
    return np.where(coming, np.abs(past[before] - past[number]), np.nan)


def _outlook(expected: Array, errors: list[Array], plain: list[Array], days: int) -> Outlook:
    """Both errors over the same days: those that "last week" can be asked of."""
    both = [(own, other) for own, other in zip(errors, plain, strict=True) if not np.isnan(other).all()]
    shared = [np.where(np.isnan(other), np.nan, own) for own, other in both]
    mean, last_week = (_mean_of(shared), _mean_of([other for _, other in both])) if both else (_mean_of(errors), None)
    return Outlook(expected, _span(errors, expected.shape), mean, last_week, days)


def _span(errors: list[Array], shape: tuple[int, ...]) -> Array:
    """By place the width that holds most past errors; NaN where there were none."""
    if not errors:
        return np.full(shape, np.nan)
    stacked = np.stack(errors)
    worst = np.sort(np.where(np.isnan(stacked), -1.0, stacked), axis=0)
    count = (worst >= 0).sum(0)
    # One more than the share of those seen: the next one is a stranger among them.
    rank = np.minimum(count, np.ceil((count + 1) * WITHIN / 100)).astype(int)
    place = np.maximum(len(errors) - 1 - (count - rank), 0)
    found = np.take_along_axis(worst, place[None], 0)[0]
    return np.where(count > 0, found, np.nan)


def _mean(rows: Array) -> Array:
    """The mean over the first axis of what was said; NaN where nothing was."""
    said = (~np.isnan(rows)).sum(0)
    total = np.nansum(rows, axis=0)
    return np.divide(total, said, out=np.full(total.shape, np.nan), where=said > 0)


def _mean_of(errors: list[Array]) -> float | None:
    values = np.concatenate([error.ravel() for error in errors]) if errors else np.array([])
    values = values[~np.isnan(values)]
    return float(values.mean()) if len(values) else None
