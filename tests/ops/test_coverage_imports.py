"""Files that coverage is computed from: whole or not at all; what is wrong is told by its line."""

import gzip
from datetime import timedelta
from pathlib import Path

import pytest

from config import ConfigError
from ops.coverage_imports import import_measurements, import_sites, import_units
from ops.population_import import AtPlace, import_population
from ops.whole_file import WholeFile
from store import imports, measurements, units
from store.planned_network import planned_sectors
from store.pool import connect
from store.population import population
from tests.builders import NOON
from tests.database import ask
from tests.ops.covering import CITY

SECTORS = "id,site_id,technology,band_mhz,height_metres,azimuth_degrees,beam_degrees,power_dbm,lon,lat\n"
GOOD = "a,far,4G,1800,30,10,65,46,105.65,18.65\n"
MEASURED = "time,lon,lat,technology,rsrp_dbm\n"
SAMPLE = "2026-11-20T08:00:00+07:00,105.65,18.65,4G,-101.5\n"
UNITS = "old_code,new_code,changed_on,share\n"


@pytest.fixture
def take(database_url, tmp_path):
    """Import a text as a file of the name."""
    with connect(database_url, 5) as connection:
        connection.autocommit = True

        def taking(how, text: str | bytes, name: str = "given.csv") -> str:
            path = Path(tmp_path / name)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
            return how(connection, CITY, path, "utf-8-sig", NOON)

        taking.link = connection
        yield taking


def refused(take, how, text: str) -> str:
    with pytest.raises(ConfigError, match="is not taken, nothing was changed") as error:
        take(how, text)
    return str(error.value)


def test_antennas_take_the_place_of_all_before_and_strangers_are_said(take):
    own = SECTORS.replace(",lon,lat", "") + "b,site-0001,4G,1800,30,10,65,46\n"
    assert take(import_sites, own) == "1 antennas of 1 sites taken"
    assert (planned_sectors(take.link)[0].lon, planned_sectors(take.link)[0].lat) == (105.62, 18.62)
    said = take(import_sites, SECTORS + GOOD)
    assert said.startswith("1 antennas of 1 sites taken; 1 of them are not in sites.csv: nothing is heard of them")
    assert [row.id for row in planned_sectors(take.link)] == ["a"]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("b,far,4G,1800,30,400,65,46,105.65,18.65", "line 3: azimuth_degrees '400': Expected `float` <= 360"),
        ("b,far,4G,1800,-30,10,65,46,105.65,18.65", "line 3: height_metres '-30'"),
        ("b,far,4G,1800,nan,10,65,46,105.65,18.65", "line 3: height_metres 'nan'"),
        ("a,far,4G,1800,30,10,65,46,105.65,18.65", "line 3: id 'a' stands in line 2 already"),
        ("b,far,4G,1800,30,10,65,46,105.66,18.65", "line 3: site 'far' stands somewhere else in line 2"),
        ("b,near,4G,1800,30,10,65,46,,", "line 3: site_id 'near' is not in sites.csv, and lon, lat are not said"),
        ("b,near,4G,1800,30,10,65,46,108,18.65", "line 3: 108, 18.65 is outside of Thử"),
        ("b,near,4G,1800,30,10,65,46,18.65,85.65", "line 3: 18.65, 85.65 is outside of Thử"),
        ("b,near,4G,1800,30,10,65,46,567000,2060000", "line 3: lon '567000': Expected `float` <= 180.0 (degrees"),
        ("b,near,4G,1800,30,10,65,46,18.65,105.65", "longitude is not latitude)"),
        ("b,near,2G,1800,30,10,65,46,105.65,18.65", "line 3: technology '2G'"),
        ("b,near,4G", "line 3: 3 cells under 10 columns"),
    ],
)
def test_antenna_that_cannot_be_refuses_the_file_by_its_line(take, row, words):
    take(import_sites, SECTORS + GOOD)
    assert words in refused(take, import_sites, SECTORS + GOOD + row + "\n")
    found = imports.newest(take.link, "sites")
    assert found and found.id == 1 and len(planned_sectors(take.link)) == 1


def test_file_of_no_rows_of_no_columns_and_of_another_table_is_refused(take):
    assert "there is no row in it" in refused(take, import_sites, SECTORS)
    assert "there is no row in it" in refused(take, import_sites, "")
    assert "unknown column" in refused(take, import_sites, "id,name\n1,x\n")
    with pytest.raises(ConfigError, match=r"columns are a, b; wanted are lon,lat,people or hamlet_id"):
        take(import_population, "a,b\n1,2\n")
    with pytest.raises(ConfigError, match=r"no file 'nowhere\.csv'"):
        import_sites(take.link, CITY, Path("nowhere.csv"), "utf-8", NOON)


def test_people_by_place(take):
    rows = "".join(f"{105.6 + n / 1e5:.5f},18.65,{n}\n" for n in range(5000))
    assert take(import_population, gzip.compress(b"lon,lat,people\n" + rows.encode()), "p.csv.gz") == (
        "12,497,500 people at 5,000 places taken")  # fmt: skip
    assert population(take.link).people.sum() == 12_497_500


