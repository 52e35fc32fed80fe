"""How far a sector is heard: where its loss eats its budget up, and never beyond where the formula holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.budget import BUDGETS, beyond_limits, headroom_db, limits, path_loss, radii, radius_metres
from geo.sectors import TECHNOLOGIES, TERRAINS
from tests.geo.country import sector

BUDGET = BUDGETS["4G"]


def test_budget_of_a_forty_watt_carrier_is_as_computed_by_hand():
    assert BUDGET.pilot_dbm(46.0) == pytest.approx(46 - 2 + 17 - 30.8)
    assert BUDGET.bearable_db(46.0) == pytest.approx(30.2 - 5.4 + 105)


def test_pilot_shares_are_those_of_the_carriers_in_the_documentation():
    """A tenth for CPICH; 1,200 subcarriers of 20 MHz; 3,276 of 100 MHz at 30 kHz."""
    shares = [10 ** (BUDGETS[technology].share_db / 10) for technology in TECHNOLOGIES]
    assert shares == pytest.approx([10, 1200, 3276], rel=0.02)


@pytest.mark.parametrize("terrain", TERRAINS)
@pytest.mark.parametrize("band", [450.0, 900.0, 1800.0, 2600.0, 3500.0])
def test_radius_is_where_the_loss_equals_what_can_be_borne(terrain, band):
    one = sector(band_mhz=band, terrain=terrain, power_dbm=30.0)
    radius = radius_metres(one, BUDGET)
    assert float(path_loss(band, 35.0, terrain, radius)) == pytest.approx(BUDGET.bearable_db(30.0, terrain), abs=0.01)
    assert float(headroom_db(one, BUDGET, radius)) == pytest.approx(0, abs=0.01)


def test_radius_of_a_strong_sector_ends_where_the_formula_ends():
    assert radius_metres(sector(band_mhz=700.0, power_dbm=60.0), BUDGET) == limits(700.0, "rural").distance_metres[1]


def test_radius_of_a_sector_that_nobody_hears_is_nothing():
    assert radius_metres(sector(power_dbm=0.0, band_mhz=30_000.0, terrain="mountain"), BUDGET) == 0


def test_radii_differ_by_technology():
    both = [sector(), sector(id="a-2", technology="3G")]
    assert radii(both).tolist() == [radius_metres(one, BUDGETS[one.technology]) for one in both]


@pytest.mark.parametrize("band", [900.0, 1800.0, 2100.0, 3500.0])
def test_terrain_that_is_harder_is_never_heard_further(band):
    losses = [float(path_loss(band, 35.0, terrain, 1500.0)) for terrain in ("rural", "suburban", "urban")]
    assert losses == sorted(losses)
    assert BUDGET.bearable_db(46.0, "mountain") == pytest.approx(BUDGET.bearable_db(46.0) - 10)


@given(st.floats(0, 60), st.floats(0.01, 10), st.sampled_from(TERRAINS), st.floats(150, 6000))
def test_radius_only_grows_with_power(power, more, terrain, band):
    weak, strong = (sector(power_dbm=p, terrain=terrain, band_mhz=band) for p in (power, power + more))
    assert radius_metres(strong, BUDGET) >= radius_metres(weak, BUDGET)


def test_height_outside_of_what_the_formula_was_fitted_for_is_said():
    assert beyond_limits(sector(height_metres=35.0)) == []
    assert "25" in beyond_limits(sector(terrain="urban", band_mhz=2600.0))[0]
    assert "30-200" in beyond_limits(sector(terrain="urban", band_mhz=900.0, height_metres=18.0))[0]
