"""Single points of failure: who would lose a service if one site failed, and by how many sites places are served."""

import pytest
from hypothesis import given, settings

from geo.coverage import SERVICES, Coverage
from geo.dependence import MANY, overlap, single_points
from geo.shares import AREA, Amounts
from tests.geo.country import off, points, sector
from tests.geo.test_coverage import LAND, networks

PAIR = [sector(), sector(off(90, 1), id="b-1", site_id="b")]


def test_single_points_are_ranked_by_the_people_who_hang_on_them_alone():
    homes = [off(270, 0.5), off(90, 0.5), off(90, 1.5), off(90, 1.6)]
    found = single_points(Coverage(PAIR, points(homes)), "4G")
    assert [(one.site_id, one.amounts.people) for one in found] == [("b", 20), ("a", 10)]


def test_single_points_can_be_ranked_by_area():
    west = sector(off(90, 1), id="b-1", site_id="b", power_dbm=40.0)
    found = single_points(Coverage([west, sector()], points()), "4G", AREA)
    assert [one.site_id for one in found] == ["a", "b"]


@pytest.mark.parametrize(("down", "left"), [("a", "b"), ("b", "a")])
def test_site_that_is_down_is_no_single_point_and_leaves_its_neighbour_alone(down, left):
    coverage = Coverage(PAIR, points([off(90, 0.5)]))
    coverage.switch(down, up=False)
    assert [(one.site_id, one.amounts.people) for one in single_points(coverage, "4G")] == [(left, 10)]


@settings(max_examples=30, deadline=None)
@given(networks())
def test_single_points_are_what_switching_each_site_off_shows(network):
    coverage = Coverage(network, LAND)
    for service in SERVICES:
        told = {one.site_id: one.amounts for one in single_points(coverage, service)}
        shown = {site: coverage.lost_without([site])[service] for site in coverage.sites}
        assert told == {site: lost for site, lost in shown.items() if lost != Amounts()}


def test_overlap_counts_everything_once_by_the_number_of_its_sites():
    homes = [off(270, 0.5), off(90, 0.5), off(90, 0.5), off(0, 2)]
    coverage = Coverage(PAIR, points(homes))
    found = overlap(coverage, "4G")
    assert [one.people for one in found] == [10, 10, 20, 0, 0]
    assert len(found) == MANY + 1
    assert sum((one.area_km2 for one in found), 0.0) == coverage.shares("4G").total.area_km2
