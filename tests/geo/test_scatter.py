"""Places by chance: inside their commune, and near a mast when that is asked for."""

import shapely

from geo.measure import distance_metres
from geo.scatter import gather, scatter
from ops.made_up import chance

SQUARE = shapely.geometry.mapping(shapely.box(105.0, 19.0, 105.2, 19.2))
MASTS = [(105.05, 19.05), (105.199, 19.1)]


def test_gathered_places_lie_inside_and_near_a_mast_each():
    places = gather(SQUARE, MASTS, 2000.0, 60, chance("places"))
    assert all(shapely.covers(shapely.geometry.shape(SQUARE), shapely.Point(place)) for place in places)
    near = [min(distance_metres(*place, *mast) for mast in MASTS) for place in places]
    assert max(near) <= 2020 and max(near) > 1500


def test_scattered_places_keep_away_from_each_other_more_than_gathered_ones():
    apart = scatter(SQUARE, MASTS[0], 20, chance("places"))
    together = gather(SQUARE, MASTS, 2000.0, 20, chance("places"))
    assert nearest(apart) > nearest(together)


def nearest(places: list[tuple[float, float]]) -> float:
    pairs = [(one, other) for one in places for other in places if one != other]
    return min(distance_metres(*one, *other) for one, other in pairs)
