"""A city's folder as the sectors and points of its coverage."""

import msgspec
import numpy as np
import pytest

from config.radio import Hamlet, PlannedSector
from geo.network import points_of, sectors_of
from tests.builders import city


def planned(**changes) -> PlannedSector:
    row = {"id": "s-1", "site_id": "far", "technology": "4G", "band_mhz": 1800, "height_metres": 30, "lon": 105.7}
    row |= {"azimuth_degrees": 0, "beam_degrees": 65, "power_dbm": 46, "lat": 18.7}
    return PlannedSector(**(row | changes))


def test_imported_sectors_stand_in_the_stead_of_the_folders():
    there = city()
    [sector] = sectors_of(there, [planned()])
    assert (sector.id, sector.lon, sector.lat, sector.site_id) == ("s-1", 105.7, 18.7, "far")


def test_sector_whose_place_nobody_says_is_named():
    with pytest.raises(ValueError, match="sector s-1: nobody says where site far stands"):
        sectors_of(city(), [planned(lon=None, lat=None)])


def test_people_of_the_hamlets_give_way_to_imported_ones():
    there = city()
    commune = there.communes[0]
    row = Hamlet(id="h", name="H", commune_code=commune.code, lon=commune.lon, lat=commune.lat, people=70,
                 grid_power="yes")  # fmt: skip
    with_hamlet = msgspec.structs.replace(there, hamlets=(row,))
    places = np.array([commune.lon]), np.array([commune.lat]), np.array([12.0])
    sums = [
        points.total().sum(axis=0)[1:].tolist() for points in (points_of(with_hamlet), points_of(with_hamlet, *places))
    ]
    assert sums == [[70.0, 1.0], [12.0, 1.0]]
