"""Places that lie so near to each other that they are one matter."""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree

from geo.measure import lonlat_to_metres


def clusters(lonlats: Sequence[tuple[float, float]], metres: float, least: int) -> list[list[int]]:
    """The positions of places in groups of ``least`` and more, the largest first.

    Two places nearer than ``metres`` belong together, and so do all that are joined by such pairs.
    """
    if len(lonlats) < least:
        return []
    pairs = KDTree(lonlat_to_metres(np.array(lonlats, float))).query_pairs(metres, output_type="ndarray")
    joined = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(lonlats), len(lonlats)))
    _, group = connected_components(joined, directed=False)
    members = [np.nonzero(group == number)[0].tolist() for number in np.unique(group)]
    return sorted((rows for rows in members if len(rows) >= least), key=lambda rows: (-len(rows), rows))
