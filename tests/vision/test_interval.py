"""Intervals, against values that were published or follow from their definition."""

import math

import numpy as np
import pytest

from vision.interval import bootstrap, poisson, wilson


def test_wilson_gives_the_published_interval():
    # R. G. Newcombe, Statistics in Medicine 17 (1998), table I, method 3
    assert wilson(81, 263)[1:] == pytest.approx((0.2553, 0.3662), abs=1e-4)
    assert wilson(15, 148)[1:] == pytest.approx((0.0624, 0.1605), abs=1e-4)


@pytest.mark.parametrize(("found", "of", "bounds"), [(0, 20, (0.0, 0.1611)), (29, 29, (0.8830, 1.0))])
def test_wilson_of_none_or_all_ends_at_the_edge(found, of, bounds):
    assert wilson(found, of)[1:] == pytest.approx(bounds, abs=1e-4)


def test_poisson_of_no_event_is_the_rule_of_three_made_exact():
    assert poisson(0, 1.0)[1:] == pytest.approx((0.0, -math.log(0.025)), abs=1e-6)


def test_poisson_of_ten_events_in_two_hours_is_exact():
    # Garwood 1936: 10 events lie between 4.795 and 18.390
    assert poisson(10, 2.0) == pytest.approx((5.0, 4.795 / 2, 18.390 / 2), abs=1e-3)


def test_bootstrap_holds_its_statistic_and_says_the_same_twice():
    times = list(np.random.default_rng(1).gamma(4, 2, 40))
    one = bootstrap(times, lambda rows: float(np.mean(rows)))
    assert one == bootstrap(times, lambda rows: float(np.mean(rows)))
    assert one.value == pytest.approx(np.mean(times))
    assert one.low < one.value < one.high


def test_figures_of_nothing_are_unknown():
    assert all(math.isnan(figure.value) for figure in (wilson(0, 0), poisson(3, 0.0), bootstrap([], np.mean)))
