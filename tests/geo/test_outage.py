"""What sites that are down take away: by itself, and together without counting anybody twice."""

import pytest

from geo.outage import taken, together
from tests.geo.radio import coverage, mast

WEST, MIDDLE, EAST = (105.640, 18.65), (105.655, 18.65), (105.670, 18.65)
PEOPLE = [(105.630, 18.65, 100.0), (105.6475, 18.65, 20.0), (105.6625, 18.65, 3.0), (105.680, 18.65, 1000.0)]


@pytest.fixture
def row_of_masts():
    """Three masts 1.6 km apart: the 100 hear the west one alone, the 1000 the east one; all hear what is between."""
    return coverage(mast("w", *WEST), mast("m", *MIDDLE), mast("e", *EAST), people=PEOPLE)


def people(rows) -> dict[tuple[str, ...], float]:
    return {row.sites: row.amounts.people for row in rows if row.amounts.people}


def test_nothing_is_lost_while_every_site_is_up(row_of_masts):
    assert together(row_of_masts) == []


def test_site_alone_takes_away_what_no_other_reaches(row_of_masts):
    row_of_masts.switch("w", up=False)
    assert people(together(row_of_masts)) == {("w",): 100.0}
    found = {row.service: row for row in taken(row_of_masts, "w")}
    assert (found["4G"].amounts.people, found["any"].amounts.people, found["5G"].amounts.people) == (100.0, 100.0, 0.0)
    assert found["4G"].communes == ("1",)


def test_sites_together_take_away_more_and_nobody_is_counted_twice(row_of_masts):
    for site in ("w", "m", "e"):
        row_of_masts.switch(site, up=False)
    rows = together(row_of_masts)
    assert people(rows) == {("w",): 100.0, ("e",): 1000.0, ("m", "w"): 20.0, ("e", "m"): 3.0}
    lost = row_of_masts.lost("any")
    assert sum(row.amounts.people for row in rows) == lost.people == 1123.0
    assert sum(row.amounts.area_km2 for row in rows) == pytest.approx(lost.area_km2, abs=1e-9)
    assert {row.service: row.amounts.people for row in taken(row_of_masts, "m")}["any"] == 23.0
