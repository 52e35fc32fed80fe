"""Where a service is missing: cells of ground without it, joined to polygons, with the people in them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from geo.coverage import Coverage, Service
from geo.mosaic import draw
from geo.reach import SERVICES
from geo.shares import Amounts, tally


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
    shapes = draw(labels, (int(column.min()), int(row.min())), points.cell_metres, boundaries)
    found = [Gap(shape, Amounts.of(sums[n]), _names(touched, n, points.communes)) for n, shape in enumerate(shapes)]
    return sorted(found, key=lambda gap: (-gap.amounts.people, -gap.amounts.area_km2))


def _names(touched: NDArray[np.intp], gap: int, communes: tuple[str, ...]) -> tuple[str, ...]:
    begin, end = np.searchsorted(touched, (gap * len(communes), (gap + 1) * len(communes)))
    return tuple(communes[place - gap * len(communes)] for place in touched[begin:end].tolist())
