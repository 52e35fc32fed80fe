"""Forecasts against days they have not seen: better than "the same as last week", and honest about their own error."""

from datetime import date, timedelta

import numpy as np
import pytest

from alerts import forecast
from tests.alerts.offices import simulated, working_days

SEEDS = (1, 2, 3)


def day_until(waits: np.ndarray, hour: int) -> np.ndarray:
    """The last day as it is known after so many of its hours."""
    known = waits[-1].copy()
    known[hour:] = np.nan
    return known


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("hours", [0, 2, 4, 6])
def test_waits_of_a_day_held_back_are_told_better_than_by_last_week(seed, hours):
    days, waits, _ = simulated(seed)
    told = forecast.waits(days[:-1], waits[:-1], day_until(waits, hours))
    assert told is not None and told.error is not None and told.error_last_week is not None
    held, last_week = waits[-1][hours:], waits[days.index(days[-1] - timedelta(days=7))][hours:]
    assert np.abs(told.expected[hours:] - held).mean() < 0.95 * np.abs(last_week - held).mean()
    assert told.error < 0.85 * told.error_last_week


@pytest.mark.parametrize("seed", SEEDS)
def test_overdue_of_a_day_held_back_is_told_better_than_by_last_week(seed):
    days, _, late = simulated(seed)
    told = forecast.overdue(days[:-1], late[:-1])
    assert told is not None and told.error is not None and told.error_last_week is not None
    assert np.abs(told.expected - late[-1]).mean() < 0.5 * np.abs(late[-6] - late[-1]).mean()
    assert told.error < 0.5 * told.error_last_week


def test_span_holds_about_four_of_five_days_it_has_not_seen():
    inside = []
    for seed in SEEDS:
        days, waits, _ = simulated(seed)
        told = forecast.waits(days[:-1], waits[:-1], day_until(waits, 3))
        assert told is not None
        inside.append((np.abs(told.expected - waits[-1]) <= told.span)[3:].mean())
    assert 0.74 < np.mean(inside) < 0.9


def test_too_few_days_are_no_forecast():
    days, waits, late = simulated(1)
    assert forecast.waits(days[:4], waits[:4], day_until(waits[:5], 2)) is None
    assert forecast.overdue(days[:4], late[:4]) is None


def test_office_that_said_nothing_is_told_nothing_and_spoils_no_other():
    days, waits, late = simulated(1)[0], *(part.copy() for part in simulated(1)[1:])
    waits[:, :, 7] = late[:, 7] = np.nan
    told = forecast.waits(days[:-1], waits[:-1], day_until(waits, 3))
    tomorrow = forecast.overdue(days[:-1], late[:-1])
    assert told is not None and tomorrow is not None
    assert np.isnan(told.expected[:, 7]).all() and not np.isnan(np.delete(told.expected, 7, 1)).any()
    assert np.isnan(tomorrow.expected[7]) and not np.isnan(np.delete(tomorrow.expected, 7)).any()


def test_steady_office_is_told_to_stay_as_it_is_without_error():
    days = working_days(date(2026, 8, 24), 12)
    told = forecast.overdue(days, np.full((12, 2), 4.0))
    assert told is not None and told.expected.tolist() == [4.0, 4.0] and told.error == 0.0


def test_office_with_no_wait_ever_is_told_none():
    days = working_days(date(2026, 8, 24), 12)
    told = forecast.waits(days, np.zeros((12, 9, 1)), np.full((9, 1), np.nan))
    assert told is not None and told.expected.max() == 0.0
