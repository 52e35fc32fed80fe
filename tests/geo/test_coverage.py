"""Coverage: hand-computed cases, laws that hold for any sites, and figures kept up to date exactly."""

import math
import timeit
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.budget import BUDGETS
from geo.coverage import SERVICES, Coverage, sites_at
from geo.sectors import TECHNOLOGIES, Sector
from geo.shares import Amounts
from tests.geo.country import CODES, EAST, MIDDLE, NORTH, RADIUS, SIDE, lonlat, off, points, scattered, sector

HOMES = scattered(400, 2)
LAND = points(HOMES, HOMES[:40])
NOBODY = Amounts()


@st.composite
def networks(draw, most: int = 6) -> list[Sector]:
    """Sites by chance, each with one to four sectors of any technology and direction."""
    made = []
    for site in range(draw(st.integers(1, most))):
        at = (draw(st.floats(EAST, EAST + 2 * SIDE)), draw(st.floats(NORTH, NORTH + SIDE)))
        for number in range(draw(st.integers(1, 4))):
            made.append(
                sector(
                    at,
                    id=f"s{site}-{number}",
                    site_id=f"s{site}",
                    technology=draw(st.sampled_from(TECHNOLOGIES)),
                    azimuth_degrees=draw(st.floats(0, 360)),
                    beam_degrees=draw(st.floats(10, 360)),
                    power_dbm=draw(st.floats(30, 52)),
                )
            )
    return made


def figures(coverage: Coverage) -> list:
    return [*coverage.by_commune(), *coverage.by_commune(planned=True)]


def test_people_inside_the_wedge_are_covered_and_those_beside_or_beyond_are_not():
    inside = [off(90, 0.99), off(31, 0.5), off(149, 0.5)]
    homes = [*inside, off(90, 1.01), off(29, 0.5), off(151, 0.5), off(270, 0.1)]
    coverage = Coverage([sector(azimuth_degrees=90.0, beam_degrees=120.0)], points(homes))
    assert coverage.shares("4G").covered.people == 10 * len(inside)
    assert coverage.shares("4G").people == pytest.approx(3 / 7)


def test_area_all_round_is_that_of_the_disc_half_in_each_commune():
    coverage = Coverage([sector()], points())
    disc = math.pi * RADIUS**2 / 1e6
    assert coverage.shares("4G").covered.area_km2 == pytest.approx(disc, rel=0.05)
    assert [coverage.shares("4G", code).covered.area_km2 for code in CODES] == pytest.approx([disc / 2] * 2, rel=0.05)


def test_three_sectors_of_a_third_cover_what_one_all_round_does():
    thirds = [sector(id=f"a-{a}", azimuth_degrees=a, beam_degrees=120.0) for a in (0.0, 120.0, 240.0)]
    assert figures(Coverage(thirds, LAND)) == figures(Coverage([sector()], LAND))


def test_hamlet_counts_once_whoever_covers_it():
    homes = [off(0, 0.2)]
    both = [sector(), sector(off(0, 0.4), id="b-1", site_id="b")]
    coverage = Coverage(both, points(homes, homes))
    assert coverage.shares("4G").covered.hamlets == coverage.shares("4G").hamlets == 1


def test_any_service_is_there_where_one_of_them_is():
    pair = [sector(), sector(off(90, 3), id="b-1", site_id="b", technology="5G", band_mhz=2600.0)]
    coverage = Coverage(pair, points([off(0, 0.5), off(90, 3)]))
    assert [coverage.shares(service).covered.people for service in SERVICES] == [0, 10, 10, 20]


def test_site_down_takes_away_only_what_nobody_else_covers():
    pair = [sector(), sector(off(90, 1), id="b-1", site_id="b")]
    coverage = Coverage(pair, points([off(270, 0.5), off(90, 0.5)]))
    change = coverage.switch("a", up=False)
    assert (change.amounts["4G"].people, change.communes) == (10, CODES)
    assert coverage.lost("4G") == change.amounts["4G"]
    assert coverage.shares("4G", planned=True).covered.people == 20


def test_switch_to_what_a_site_is_already_changes_nothing():
    coverage = Coverage([sector()], LAND)
    assert coverage.switch("a", up=True).amounts == dict.fromkeys(SERVICES, NOBODY)
    coverage.switch("a", up=False)
    assert coverage.switch("a", up=False).communes == ()


def test_switch_of_an_unknown_site_is_refused_with_its_name():
    with pytest.raises(ValueError, match="site b:"):
        Coverage([sector()], LAND).switch("b", up=False)


def test_coverage_of_no_sector_at_all_is_refused():
    with pytest.raises(ValueError, match="no sector"):
        Coverage([], LAND)


def test_site_outside_of_all_points_covers_nothing():
    coverage = Coverage([sector((EAST - 50_000, NORTH))], LAND)
    assert coverage.shares("any").covered == NOBODY


@settings(max_examples=40, deadline=None)
@given(networks(), st.lists(st.integers(0, 5), max_size=8))
def test_figures_kept_up_to_date_are_those_computed_anew(network, goings):
    coverage = Coverage(network, LAND)
    for going in goings:
        site = coverage.sites[going % len(coverage.sites)]
        coverage.switch(site, up=site in coverage.down)
    left = [one for one in network if one.site_id not in coverage.down]
    if left:
        anew = Coverage(left, LAND)
        assert list(coverage.by_commune()) == list(anew.by_commune())
        assert (coverage.counts == anew.counts).all()


