"""Path loss in dB: Okumura-Hata, COST-231-Hata, and RMa and UMa of 3GPP TR 38.901, as their papers print them."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Metres = float | NDArray[np.float64]
Decibels = NDArray[np.float64]
LIGHT_MPS = 3.0e8
RECEIVER_METRES = 1.5


class Limits(NamedTuple):
    """Where a formula was fitted, and so holds: from and to."""

    band_mhz: tuple[float, float]
    height_metres: tuple[float, float]
    distance_metres: tuple[float, float]


HATA_LIMITS = Limits((150, 1500), (30, 200), (1000, 20_000))
COST_231_LIMITS = Limits((1500, 2000), (30, 200), (1000, 20_000))
RMA_LOS_LIMITS = Limits((500, 30_000), (10, 150), (10, 10_000))
RMA_NLOS_LIMITS = Limits((500, 30_000), (10, 150), (10, 5000))
UMA_LIMITS = Limits((500, 100_000), (25, 25), (10, 5000))


def free_space(band_mhz: float, distance_metres: Metres) -> Decibels:
    """Friis: 20·log10(4πdf/c); no formula below may promise less loss than this."""
    return 20 * np.log10(4 * math.pi * np.asarray(distance_metres) * band_mhz * 1e6 / LIGHT_MPS)


def hata_urban(
    band_mhz: float,
    height_metres: float,
    distance_metres: Metres,
    receiver_metres: float = RECEIVER_METRES,
    large_city: bool = False,
) -> Decibels:
    """Hata 1980 (IEEE Trans. VT-29, 317-325), equations 1-5: urban, 150-1500 MHz, 30-200 m, 1-20 km.

    L = 69.55 + 26.16·lg f - 13.82·lg hb - a(hm) + (44.9 - 6.55·lg hb)·lg d(km)
    """
    far = np.log10(np.asarray(distance_metres) / 1000)
    tall = math.log10(height_metres)
    correction = receiver_correction(band_mhz, receiver_metres, large_city)
    return 69.55 + 26.16 * math.log10(band_mhz) - 13.82 * tall - correction + (44.9 - 6.55 * tall) * far


def receiver_correction(band_mhz: float, receiver_metres: float, large_city: bool = False) -> float:
    """Hata's a(hm): small and medium-sized city, or large city below and above 300 MHz."""
    if not large_city:
        lg = math.log10(band_mhz)
        return (1.1 * lg - 0.7) * receiver_metres - (1.56 * lg - 0.8)
    if band_mhz <= 300:
        return 8.29 * math.log10(1.54 * receiver_metres) ** 2 - 1.1
    return 3.2 * math.log10(11.75 * receiver_metres) ** 2 - 4.97


def hata_suburban(
    band_mhz: float, height_metres: float, distance_metres: Metres, receiver_metres: float = RECEIVER_METRES
) -> Decibels:
    """Hata 1980, equation 6: urban less 2·(lg(f/28))² + 5.4."""
    relief = 2 * math.log10(band_mhz / 28) ** 2 + 5.4
    return hata_urban(band_mhz, height_metres, distance_metres, receiver_metres) - relief


def hata_open(
    band_mhz: float, height_metres: float, distance_metres: Metres, receiver_metres: float = RECEIVER_METRES
) -> Decibels:
    """Hata 1980, equation 7: urban less 4.78·(lg f)² - 18.33·lg f + 40.94; no tree or house for 300-400 m ahead."""
    lg = math.log10(band_mhz)
    relief = 4.78 * lg**2 - 18.33 * lg + 40.94
    return hata_urban(band_mhz, height_metres, distance_metres, receiver_metres) - relief


def cost_231(
    band_mhz: float,
    height_metres: float,
    distance_metres: Metres,
    receiver_metres: float = RECEIVER_METRES,
    large_city: bool = False,
) -> Decibels:
    """COST 231 final report 1999, 4.4.1: Hata's formula for 1500-2000 MHz; Cm is 0 dB, in a metropolitan centre 3 dB.

    L = 46.3 + 33.9·lg f - 13.82·lg hb - a(hm) + (44.9 - 6.55·lg hb)·lg d(km) + Cm
    """
    far = np.log10(np.asarray(distance_metres) / 1000)
    tall = math.log10(height_metres)
    town = 46.3 + 33.9 * math.log10(band_mhz) - 13.82 * tall - receiver_correction(band_mhz, receiver_metres)
    return town + (44.9 - 6.55 * tall) * far + (3.0 if large_city else 0.0)


def breakpoint_metres(band_mhz: float, height_metres: float, receiver_metres: float = RECEIVER_METRES) -> float:
    """TR 38.901 table 7.4.1-1, note 5: 2π·hBS·hUT·f/c, beyond which the ground's reflection takes 40 dB a decade."""
    return 2 * math.pi * height_metres * receiver_metres * band_mhz * 1e6 / LIGHT_MPS


