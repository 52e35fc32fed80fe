"""The best server: the site heard best among those that are up, and where each is so."""

import pytest
import shapely
from hypothesis import given, settings

from geo.coverage import Coverage
from geo.measure import to_metres
from geo.servers import NOBODY, best, territories
from geo.shares import PEOPLE
from tests.geo.country import BOUNDARIES, off, points, sector
from tests.geo.test_coverage import LAND, networks

PAIR = [sector(), sector(off(90, 1), id="b-1", site_id="b")]
HOMES = [off(90, 0.3), off(90, 0.7), off(0, 3)]


def sites(coverage: Coverage) -> list[str]:
    found = best(coverage, "4G", PEOPLE)
    home = found.points.order.argsort()
    return ["nobody" if n == NOBODY else coverage.sites[n] for n in found.site[home].tolist()]


def test_best_server_is_the_nearer_of_two_alike():
    assert sites(Coverage(PAIR, points(HOMES))) == ["a", "b", "nobody"]


def test_best_server_of_a_site_that_is_down_is_its_neighbour():
    coverage = Coverage(PAIR, points(HOMES))
    coverage.switch("b", up=False)
    assert sites(coverage) == ["a", "a", "nobody"]


def test_best_server_is_the_stronger_at_the_same_distance():
    loud = sector(off(90, 1), id="b-1", site_id="b", power_dbm=49.0)
    assert sites(Coverage([sector(), loud], points([off(90, 0.49)]))) == ["b"]


def test_territories_meet_between_two_sites_alike():
    found = territories(Coverage(PAIR, points()), "4G", BOUNDARIES)
    shapes = {one.site_id: to_metres(shapely.geometry.shape(one.geometry)) for one in found}
    assert shapes["a"].contains(shapely.Point(off(270, 0.5))) and shapes["b"].contains(shapely.Point(off(90, 1.5)))
    assert shapes["a"].area == pytest.approx(shapes["b"].area, rel=0.2)


@settings(max_examples=20, deadline=None)
@given(networks())
def test_territories_add_up_to_the_covered_ground(network):
    coverage = Coverage(network, LAND)
    found = territories(coverage, "any", BOUNDARIES)
    assert sum(one.amounts.area_km2 for one in found) == coverage.shares("any").covered.area_km2