def test_people_by_hamlet_and_by_commune(take):
    assert take(import_population, "hamlet_id,people\nwest,1\nmiddle,2\neast,3\nfar,4\n").startswith("10 people at 4")
    assert sorted(population(take.link).people) == [1, 2, 3, 4]
    assert take(import_population, "commune_code,people\n1,1246\n2,70\n").startswith("1,316 people at 5 places")
    assert sorted(population(take.link).people.round(6)) == [6, 40, 70, 200, 1000]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("lon,lat,people\n105.6,18.65,-1\n", "line 2: people '-1'"),
        ("lon,lat,people\n105.6,18.65,many\n", "line 2: people 'many'"),
        ("lon,lat,people\n108.6,18.65,1\n", "line 2: 108.6, 18.65 is outside of Thử"),
        ("commune_code,people\n1,7\n", "no row for commune_code '2'"),
        ("commune_code,people\n1,7\n2,7\n3,7\n", "line 4: commune_code '3' is unknown"),
        ("hamlet_id,people\nwest,7\nwest,7\n", "line 3: hamlet_id 'west' stands there twice"),
    ],
)
def test_people_that_cannot_be_refuse_the_file(take, text, words):
    take(import_population, "lon,lat,people\n105.65,18.65,7\n")
    assert words in refused(take, import_population, text)
    assert population(take.link).people.tolist() == [7.0]


def test_bad_row_after_many_good_ones_leaves_all_as_it_was(take):
    take(import_population, "lon,lat,people\n105.65,18.65,7\n")
    text = "lon,lat,people\n" + "105.65,18.65,1\n" * 45_000 + "105.65,18.65,\n"
    assert "line 45002: no column or nothing in it: `people`" in refused(take, import_population, text)
    assert population(take.link).people.tolist() == [7.0]


def test_file_of_more_rows_than_can_be_is_refused_at_once(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("lon,lat,people\n" + "105.65,18.65,1\n" * 9)
    with pytest.raises(ConfigError, match="line 5 is more than 3 rows"):
        list(WholeFile(path, "utf-8").portions(AtPlace, 3))


def test_file_of_another_kind_is_not_read_to_its_end(take):
    said = refused(take, import_sites, SECTORS + "x\n" * 5000)
    assert "not read on after line 1001: line 2: 1 cells under 10 columns" in said and "… and 990 more" in said


def test_zero_byte_and_a_cell_that_never_ends_are_named(take):
    assert "line 2: a zero byte" in refused(take, import_sites, SECTORS + GOOD.replace("far", "f\0r"))
    endless = 'lon,lat,people\n105.65,18.65,"' + "1\n" * 70_000
    assert "line 65538: no CSV from line 2 on: field larger" in refused(take, import_population, endless)


def test_measurements_are_added_once(take):
    assert take(import_measurements, MEASURED + SAMPLE * 2) == "1 measurements taken, 1 were there already"
    assert take(import_measurements, MEASURED + SAMPLE) == "0 measurements taken, 1 were there already"
    assert measurements.samples(take.link, "4G", NOON - timedelta(days=9)).dbm.tolist() == [-101.5]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("2026-11-20T08:00:00,105.65,18.65,4G,-101", "line 3: time '2026-11-20T08:00:00'"),
        ("2027-11-20T08:00:00Z,105.65,18.65,4G,-101", "line 3: time 2027-11-20T08:00:00+00:00 is in the future"),
        ("2026-11-20T08:00:00Z,105.65,18.65,4G,101", "line 3: rsrp_dbm '101': Expected `float` <= -20"),
        ("2026-11-20T08:00:00Z,18.65,88,4G,-101", "line 3: 18.65, 88 is outside of Thử"),
    ],
)
def test_measurement_that_cannot_be_refuses_the_file(take, row, words):
    assert words in refused(take, import_measurements, MEASURED + SAMPLE + row + "\n")
    assert len(measurements.samples(take.link, "4G", NOON - timedelta(days=9)).dbm) == 0


def test_crosswalk_is_taken(take, database_url):
    text = UNITS + "A,1,2025-07-01,1\nB,1,2025-07-01,0.25\nB,2,2025-07-01,0.75\n"
    assert take(import_units, text) == "2 old units given to 2 communes"
    assert [part.people_share for part in ask(database_url, units.crosswalk)] == [1.0, 0.25, 0.75]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("A,1,2025-07-01,0.5\nA,2,2025-07-01,0.4\n", "line 2: old unit 'A': area_share adds up to 0.9 and not to 1"),
        ("A,9,2025-07-01,1\n", "line 2: new_code '9': Thử has no such commune"),
        ("A,1,2025-07-01,0.5\nA,1,2025-07-01,0.5\n", "line 3: 'A' to '1' stands there twice"),
        ("A,1,2025-07-01,1.5\n", "line 2: share '1.5'"),
        ("A,1,2025-07-01,\n", "line 2: area_share: nothing in it, and no share that stands for all three"),
        ("A,1,2025-07-01,0.5\nA,2,2025-08-01,0.5\n", "line 2: old unit 'A': changed_on is not the same day"),
        ("A,1,01/07/2025,1\n", "line 2: changed_on '01/07/2025'"),
    ],
)
def test_crosswalk_that_cannot_be_is_refused(take, rows, words):
    assert words in refused(take, import_units, UNITS + rows)
