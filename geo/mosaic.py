"""Cells of ground with a label each, drawn as one shape per label."""

import json
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.measure import to_degrees, to_metres

DECIMALS = 5
SIMPLIFY_CELLS = 0.75


def draw(
    labels: NDArray[np.int32], corner: tuple[int, int], step_metres: float, boundaries: dict[str, Any]
) -> list[dict[str, Any]]:
    """GeoJSON of each label 1, 2, 3, …; rows go from south to north, 0 is nothing, ``corner`` the first cell's number.

    1. runs of a label along a row are boxes 2. boxes of one label are joined 3. what lies beyond the boundaries is cut
    off 4. steps are smoothed by less than a cell, so shapes of neighbours may overlap by that
    """
    joined = [shapely.union_all(piece) for piece in _runs(labels, corner, step_metres)]
    within = shapely.buffer(shapely.intersection(joined, _province(boundaries)), 0)  # leaves no stray line or point
    smooth = shapely.simplify(within, step_metres * SIMPLIFY_CELLS)
    degrees = [shapely.transform(to_degrees(shape), lambda corners: corners.round(DECIMALS)) for shape in smooth]
    return [json.loads(shapely.to_geojson(shape)) for shape in degrees]


def _runs(labels: NDArray[np.int32], corner: tuple[int, int], step: float) -> list[NDArray[np.object_]]:
    flat = np.pad(labels, ((0, 0), (1, 1))).ravel()
    change = np.flatnonzero(np.diff(flat)) + 1
    begins, ends = change[flat[change] != 0], change[flat[change - 1] != 0]
    row, column = np.divmod(begins, labels.shape[1] + 2)
    left, bottom = (corner[0] + column - 1) * step, (corner[1] + row) * step
    runs = shapely.box(left, bottom, left + (ends - begins) * step, bottom + step)
    of = flat[begins]
    order = np.argsort(of, kind="stable")
    return np.split(runs[order], np.searchsorted(of[order], np.arange(2, int(labels.max(initial=0)) + 1)))


def _province(boundaries: dict[str, Any]) -> BaseGeometry:
    shapes = [to_metres(shapely.geometry.shape(feature["geometry"])) for feature in boundaries["features"]]
    return shapely.union_all(shapely.make_valid(shapes))
