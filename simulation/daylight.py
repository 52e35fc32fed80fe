"""The light of the hour: sun, sky, lamps, and how busy streets are."""

import math
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np

SUNRISE, DAY_HOURS, HIGHEST_DEGREES = 5.75, 12.0, 62.0
# Shares of the busiest hour, at each full local hour: two peaks, a midday rest, an empty night.
BUSY = (5, 4, 3, 3, 5, 14, 45, 95, 88, 62, 58, 66, 52, 50, 60, 64, 84, 100, 78, 55, 42, 30, 16, 9)


@dataclass(frozen=True)
class Light:
    """``day`` is 0 at night and 1 by day; colours are B, G, R factors; ``sun`` points from the ground to the sun."""

    day: float
    ambient: np.ndarray
    direct: np.ndarray
    sun: np.ndarray
    lamps: float

    @property
    def shadow(self) -> float:
        """The share of the light that a shadow takes away."""
        return float(self.direct[1] / (self.ambient[1] + self.direct[1]))


def local_hour(time: datetime, zone: str) -> float:
    """The hour of the day there, with its fraction."""
    local = time.astimezone(ZoneInfo(zone))
    return local.hour + local.minute / 60 + local.second / 3600


def busy(hour: float) -> float:
    """0..1: how much of the busiest hour's traffic is on the road."""
    low = int(hour) % 24
    return float(np.interp(hour % 1, (0, 1), (BUSY[low], BUSY[(low + 1) % 24]))) / 100


def light_at(hour: float, bearing_degrees: float) -> Light:
    """The light at a local hour over a picture that looks towards ``bearing_degrees``."""
    turn = (hour - SUNRISE) / DAY_HOURS
    elevation = HIGHEST_DEGREES * math.sin(math.pi * turn)
    day = _smooth((elevation + 8) / 18) if -0.15 < turn < 1.15 else 0.0
    direct = _smooth((elevation - 1) / 14)
    warm = 1 - _smooth(elevation / 25)
    white, gold = np.array([0.93, 0.98, 1.0]), np.array([0.62, 0.85, 1.05])
    return Light(
        day=day,
        ambient=0.14 * (1 - day) * np.array([1.1, 1.0, 0.92]) + 0.54 * day * np.array([1.04, 1.0, 0.97]),
        direct=0.58 * direct * (white * (1 - warm) + gold * warm),
        sun=_direction(90 + 180 * turn - bearing_degrees, max(elevation, 9.0)),
        lamps=1 - _smooth((elevation + 3) / 7) if -0.1 < turn < 1.1 else 1.0,
    )


def _direction(azimuth: float, elevation: float) -> np.ndarray:
    a, e = math.radians(azimuth), math.radians(elevation)
    return np.array([math.sin(a) * math.cos(e), math.cos(a) * math.cos(e), math.sin(e)])


def _smooth(x: float) -> float:
    x = min(max(x, 0.0), 1.0)
    return x * x * (3 - 2 * x)
