"""Measurements by square of ground, beside what the model says of the same squares: two layers that are never mixed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.coverage import SERVICES, Coverage
from geo.measure import lonlat_to_metres, metres_to_lonlat
from geo.points import CELL_METRES, Points
from geo.sectors import Technology
from geo.shares import AREA, Amounts, Shares

Floats = NDArray[np.float64]
Keys = NDArray[np.int64]
WIDE = 1 << 20  # more squares than a row of them has


class Samples(NamedTuple):
    """Measurements of one technology, as arrays; ``time`` in seconds since 1970."""

    time: Floats
    lon: Floats
    lat: Floats
    dbm: Floats


@dataclass(frozen=True, slots=True)
class Cell:
    """A square of ground and the median of what was measured in it; (lon, lat) is its middle.

    ``good``: the median reaches the threshold; ``modelled``: the model says that the network as planned is heard there.
    """

    technology: Technology
    commune_code: str
    lon: float
    lat: float
    size_metres: float
    samples: int
    median_dbm: float
    first_at: datetime
    last_at: datetime
    modelled: bool
    good: bool

    @property
    def contradicts(self) -> bool:
        """Whether the model and the telephones disagree."""
        return self.modelled != self.good


def cells(
    coverage: Coverage, technology: Technology, samples: Samples, least: int, threshold_dbm: float
) -> Iterator[Cell]:
    """Every square of the province with at least so many samples.

    1. put each sample into its square 2. sort each square's by strength, so that the median stands in the middle
    3. ask the model for the same square
    """
    if not len(samples.dbm):
        return
    key = _keys(*lonlat_to_metres(np.column_stack([samples.lon, samples.lat])).T)
    order = np.lexsort((samples.dbm, key))
    squares, begins, counts = np.unique(key[order], return_index=True, return_counts=True)
    ground = _ground(coverage.points)
    modelled = coverage.planned[SERVICES.index(technology)] > 0
    for square, begin, count in zip(squares.tolist(), begins.tolist(), counts.tolist(), strict=True):
        if count < least or (place := ground.get(square)) is None:
            continue
        here = order[begin : begin + count]
        median = float(np.median(samples.dbm[here]))
        lon, lat = _middle(square)
        yield Cell(
            technology, coverage.points.communes[coverage.points.commune[place]], lon, lat, CELL_METRES, count,
            median, _moment(samples.time[here].min()), _moment(samples.time[here].max()), bool(modelled[place]),
            median >= threshold_dbm,
        )  # fmt: skip


def by_commune(points: Points, found: Iterable[Cell]) -> dict[str, Shares]:
    """Of the area, people and hamlets in squares where anything was measured, what is in good ones, by commune."""
    good: dict[int, bool] = {}
    for cell in found:
        key = int(_keys(*lonlat_to_metres(np.array([[cell.lon, cell.lat]])).T)[0])
        good[key] = good.get(key, False) or cell.good
    key = _keys(points.x, points.y)
    measured = np.flatnonzero(np.isin(key, list(good)))
    fine = np.flatnonzero(np.isin(key, [square for square, yes in good.items() if yes]))
    total, covered = points.sums(measured), points.sums(fine)
    return {
        code: Shares(Amounts.of(covered[row]), Amounts.of(total[row]))
        for row, code in enumerate(points.communes)
        if total[row].any()
    }


def _ground(points: Points) -> dict[int, int]:
    """A piece of ground of each square; of one that a border cuts, the largest."""
    ground = np.flatnonzero(points.measure == AREA)
    ground = ground[np.argsort(points.weight[ground], kind="stable")]
    return dict(zip(_keys(points.x[ground], points.y[ground]).tolist(), ground.tolist(), strict=True))


def _keys(x: Floats, y: Floats) -> Keys:
    return np.floor(x / CELL_METRES).astype(np.int64) * WIDE + np.floor(y / CELL_METRES).astype(np.int64)


def _middle(square: int) -> tuple[float, float]:
    column, row = divmod(square, WIDE)
    lon, lat = metres_to_lonlat(np.array([[(column + 0.5) * CELL_METRES, (row + 0.5) * CELL_METRES]]))[0]
    return round(float(lon), 6), round(float(lat), 6)


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(float(seconds), UTC)
