"""Communes' polygons from no more than their centres and areas: a power diagram inside a hull of the centres."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.optimize import minimize, root_scalar
from scipy.spatial import HalfspaceIntersection, KDTree
from shapely.geometry.base import BaseGeometry

from config import Commune
from geo.boundaries import feature_collection
from geo.measure import lonlat_to_metres, to_degrees

Array = NDArray[np.float64]
CELL_METRES = 250.0
HULL_RATIOS = (0.05, 0.1, 0.2, 0.4, 0.7, 1.0)
AREA_TOLERANCE = 0.002
STIFFNESS = 0.003


def approximate_boundaries(communes: Sequence[Commune]) -> dict[str, Any]:
    """A FeatureCollection with an approximate polygon of each commune, made from its centre and its area."""
    centres = lonlat_to_metres(np.array([[commune.lon, commune.lat] for commune in communes]))
    areas = np.array([commune.area_km2 for commune in communes]) * 1e6
    return feature_collection(communes, [to_degrees(shape) for shape in approximate(centres, areas)])


def approximate(centres: Array, areas: Array, step: float = CELL_METRES) -> list[BaseGeometry]:
    """One polygon per centre, in metres: together they fill the hull, each about as large as its area says.

    1. draw a concave hull round the centres, as large as all areas together
    2. find the weights at which the cells of the power diagram come near their areas
    3. cut the cells out of the hull
    """
    hull = outline(centres, areas)
    points = grid(hull, step)
    weights = balance(centres, areas, points)
    return cells(centres, weights, points, hull)


def outline(centres: Array, areas: Array) -> BaseGeometry:
    """The most concave hull of discs round the centres that holds them all and is as large as all areas together."""
    hulls = (_hull(centres, areas, ratio) for ratio in HULL_RATIOS)
    wrong = areas.sum() * AREA_TOLERANCE
    return next(
        hull
        for hull in hulls
        if abs(hull.area - areas.sum()) < wrong and shapely.contains_xy(hull, centres[:, 0], centres[:, 1]).all()
    )


def _hull(centres: Array, areas: Array, ratio: float) -> BaseGeometry:
    """Discs of each centre's own area, times the factor at which their concave hull has the wanted area."""
    radii = np.sqrt(areas / np.pi)

    def hull(factor: float) -> BaseGeometry:
        discs = shapely.buffer(shapely.points(centres), radii * factor)
        return shapely.concave_hull(shapely.union_all(discs), ratio)

    fitting = root_scalar(lambda factor: hull(factor).area - areas.sum(), bracket=(0.05, 3.0), xtol=1e-4)
    return hull(fitting.root).buffer(0)


def grid(hull: BaseGeometry, step: float) -> Array:
    """The middles of all squares of a grid that lie inside the hull."""
    left, bottom, right, top = hull.bounds
    x, y = np.meshgrid(np.arange(left + step / 2, right, step), np.arange(bottom + step / 2, top, step))
    inside = shapely.contains_xy(hull, x, y)
    return np.column_stack([x[inside], y[inside]])


def owners(centres: Array, weights: Array, points: Array) -> tuple[NDArray[np.intp], Array]:
    """For each point the centre of least power distance |p - c|² - w, and that distance.

    With a third coordinate √(max w - w) added to the centres it is a plain nearest neighbour.
    """
    most = weights.max()
    lifted = np.column_stack([centres, np.sqrt(most - weights)])
    distance, owner = KDTree(lifted).query(np.column_stack([points, np.zeros(len(points))]))
    return np.asarray(owner, dtype=np.intp), distance**2 - most


def balance(centres: Array, areas: Array, points: Array) -> Array:
    """The weights at which each centre owns about its share of the points.

    They are the highest point of a concave function whose slope is the missing area (semi-discrete transport), less
    a penalty on large weights: areas that agree to the last metre would push cells off their own centres.
    """
    share = areas / areas.sum()
    unit = areas.sum() / len(areas)

    def lack(scaled: Array) -> tuple[float, Array]:
        owner, power = owners(centres, scaled * unit, points)
        held = np.bincount(owner, minlength=len(centres)) / len(points)
        gain = float(power.mean() / unit + share @ scaled)
        return STIFFNESS / 2 * float(scaled @ scaled) - gain, held - share + STIFFNESS * scaled

    found = minimize(lack, np.zeros(len(centres)), jac=True, method="L-BFGS-B", options={"maxiter": 400, "ftol": 1e-9})
    return found.x * unit


def cells(centres: Array, weights: Array, points: Array, hull: BaseGeometry) -> list[BaseGeometry]:
    """The part of the hull that each centre owns."""
    owner, _ = owners(centres, weights, points)
    box = np.array([[-1, 0, hull.bounds[0]], [0, -1, hull.bounds[1]], [1, 0, -hull.bounds[2]], [0, 1, -hull.bounds[3]]])
    box[:, 2] = np.array([1, 1, -1, -1]) * np.array(hull.bounds) - 1000.0
    made = []
    for index in range(len(centres)):
        halves = np.vstack([_nearer(centres, weights, index), box])
        corners = HalfspaceIntersection(halves, points[owner == index].mean(axis=0)).intersections
        made.append(shapely.MultiPoint(corners).convex_hull.intersection(hull))
    return made


def _nearer(centres: Array, weights: Array, index: int) -> Array:
    """Half-planes (a, b, c), a·x + b·y + c ≤ 0: where the centre of ``index`` has less power distance than another."""
    others = np.delete(np.arange(len(centres)), index)
    slope = 2 * (centres[others] - centres[index])
    square = (centres**2).sum(axis=1) - weights
    rest = square[index] - square[others]
    return np.column_stack([slope, rest]) / np.linalg.norm(slope, axis=1)[:, None]
