"""Sectors: what cannot be is refused with its row and key; what can be is a wedge of the right size and direction."""

import math

import numpy as np
import pytest
import shapely

from geo.measure import to_metres
from geo.sectors import check, outline, polygon
from tests.geo.country import BOUNDARIES, EAST, MIDDLE, NORTH, sector


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("azimuth_degrees", 400.0),
        ("azimuth_degrees", -1.0),
        ("height_metres", -5.0),
        ("height_metres", math.nan),
        ("beam_degrees", 0.0),
        ("band_mhz", 1.8),
        ("power_dbm", math.inf),
        ("lon", math.nan),
        ("lat", 105.0),
        ("technology", "6G"),
        ("terrain", "sea"),
    ],
)
def test_sector_that_cannot_be_is_refused_with_its_id_and_key(key, value):
    with pytest.raises(ValueError, match=f"sector a-1: {key} "):
        sector(**{key: value})


def test_check_of_sound_sectors_finds_nothing():
    assert check([sector(), sector(id="a-2")], BOUNDARIES) == []


def test_check_of_no_sector_says_so():
    assert check([]) == ["there is no sector at all"]


def test_check_names_the_row_of_an_id_that_stands_twice():
    assert check([sector(), sector(id="b"), sector()]) == ["row 3 (sector a-1): the same id stands in row 1"]


def test_check_names_the_row_of_a_site_in_two_places():
    [problem] = check([sector(), sector(id="a-2", lon=106.0)])
    assert problem.startswith("row 2 (sector a-2): site a stands at ")


def test_check_takes_antennas_on_roofs_side_by_side_for_one_site():
    assert check([sector(), sector(id="a-2", lon=sector().lon + 0.0005)]) == []


def test_check_names_the_row_of_a_site_outside_the_province():
    near, far = (EAST - 2000, NORTH), (EAST - 5000, NORTH)
    [problem] = check([sector(near), sector(far, id="b-1", site_id="b")], BOUNDARIES)
    assert problem.startswith("row 2 (sector b-1): site b at ") and problem.endswith("outside the province")


def test_check_says_when_longitude_and_latitude_are_swapped():
    there = sector()
    [problem] = check([sector(lon=there.lat, lat=there.lon - 30)], BOUNDARIES)
    assert "swapped" in problem


@pytest.mark.parametrize("beam", [30.0, 65.0, 120.0, 270.0])
def test_polygon_is_a_wedge_of_its_share_of_the_disc(beam):
    shape = polygon(sector(azimuth_degrees=350.0, beam_degrees=beam), 3000.0)
    assert shape.is_valid
    assert shape.area == pytest.approx(math.pi * 3000**2 * beam / 360, rel=0.003)


@pytest.mark.parametrize(("azimuth", "east", "north"), [(0, 0, 1), (90, 1, 0), (180, 0, -1), (270, -1, 0)])
def test_polygon_looks_where_its_azimuth_says(azimuth, east, north):
    shape = polygon(sector(azimuth_degrees=azimuth, beam_degrees=90), 1000.0)
    assert shape.contains(shapely.Point(np.add(MIDDLE, (east * 900, north * 900))))
    assert not shape.contains(shapely.Point(np.subtract(MIDDLE, (east * 100, north * 100))))


def test_polygon_all_round_is_a_disc():
    assert polygon(sector(), 1000.0).area == pytest.approx(math.pi * 1e6, rel=0.003)


def test_outline_is_the_same_wedge_in_degrees():
    one = sector(beam_degrees=65.0)
    assert to_metres(outline(one, 2000.0)).equals_exact(polygon(one, 2000.0), 0.01)
