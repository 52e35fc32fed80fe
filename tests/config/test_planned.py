"""The planned network and the hamlets of a city's folder: what is wrong is told by line, column and value."""

import shutil
from pathlib import Path

import pytest

from config import ConfigError, load, load_city, project_folder

DEFAULT = project_folder() / "config" / "cities" / "nghe-an"
SECTORS = "id,site_id,technology,band_mhz,height_metres,azimuth_degrees,beam_degrees,power_dbm\n"
GOOD = "a,site-0001,4G,1800,30,10,65,46\n"
HAMLETS = "id,name,commune_code,lon,lat,people,grid_power\n"


def city(folder: Path, **files: str):
    """The default city with other sectors or hamlets."""
    shutil.copytree(DEFAULT, folder / "city")
    for name, text in files.items():
        (folder / "city" / f"{name}.csv").write_text(text)
    return load_city(load({"IOC_CITY__FOLDER": str(folder / "city"), "IOC_DATA__FOLDER": str(folder)}), {})


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("b,site-0001,4G,1800,30,400,65,46", r"line 3: azimuth_degrees '400': Expected `float` <= 360"),
        ("b,site-0001,4G,1800,-3,10,65,46", r"line 3: height_metres '-3': Expected `float` >= 1"),
        ("b,site-0001,4G,1800,30,10,0,46", r"line 3: beam_degrees '0'"),
        ("b,site-0001,4G,nan,30,10,65,46", r"line 3: band_mhz 'nan'"),
        ("b,site-0001,6G,1800,30,10,65,46", r"line 3: technology '6G': Invalid enum value"),
        ("b,site-0001,4G,1800,30,10,65", r"line 3: 7 cells under 8 columns"),
        ("b,site-0001,4G,1800,30,10,65,", r"line 3: no column or nothing in it: `power_dbm`"),
        ("a,site-0001,4G,1800,30,10,65,46", r"the id 'a' stands twice"),
        ("b,site-9,4G,1800,30,10,65,46", r"sectors.csv, b: site_id: there is no 'site-9'"),
        ("b,site-0001,3G,900,30,10,65,46", r"sectors.csv, b: technology: sites.csv says site-0001 has 4G 5G"),
    ],
)
def test_sector_that_cannot_be_is_refused_by_line_and_column(tmp_path, row: str, words: str):
    with pytest.raises(ConfigError, match=words):
        city(tmp_path, sectors=SECTORS + GOOD + row + "\n")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("h,Xóm 1,99999,105.6,18.6,100,yes", r"hamlets.csv, h: commune_code: there is no commune '99999'"),
        ("h,Xóm 1,16681,105.6,18.6,-1,yes", r"line 2: people '-1'"),
        ("h,Xóm 1,16681,18.6,105.6,1,yes", r"line 2: lat '105.6': Expected `float` <= 90"),
        ("h,Xóm 1,16681,105.6,18.6,1,maybe", r"line 2: grid_power 'maybe'"),
    ],
)
def test_hamlet_that_cannot_be_is_refused_by_line_and_column(tmp_path, row: str, words: str):
    with pytest.raises(ConfigError, match=words):
        city(tmp_path, hamlets=HAMLETS + row + "\n")


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("A,99999,2025-07-01,1\n", r"units.csv, A: new_code '99999': Nghệ An has no such commune"),
        ("A,16681,2025-07-01,0.5\n", r"units.csv, A: old unit 'A': area_share adds up to 0.5"),
        ("A,16681,yesterday,1\n", r"line 2: changed_on 'yesterday'"),
    ],
)
def test_old_unit_that_cannot_be_is_refused(tmp_path, rows: str, words: str):
    with pytest.raises(ConfigError, match=words):
        city(tmp_path, units="old_code,new_code,changed_on,share\n" + rows)


def test_many_bad_rows_are_told_ten_at_a_time(tmp_path):
    with pytest.raises(ConfigError, match=r"line 11: .*; … and 20 more"):
        city(tmp_path, hamlets=HAMLETS + "h\n" * 30)


def test_city_without_sectors_and_hamlets_has_none(tmp_path):
    bare = shutil.copytree(DEFAULT, tmp_path / "bare")
    for name in ("sectors.csv", "hamlets.csv"):
        (bare / name).unlink()
    found = load_city(load({"IOC_CITY__FOLDER": str(bare), "IOC_DATA__FOLDER": str(tmp_path)}), {})
    assert (found.sectors, found.hamlets) == ((), ())
