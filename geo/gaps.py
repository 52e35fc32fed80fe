"""Where a service is missing: cells of ground without it, joined to polygons, with the people in them."""

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import ndimage
from shapely.geometry.base import BaseGeometry

from geo.coverage import Coverage, Service
from geo.measure import to_degrees, to_metres
from geo.reach import SERVICES
from geo.shares import Amounts, tally

DECIMALS = 5
SIMPLIFY_CELLS = 0.75


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch without service: GeoJSON to draw it, what is in it, and the communes it touches.

    ``amounts`` are counted point by point, not from the drawing, whose corners are smoothed by less than a cell.
    """

    geometry: dict[str, Any]
    amounts: Amounts
    communes: tuple[str, ...]


def gaps(coverage: Coverage, service: Service, boundaries: dict[str, Any], planned: bool = False) -> list[Gap]:
    """Every stretch without the service, now or as planned, that with most people first.

    1. mark each cell whose middle, or anybody living in it, is without 2. join neighbouring cells 3. draw and count
    each; so everybody without service is in exactly one of them
    """
    counts = (coverage.planned if planned else coverage.counts)[SERVICES.index(service)]
    points = coverage.points.only(counts == 0)
    if not len(points):
        return []
    column, row = (np.floor(v / points.cell_metres).astype(np.intp) for v in (points.x, points.y))
    marked = np.zeros((int(np.ptp(row)) + 1, int(np.ptp(column)) + 1), bool)
    marked[row - row.min(), column - column.min()] = True
    labels = np.zeros(marked.shape, np.int32)
    count = int(ndimage.label(marked, output=labels))  # pyright: ignore[reportArgumentType]: a number, with output
    label = labels[row - row.min(), column - column.min()].astype(np.intp) - 1
    sums = tally(label, points.measure, points.weight, count)
    touched = np.unique(label * len(points.communes) + points.commune.astype(np.intp))
    shapes = _drawn(labels, count, (int(column.min()), int(row.min())), points.cell_metres, _province(boundaries))
    found = [
        Gap(json.loads(shapely.to_geojson(shape)), Amounts.of(sums[n]), _names(touched, n, points.communes))
        for n, shape in enumerate(shapes)
    ]
    return sorted(found, key=lambda gap: (-gap.amounts.people, -gap.amounts.area_km2))


def _names(touched: NDArray[np.intp], gap: int, communes: tuple[str, ...]) -> tuple[str, ...]:
    begin, end = np.searchsorted(touched, (gap * len(communes), (gap + 1) * len(communes)))
    return tuple(communes[place - gap * len(communes)] for place in touched[begin:end].tolist())


def _province(boundaries: dict[str, Any]) -> BaseGeometry:
    shapes = [to_metres(shapely.geometry.shape(feature["geometry"])) for feature in boundaries["features"]]
    return shapely.union_all(shapely.make_valid(shapes))


def _drawn(
    labels: NDArray[np.int32], count: int, corner: tuple[int, int], step: float, province: BaseGeometry
) -> list[BaseGeometry]:
    """Each label's cells as one shape in degrees, made of its runs along the rows."""
    flat = np.pad(labels, ((0, 0), (1, 1))).ravel()
    change = np.flatnonzero(np.diff(flat)) + 1
    begins, ends = change[flat[change] != 0], change[flat[change - 1] != 0]
    row, column = np.divmod(begins, labels.shape[1] + 2)
    left, bottom = (corner[0] + column - 1) * step, (corner[1] + row) * step
    runs = shapely.box(left, bottom, left + (ends - begins) * step, bottom + step)
    of = flat[begins]
    order = np.argsort(of, kind="stable")
    pieces = np.split(runs[order], np.searchsorted(of[order], np.arange(2, count + 1)))
    joined = shapely.intersection([shapely.union_all(piece) for piece in pieces], province)
    smooth = shapely.simplify(joined, step * SIMPLIFY_CELLS)
    return [shapely.transform(to_degrees(shape), lambda corners: corners.round(DECIMALS)) for shape in smooth]
