"""Candidates: a grid over the province, with what is known of backhaul and power at each place."""

import numpy as np
import pytest

from geo.candidates import Candidate, Carrier, Design, Surroundings, grid, masts
from geo.measure import lonlat_to_metres
from tests.geo.country import BOUNDARIES, CODES, EAST, NORTH, SIDE, lonlat

DESIGN = Design((Carrier("4G", 1800.0, 46.0), Carrier("5G", 2600.0, 49.0)), cost=2.0, off_grid_cost=1.5)
NONE = np.empty((0, 2))


def built(*places: tuple[float, float], sites=(), villages=(), powered=()) -> list[Candidate]:
    around = Surroundings(
        BOUNDARIES, dict.fromkeys(CODES, "rural"), lonlat(*sites), lonlat(*villages), np.array(powered, bool)
    )
    return masts(DESIGN, lonlat(*places), around)


def test_grid_has_one_place_per_cell_all_of_them_inside():
    metres = lonlat_to_metres(grid(BOUNDARIES, 2000.0))
    assert len(metres) == 50
    assert (metres > (EAST, NORTH)).all() and (metres < (EAST + 2 * SIDE, NORTH + SIDE)).all()


def test_mast_has_every_carrier_in_every_direction_and_the_terrain_of_its_commune():
    around = Surroundings(BOUNDARIES, {"west": "mountain", "east": "urban"}, NONE, NONE, np.empty(0, bool))
    one, other = masts(DESIGN, lonlat((EAST + 1000, NORTH + 1000), (EAST + SIDE + 1000, NORTH + 1000)), around)
    assert len(one.sectors) == 6 and len({sector.id for sector in one.sectors}) == 6
    assert (one.sectors[0].terrain, other.sectors[0].terrain) == ("mountain", "urban")


def test_place_outside_of_all_communes_is_no_candidate():
    assert [one.id for one in built((EAST - 500, NORTH), (EAST + 500, NORTH + 500))] == ["new-2"]


def test_backhaul_is_at_the_nearest_site_and_nowhere_without_any():
    place = (EAST + 1000, NORTH + 1000)
    [near] = built(place, sites=[(EAST + 4000, NORTH + 5000), (EAST + 9000, NORTH)])
    assert near.backhaul_metres == pytest.approx(5000, abs=0.1)
    assert built(place)[0].backhaul_metres == np.inf


def test_power_is_that_of_the_nearest_hamlet_and_costs_more_without():
    villages = [(EAST + 1000, NORTH + 1000), (EAST + 9000, NORTH + 1000)]
    places = [(EAST + 2000, NORTH + 1000), (EAST + 8000, NORTH + 1000)]
    lit, dark = built(*places, villages=villages, powered=[True, False])
    assert (lit.grid_power, lit.cost, dark.grid_power, dark.cost) == (True, 2.0, False, 3.5)
