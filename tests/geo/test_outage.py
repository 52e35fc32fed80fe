"""What sites that are down take away: by itself, and together without counting anybody twice."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.outage import outage, together
from tests.geo.radio import coverage, mast

WEST, MIDDLE, EAST = (105.640, 18.65), (105.655, 18.65), (105.670, 18.65)
PEOPLE = [(105.630, 18.65, 100.0), (105.6475, 18.65, 20.0), (105.6625, 18.65, 3.0), (105.680, 18.65, 1000.0)]


@pytest.fixture
def row_of_masts():
    """Three masts 1.6 km apart: the 100 hear the west one alone, the 1000 the east one; all hear what is between."""
    return coverage(mast("w", *WEST), mast("m", *MIDDLE), mast("e", *EAST), people=PEOPLE)


def lost(coverage, most: int = 99):
    return together(coverage, [outage(coverage, site) for site in coverage.down], most)


def people(rows) -> dict[tuple[str, ...], float]:
    return {row.sites: row.amounts.people for row in rows if row.amounts.people}


def test_nothing_is_lost_while_every_site_is_up(row_of_masts):
    assert lost(row_of_masts) == []


def test_site_alone_takes_away_what_no_other_reaches(row_of_masts):
    row_of_masts.switch("w", up=False)
    assert people(lost(row_of_masts)) == {("w",): 100.0}
    found = {row.service: row for row in outage(row_of_masts, "w").taken}
    assert (found["4G"].amounts.people, found["any"].amounts.people, found["5G"].amounts.people) == (100.0, 100.0, 0.0)
    assert found["4G"].communes == ("1",)


def test_sites_together_take_away_more_and_nobody_is_counted_twice(row_of_masts):
    for site in ("w", "m", "e"):
        row_of_masts.switch(site, up=False)
    rows = lost(row_of_masts)
    assert people(rows) == {("w",): 100.0, ("e",): 1000.0, ("m", "w"): 20.0, ("e", "m"): 3.0}
    whole = row_of_masts.lost("any")
    assert sum(row.amounts.people for row in rows) == whole.people == 1123.0
    assert sum(row.amounts.area_km2 for row in rows) == pytest.approx(whole.area_km2, abs=1e-9)
    assert {row.service: row.amounts.people for row in outage(row_of_masts, "m").taken}["any"] == 23.0
    assert [row.sites for row in lost(row_of_masts, most=2)] == [("e",), ("w",)]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.floats(105.61, 105.79), st.floats(18.61, 18.69)), min_size=1, max_size=9), st.data())
def test_groups_add_up_to_what_is_lost_whatever_is_down(places, data):
    masts = [mast(f"s{n}", *place) for n, place in enumerate(places)]
    made = coverage(*masts, people=PEOPLE)
    for site in data.draw(st.sets(st.sampled_from(made.sites))):
        made.switch(site, up=False)
    rows, whole = lost(made), made.lost("any")
    assert sum(row.amounts.people for row in rows) == pytest.approx(whole.people)
    assert sum(row.amounts.area_km2 for row in rows) == pytest.approx(whole.area_km2)
    for site in made.down:
        [own] = [row.amounts for row in outage(made, site).taken if row.service == "any"]
        assert sum(row.amounts.area_km2 for row in rows if site in row.sites) == pytest.approx(own.area_km2)
