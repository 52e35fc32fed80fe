"""Which commune places belong to when borders are drawn a little off."""

import numpy as np
import pytest

from geo.placing import placed
from geo.points import NOWHERE
from tests.builders import city

BOUNDARIES = city().boundaries


@pytest.mark.parametrize(
    ("lon", "lat", "wanted"),
    [
        (105.65, 18.65, 0),
        (105.75, 18.65, 1),
        (105.65, 18.72, 0),  # 2.2 km north of the first
        (105.82, 18.65, 1),  # 2.1 km east of the second
        (105.65, 18.8, NOWHERE),  # 11 km
        (18.65, 105.65, NOWHERE),  # swapped
        (567_000.0, 2_060_000.0, NOWHERE),  # metres
    ],
)
def test_place_belongs_to_its_commune_or_the_nearest_one(lon, lat, wanted):
    found = placed(BOUNDARIES, ["1", "2"], np.array([lon]), np.array([lat]), 3000.0)
    assert found.tolist() == [wanted]


def test_places_keep_their_order():
    lon, lat = np.array([105.75, 0.0, 105.65]), np.array([18.65, 0.0, 18.65])
    assert placed(BOUNDARIES, ["1", "2"], lon, lat, 3000.0).tolist() == [1, NOWHERE, 0]
