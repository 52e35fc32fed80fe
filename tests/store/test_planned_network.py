"""What coverage is computed from: each import whole or not at all, the same on both engines."""

from datetime import date, timedelta

import numpy as np
import pytest

from config.radio import PlannedSector
from store import imports, measurements, units
from store.measurements import Measurement, save_measurements
from store.planned_network import planned_sectors, replace_sectors
from store.pool import connect
from store.population import Population, population, replace_population
from tests.builders import NOON
from tests.database import ask

LATER = NOON + timedelta(hours=1)
SECTOR = PlannedSector(
    id="a", site_id="s", technology="4G", band_mhz=1800, height_metres=30, azimuth_degrees=0, beam_degrees=65,
    power_dbm=46, lon=105.6, lat=18.6,
)  # fmt: skip


@pytest.fixture
def link(any_engine_url):
    with connect(any_engine_url, 5) as connection:
        connection.autocommit = True
        yield connection


def points(count: int, begin: float = 105.0) -> Population:
    where = begin + np.arange(count) / 1e6
    return Population(where, where - 87, np.arange(count) + 0.25)


def measured(count: int) -> list[Measurement]:
    return [Measurement(NOON + timedelta(seconds=n), 105.6, 18.6, "4G", -80.5 - n) for n in range(count)]


def breaking(first):
    yield first
    raise ValueError("a bad row")


def test_sectors_come_back_as_they_were_and_replace_the_older(link):
    older = [SECTOR, PlannedSector(**{n: getattr(SECTOR, n) for n in SECTOR.__struct_fields__} | {"id": "b"})]
    replace_sectors(link, older, "old.csv", NOON)
    replace_sectors(link, [SECTOR], "new.csv", LATER)
    assert planned_sectors(link) == [SECTOR]
    found = imports.newest(link, "sites")
    assert found and (found.file, found.row_count, found.imported_at) == ("new.csv", 1, LATER)


def test_population_comes_back_as_it_was_and_replaces_the_older(link):
    assert len(population(link).people) == 0
    assert replace_population(link, [points(10)], "old.csv", NOON) == 10
    assert replace_population(link, [points(1000), points(500, 104.0)], "new.csv", LATER) == 1500
    found = population(link)
    assert found.lon.tolist() == [*points(1000).lon, *points(500, 104.0).lon]
    assert found.people.sum() == points(1000).people.sum() + points(500).people.sum()


def test_population_that_breaks_half_way_leaves_the_older(link):
    replace_population(link, [points(10)], "old.csv", NOON)
    with pytest.raises(ValueError, match="a bad row"):
        replace_population(link, breaking(points(1000)), "new.csv", LATER)
    assert len(population(link).people) == 10
    found = imports.newest(link, "population")
    assert found and found.file == "old.csv"


def test_measurements_imported_twice_are_kept_once(link):
    assert save_measurements(link, [measured(30), measured(40)], "a.csv", NOON) == (40, 30)
    assert save_measurements(link, [measured(45)], "b.csv", LATER) == (5, 40)
    found = measurements.samples(link, "4G", NOON)
    assert sorted(found.dbm) == sorted(-80.5 - n for n in range(45))
    assert len(measurements.samples(link, "4G", NOON + timedelta(seconds=40)).dbm) == 5
    assert len(measurements.samples(link, "3G", NOON).dbm) == 0


def test_measurements_that_break_half_way_leave_nothing(link):
    with pytest.raises(ValueError, match="a bad row"):
        save_measurements(link, breaking(measured(30)), "a.csv", NOON)
    assert len(measurements.samples(link, "4G", NOON).dbm) == 0
    assert imports.newest(link, "measurements") is None


def test_crosswalk_comes_back_as_it_was(link, any_engine_url):
    part = units.Part("old", "new", "Cũ", date(2025, 7, 1), 0.5, 0.25, 1.0)
    units.replace_crosswalk(link, [part], "units.csv", NOON)
    assert ask(any_engine_url, units.crosswalk) == [part]


def test_crosswalk_of_the_folder_holds_until_a_file_is_imported(link, any_engine_url):
    own, given = (units.Part(code, "new", "", date(2025, 7, 1), 1.0, 1.0, 1.0) for code in ("own", "given"))
    units.take_from_folder(link, [own])
    assert ask(any_engine_url, units.crosswalk) == [own]
    units.replace_crosswalk(link, [given], "units.csv", NOON)
    units.take_from_folder(link, [own])
    assert ask(any_engine_url, units.crosswalk) == [given]


def test_figures_of_old_units_are_given_to_the_new_by_shares():
    day = date(2025, 7, 1)
    parts = [units.Part("A", "1", "A", day, 1, 1, 1), units.Part("B", "1", "B", day, 0.5, 0.25, 1),
             units.Part("B", "2", "B", day, 0.5, 0.75, 0)]  # fmt: skip
    values = {"A": 100.0, "B": 40.0, "9": 7.0}
    assert units.recut(values, parts, "people", date(2025, 6, 30)) == {"9": 7.0, "1": 110.0, "2": 30.0}
    assert units.recut(values, parts, "area", date(2025, 6, 30)) == {"9": 7.0, "1": 120.0, "2": 20.0}
    assert units.recut(values, parts, "people", day) == values
