"""How sure a figure is: 95 % intervals of rates, of counts over time, and of statistics of times."""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from scipy.special import gammaincinv

Z = 1.959963984540054  # of a standard normal, 97.5 %
RESAMPLES, SEED = 2000, 20261121


class Interval(NamedTuple):
    """A figure and the bounds between which its true value lies, 19 times of 20; NaN where nothing is known."""

    value: float
    low: float
    high: float


UNKNOWN = Interval(math.nan, math.nan, math.nan)


def wilson(found: int, of: int) -> Interval:
    """A rate: Wilson's score interval.

    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the American
    Statistical Association 22 (1927), 209-212: (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n).
    """
    if of == 0:
        return UNKNOWN
    share, z2 = found / of, Z * Z / of
    middle = share + z2 / 2
    reach = Z * math.sqrt(share * (1 - share) / of + z2 / (4 * of))
    low, high = (middle - reach) / (1 + z2), (middle + reach) / (1 + z2)
    return Interval(share, 0.0 if found == 0 else low, 1.0 if found == of else high)


def poisson(count: int, hours: float) -> Interval:
    """Events an hour: the exact interval of a Poisson count.

    F. Garwood, "Fiducial limits for the Poisson distribution", Biometrika 28 (1936), 437-442: half of the 2.5 %
    point of chi² with 2k degrees of freedom, and half of the 97.5 % point with 2k + 2: the points of the gamma
    distributions of shapes k and k + 1.
    """
    if hours <= 0:
        return UNKNOWN
    low = float(gammaincinv(count, 0.025)) if count else 0.0
    return Interval(count / hours, low / hours, float(gammaincinv(count + 1, 0.975)) / hours)


def bootstrap(values: Sequence[float], statistic: Callable[[np.ndarray], float]) -> Interval:
    """A statistic of times: the percentile bootstrap, with a seed of its own, so that it says the same twice.

    B. Efron, R. J. Tibshirani, "An Introduction to the Bootstrap", Chapman & Hall 1993, chapter 13.
    """
    if not values:
        return UNKNOWN
    rows = np.asarray(values, float)
    draws = np.random.default_rng(SEED).integers(0, len(rows), (RESAMPLES, len(rows)))
    found = np.array([statistic(rows[draw]) for draw in draws])
    return Interval(statistic(rows), float(np.percentile(found, 2.5)), float(np.percentile(found, 97.5)))