@settings(max_examples=40, deadline=None)
@given(networks())
def test_off_and_on_again_gives_the_same_to_the_last_bit(network):
    coverage = Coverage(network, LAND)
    before = figures(coverage), coverage.counts.copy(), coverage.only.copy()
    for up in (False, True):
        for site in coverage.sites:
            coverage.switch(site, up)
    assert figures(coverage) == before[0]
    assert (coverage.counts == before[1]).all() and (coverage.only == before[2]).all()


@settings(max_examples=40, deadline=None)
@given(networks(), st.floats(0.1, 6))
def test_coverage_only_grows_with_power(network, more):
    weak = Coverage(network, LAND)
    strong = Coverage([replace(one, power_dbm=one.power_dbm + more) for one in network], LAND)
    assert (strong.counts >= weak.counts).all()
    for service in SERVICES:
        assert strong.shares(service).covered.area_km2 >= weak.shares(service).covered.area_km2


@settings(max_examples=40, deadline=None)
@given(networks())
def test_union_never_exceeds_the_whole_and_communes_add_up(network):
    coverage = Coverage(network, LAND)
    for service in SERVICES:
        whole = coverage.shares(service)
        parts = [coverage.shares(service, code) for code in CODES]
        assert sum((part.covered for part in parts), NOBODY) == whole.covered
        assert sum((part.total for part in parts), NOBODY) == whole.total
        assert all(0 <= share <= 1 for share in (whole.area, whole.people, whole.hamlets) if share is not None)


@settings(max_examples=40, deadline=None)
@given(networks())
def test_any_is_at_least_each_and_at_most_all_together(network):
    covered = [Coverage(network, LAND).shares(service).covered for service in SERVICES]
    assert max(each.people for each in covered[:-1]) <= covered[-1].people <= sum(each.people for each in covered[:-1])


@settings(max_examples=40, deadline=None)
@given(st.floats(0, 360), st.floats(0.1, 30))
def test_site_moved_by_little_changes_no_more_than_what_lies_near_its_edge(bearing, metres):
    moved = off(bearing, metres / RADIUS)
    here, there = (Coverage([sector(at)], LAND).shares("4G").covered.people for at in (MIDDLE, moved))
    away = np.hypot(HOMES[:, 0] - MIDDLE[0], HOMES[:, 1] - MIDDLE[1])
    assert abs(here - there) <= 10 * (np.abs(away - RADIUS) <= metres + 0.01).sum()


@settings(max_examples=40, deadline=None)
@given(networks(), networks(most=1))
def test_gain_is_what_building_the_mast_then_shows_and_changes_nothing(network, mast):
    mast = [replace(one, id=f"new-{one.id}", site_id="new") for one in mast]
    coverage = Coverage(network, LAND)
    before = figures(coverage)
    gained = coverage.gain(mast)
    built = Coverage([*network, *mast], LAND)
    assert figures(coverage) == before
    for service in SERVICES:
        assert gained[service] == built.shares(service).covered - coverage.shares(service).covered


@settings(max_examples=40, deadline=None)
@given(networks())
def test_lost_without_several_sites_is_what_switching_them_off_shows_and_changes_nothing(network):
    coverage = Coverage(network, LAND)
    before, taken = figures(coverage), coverage.sites[::2]
    lost = coverage.lost_without([*taken, taken[0]])
    assert figures(coverage) == before
    for site in taken:
        coverage.switch(site, up=False)
    assert lost == {service: coverage.lost(service) for service in SERVICES}


def test_servers_at_a_place_are_told_the_best_first_with_those_that_are_down():
    pair = [sector(), sector(off(90, 1), id="b-1", site_id="b")]
    coverage = Coverage(pair, LAND)
    coverage.switch("b", up=False)
    lon, lat = lonlat(off(90, 0.7))[0].tolist()
    heard = coverage.servers_at(lon, lat)
    assert [(server.site_id, server.up) for server in heard] == [("b", False), ("a", True)]
    assert heard[0].headroom_db > heard[1].headroom_db > 0


def test_sites_at_places_answers_in_the_order_of_the_places():
    places = lonlat(off(0, 1.1), off(0, 0.5), off(90, 0.9), off(180, 3))
    assert sites_at([sector()], *places.T, BUDGETS)["4G"].tolist() == [0, 1, 1, 0]


def test_switching_one_site_of_a_hundred_takes_less_than_a_tenth_of_computing_all_of_them():
    places = scattered(100, 5).tolist()
    network = [sector(tuple(at), id=f"s{n}-1", site_id=f"s{n}") for n, at in enumerate(places)]
    coverage = Coverage(network, LAND)
    anew = min(timeit.repeat(lambda: Coverage(network, LAND), number=1, repeat=3))
    one = min(timeit.repeat(lambda: [coverage.switch("s1", up) for up in (False, True)], number=1, repeat=20)) / 2
    assert one < anew / 10
