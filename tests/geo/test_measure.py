import numpy as np
import pytest
import shapely

from geo.measure import area_km2, distance_metres, lonlat_to_metres, metres_to_lonlat, to_degrees, to_metres

VINH = (105.6922, 18.6733)
MUONG_XEN = (104.1310, 19.4010)


def test_distance_from_vinh_to_muong_xen_is_as_on_the_map():
    assert distance_metres(*VINH, *MUONG_XEN) == pytest.approx(182_900, rel=0.005)


def test_distance_to_the_same_place_is_nothing():
    assert distance_metres(*VINH, *VINH) == 0


def test_distance_along_the_ground_agrees_with_the_grid_within_its_scale():
    east, north = lonlat_to_metres(np.array([VINH, MUONG_XEN]))[1] - lonlat_to_metres(np.array([VINH, MUONG_XEN]))[0]
    assert distance_metres(*VINH, *MUONG_XEN) == pytest.approx(np.hypot(east, north), rel=0.001)


def test_metres_of_the_central_meridian_are_half_a_million_east():
    assert lonlat_to_metres(np.array([[105.0, 0.0]]))[0] == pytest.approx([500_000, 0], abs=0.01)


def test_metres_and_back_gives_the_same_place():
    assert metres_to_lonlat(lonlat_to_metres(np.array([VINH])))[0] == pytest.approx(VINH, abs=1e-9)


def test_shape_to_metres_and_back_is_the_same_shape():
    shape = shapely.Point(*VINH).buffer(0.1)
    assert to_degrees(to_metres(shape)).equals_exact(shape, 1e-9)


def test_area_of_a_square_kilometre_is_one():
    east, north = lonlat_to_metres(np.array([VINH]))[0]
    assert area_km2(to_degrees(shapely.box(east, north, east + 1000, north + 1000))) == pytest.approx(1, rel=0.001)
