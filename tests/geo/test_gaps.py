"""Gaps: everybody without service is in exactly one, and each is drawn where it is."""

import pytest
import shapely
from hypothesis import given, settings

from geo.coverage import Coverage
from geo.gaps import gaps
from geo.measure import to_metres
from geo.shares import Amounts
from tests.geo.country import BOUNDARIES, CODES, EAST, MIDDLE, NORTH, SIDE, off, points, sector
from tests.geo.test_coverage import LAND, networks

EVERYWHERE = [
    sector((EAST + x, NORTH + y), id=f"{x}-{y}", site_id=f"{x}-{y}", power_dbm=60.0)
    for x in range(0, 21_000, 2500)
    for y in range(0, 11_000, 2500)
]


def drawn(gap) -> shapely.Geometry:
    return to_metres(shapely.geometry.shape(gap.geometry))


def test_country_without_a_gap_has_none():
    assert gaps(Coverage(EVERYWHERE, LAND), "4G", BOUNDARIES) == []


def test_service_that_nobody_offers_is_one_gap_as_large_as_the_country():
    coverage = Coverage([sector()], LAND)
    [gap] = gaps(coverage, "5G", BOUNDARIES)
    assert gap.amounts == coverage.shares("5G").total
    assert gap.communes == CODES
    assert drawn(gap).area == pytest.approx(2 * SIDE**2, rel=0.001)


def test_gap_round_a_disc_has_a_hole_where_the_disc_is():
    [gap] = gaps(Coverage([sector()], points([MIDDLE])), "4G", BOUNDARIES)
    assert not drawn(gap).contains(shapely.Point(MIDDLE))
    assert drawn(gap).contains(shapely.Point(off(0, 2)))
    assert gap.amounts.people == 0


def test_person_in_a_cell_whose_middle_is_covered_is_in_a_gap_still():
    edge = off(90, 1.001)
    found = gaps(Coverage([sector()], points([edge])), "4G", BOUNDARIES)
    assert sum(gap.amounts.people for gap in found) == 10


def test_gaps_now_and_as_planned_differ_by_what_is_down():
    coverage = Coverage(EVERYWHERE, LAND)
    for site in coverage.sites:
        coverage.switch(site, up=False)
    assert gaps(coverage, "4G", BOUNDARIES, planned=True) == []
    assert gaps(coverage, "4G", BOUNDARIES)[0].amounts == coverage.lost("4G")


@settings(max_examples=20, deadline=None)
@given(networks())
def test_gaps_hold_all_that_is_uncovered_exactly_once_and_people_first(network):
    coverage = Coverage(network, LAND)
    found = gaps(coverage, "4G", BOUNDARIES)
    assert sum((gap.amounts for gap in found), Amounts()) == coverage.shares("4G").uncovered
    assert [gap.amounts.people for gap in found] == sorted((gap.amounts.people for gap in found), reverse=True)
    assert all(drawn(gap).is_valid and drawn(gap).area > 0 for gap in found)