def rma_los(
    band_mhz: float,
    height_metres: float,
    distance_metres: Metres,
    buildings_metres: float = 5.0,
    receiver_metres: float = RECEIVER_METRES,
) -> Decibels:
    """3GPP TR 38.901 V18 table 7.4.1-1, RMa LOS: PL1 up to the breakpoint, PL2 beyond; 10 m to 10 km, hBS 10-150 m.

    PL1 = 20·lg(40π·d3D·f/3) + min(0.03h^1.72, 10)·lg d3D - min(0.044h^1.72, 14.77) + 0.002·lg(h)·d3D
    PL2 = PL1(dBP) + 40·lg(d3D/dBP)
    """
    flat = np.asarray(distance_metres, dtype=np.float64)
    slant = np.hypot(flat, height_metres - receiver_metres)
    bend = breakpoint_metres(band_mhz, height_metres, receiver_metres)
    near = _rma_before_breakpoint(band_mhz, slant, buildings_metres)
    far = _rma_before_breakpoint(band_mhz, np.float64(bend), buildings_metres) + 40 * np.log10(slant / bend)
    return np.where(flat <= bend, near, far)


def _rma_before_breakpoint(band_mhz: float, slant: Decibels | np.float64, buildings: float) -> Decibels:
    rough = buildings**1.72
    spread = 20 * np.log10(40 * math.pi * slant * band_mhz / 1000 / 3)
    return (
        spread
        + min(0.03 * rough, 10) * np.log10(slant)
        - min(0.044 * rough, 14.77)
        + (0.002 * math.log10(buildings) * slant)
    )


def rma_nlos(
    band_mhz: float,
    height_metres: float,
    distance_metres: Metres,
    buildings_metres: float = 5.0,
    street_metres: float = 20.0,
    receiver_metres: float = RECEIVER_METRES,
) -> Decibels:
    """3GPP TR 38.901 V18 table 7.4.1-1, RMa NLOS: never less than LOS; 10 m to 5 km, hBS 10-150 m.

    PL' = 161.04 - 7.1·lg W + 7.5·lg h - (24.37 - 3.7·(h/hBS)²)·lg hBS + (43.42 - 3.1·lg hBS)·(lg d3D - 3)
          + 20·lg f(GHz) - (3.2·(lg(11.75·hUT))² - 4.97)
    """
    slant = np.hypot(np.asarray(distance_metres, dtype=np.float64), height_metres - receiver_metres)
    tall = math.log10(height_metres)
    fixed = 161.04 - 7.1 * math.log10(street_metres) + 7.5 * math.log10(buildings_metres)
    fixed -= (24.37 - 3.7 * (buildings_metres / height_metres) ** 2) * tall
    fixed += 20 * math.log10(band_mhz / 1000) - (3.2 * math.log10(11.75 * receiver_metres) ** 2 - 4.97)
    hidden = fixed + (43.42 - 3.1 * tall) * (np.log10(slant) - 3)
    return np.maximum(rma_los(band_mhz, height_metres, distance_metres, buildings_metres, receiver_metres), hidden)


def uma_nlos(
    band_mhz: float, height_metres: float, distance_metres: Metres, receiver_metres: float = RECEIVER_METRES
) -> Decibels:
    """3GPP TR 38.901 V18 table 7.4.1-1, UMa NLOS: never less than LOS; 10 m to 5 km, hBS 25 m.

    PL' = 13.54 + 39.08·lg d3D + 20·lg f(GHz) - 0.6·(hUT - 1.5)
    """
    slant = np.hypot(np.asarray(distance_metres, dtype=np.float64), height_metres - receiver_metres)
    hidden = 13.54 + 39.08 * np.log10(slant) + 20 * math.log10(band_mhz / 1000) - 0.6 * (receiver_metres - 1.5)
    return np.maximum(uma_los(band_mhz, height_metres, distance_metres, receiver_metres), hidden)


def uma_los(
    band_mhz: float, height_metres: float, distance_metres: Metres, receiver_metres: float = RECEIVER_METRES
) -> Decibels:
    """3GPP TR 38.901 V18 table 7.4.1-1, UMa LOS, with the effective environment height of 1 m (exact below 13 m).

    PL1 = 28.0 + 22·lg d3D + 20·lg f; PL2 = 28.0 + 40·lg d3D + 20·lg f - 9·lg(d'BP² + (hBS - hUT)²)
    """
    flat = np.asarray(distance_metres, dtype=np.float64)
    rise = height_metres - receiver_metres
    slant = np.hypot(flat, rise)
    bend = 4 * (height_metres - 1) * (receiver_metres - 1) * band_mhz * 1e6 / LIGHT_MPS
    band = 28.0 + 20 * math.log10(band_mhz / 1000)
    far = band + 40 * np.log10(slant) - 9 * math.log10(bend**2 + rise**2)
    return np.where(flat <= bend, band + 22 * np.log10(slant), far)
