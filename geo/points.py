"""People, cells of ground and hamlets as weighted points in metres, sorted so that those nearby lie together."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.measure import lonlat_to_metres, to_metres
from geo.shares import AREA, HAMLETS, PEOPLE, tally

Floats = NDArray[np.float64]
CELL_METRES = 500.0
BUCKET_METRES = 500.0
# Weights are rounded to this, about a square metre or a millionth of a person: sums of such numbers are exact in any
# order, so that what was taken away one by one comes back to the last bit.
QUANTUM = 2.0**-20
NOWHERE = -1


@dataclass(frozen=True, slots=True)
class Layer:
    """Points of one measure, in metres; ``commune`` is a position in the list of codes, NOWHERE outside of all."""

    measure: int
    x: Floats
    y: Floats
    weight: Floats
    commune: NDArray[np.int16]


class Points:
    """All layers' points in rows of square buckets, so that those near a place are found without looking at the others.

    Points outside of all communes, and such that weigh nothing, are left out. ``order`` says where each stood in the
    layers, one after the other.
    """

    def __init__(self, layers: Sequence[Layer], communes: Sequence[str], cell_metres: float = CELL_METRES) -> None:
        self.communes = tuple(communes)
        self.cell_metres = cell_metres
        x, y = (np.concatenate([getattr(layer, key) for layer in layers]) for key in ("x", "y"))
        commune = np.concatenate([layer.commune for layer in layers])
        measure = np.concatenate([np.full(len(layer.x), layer.measure, np.int8) for layer in layers])
        weight = np.round(np.concatenate([layer.weight for layer in layers]) / QUANTUM) * QUANTUM
        there = (commune != NOWHERE) & (weight > 0)
        self.left, self.bottom = (float(v[there].min()) if there.any() else 0.0 for v in (x, y))
        column, row = ((v[there] - least) // BUCKET_METRES for v, least in ((x, self.left), (y, self.bottom)))
        self.columns = int(column.max(initial=0)) + 1
        self.rows = int(row.max(initial=0)) + 1
        bucket = (row * self.columns + column).astype(np.int64)
        order = np.argsort(bucket, kind="stable")
        self.x, self.y = x[there][order], y[there][order]
        self.commune, self.measure = commune[there][order], measure[there][order]
        self.weight = weight[there][order]
        self.starts = np.searchsorted(bucket[order], np.arange(self.columns * self.rows + 1))
        self.order = np.flatnonzero(there)[order]

    def __len__(self) -> int:
        return len(self.x)

    def only(self, wanted: NDArray[np.bool_]) -> "Points":
        """Some of the points, sorted as they are."""
        part = copy(self)
        for name in ("x", "y", "commune", "measure", "weight", "order"):
            setattr(part, name, getattr(self, name)[wanted])
        part.starts = np.concatenate([[0], np.cumsum(wanted)])[self.starts]
        return part

    def near(self, x: float, y: float, radius: float) -> NDArray[np.intp]:
        """Positions of all points in the square buckets that the circle touches, in rising order."""
        first, last = (self._column(x + far) for far in (-radius, radius))
        bottom, top = (self._row(y + far) for far in (-radius, radius))
        if last < 0 or first >= self.columns or top < 0 or bottom >= self.rows:
            return np.empty(0, np.intp)
        lines = np.arange(max(bottom, 0), min(top, self.rows - 1) + 1) * self.columns
        begins = self.starts[lines + max(first, 0)]
        ends = self.starts[lines + min(last, self.columns - 1) + 1]
        return _ranges(begins, ends)

    def total(self) -> Floats:
        """(communes, measures): everything there is."""
        return self.sums(np.arange(len(self)))

    def sums(self, positions: NDArray[np.intp]) -> Floats:
        """(communes, measures): the weights of some points."""
        commune = self.commune[positions].astype(np.intp)
        return tally(commune, self.measure[positions], self.weight[positions], len(self.communes))

    def _column(self, x: float) -> int:
        return int((x - self.left) // BUCKET_METRES)

    def _row(self, y: float) -> int:
        return int((y - self.bottom) // BUCKET_METRES)


def _ranges(begins: NDArray[np.intp], ends: NDArray[np.intp]) -> NDArray[np.intp]:
    """All of begin..end-1, one range after the other, without a loop."""
    lengths = ends - begins
    shifts = np.repeat(begins - np.concatenate([[0], np.cumsum(lengths)[:-1]]), lengths)
    return np.arange(lengths.sum()) + shifts


def people(lon: Floats, lat: Floats, count: Floats, commune: NDArray[np.int16]) -> Layer:
    """Where people live: so many at each place."""
    _whole("people", count)
    x, y = lonlat_to_metres(np.column_stack([lon, lat])).T
    return Layer(PEOPLE, x, y, np.asarray(count, np.float64), commune)


def hamlets(lon: Floats, lat: Floats, commune: NDArray[np.int16]) -> Layer:
    """The middles of hamlets; each counts one."""
    x, y = lonlat_to_metres(np.column_stack([lon, lat])).T
    return Layer(HAMLETS, x, y, np.ones(len(lon)), commune)


def cells(boundaries: dict[str, Any], communes: Sequence[str], step_metres: float = CELL_METRES) -> Layer:
    """The ground of all communes in square cells; one that a border cuts counts to each commune with its part."""
    pieces = [_cut(feature, step_metres) for feature in boundaries["features"]]
    x, y, weight = np.concatenate(pieces, axis=1)
    rows = [communes.index(str(feature["properties"]["code"])) for feature in boundaries["features"]]
    owner = np.repeat(np.array(rows, np.int16), [piece.shape[1] for piece in pieces])
    return Layer(AREA, x, y, weight, owner)


def _cut(feature: dict[str, Any], step: float) -> Floats:
    """(3, n): middle and square kilometres of each cell that a commune touches."""
    shape = to_metres(shapely.geometry.shape(feature["geometry"]))
    shapely.prepare(shape)
    left, bottom, right, top = np.floor(np.array(shape.bounds) / step)
    x, y = (v.ravel() * step for v in np.meshgrid(np.arange(left, right + 1), np.arange(bottom, top + 1)))
    squares = shapely.box(x, y, x + step, y + step)
    part = np.where(shapely.contains_properly(shape, squares), step**2, 0.0)
    cut = (part == 0) & shapely.intersects(shape, squares)
    part[cut] = shapely.area(shapely.intersection(shape, squares[cut]))
    held = part > 0
    return np.array([x[held] + step / 2, y[held] + step / 2, part[held] / 1e6])


def communes_at(boundaries: dict[str, Any], communes: Sequence[str], lon: Floats, lat: Floats) -> NDArray[np.int16]:
    """For each place its commune as a position in the list of codes, or NOWHERE; on a border the first."""
    found = np.full(len(lon), NOWHERE, np.int16)
    for feature in reversed(boundaries["features"]):
        shape = shapely.geometry.shape(feature["geometry"])
        left, bottom, right, top = shape.bounds
        close = np.flatnonzero((lon >= left) & (lon <= right) & (lat >= bottom) & (lat <= top))
        shapely.prepare(shape)
        inside = close[shapely.intersects_xy(shape, lon[close], lat[close])]
        found[inside] = communes.index(str(feature["properties"]["code"]))
    return found


def _whole(name: str, values: Floats) -> None:
    wrong = np.flatnonzero(~((np.asarray(values) >= 0) & np.isfinite(values)))
    if len(wrong):
        raise ValueError(f"row {wrong[0] + 1}: {name} {values[wrong[0]]} is not a number from 0 on")
