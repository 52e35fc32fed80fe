"""`ioc import-boundaries`: official polygons take the place of the approximate ones, whole or not at all."""

import json
import shutil
from pathlib import Path

import pytest

from config import ConfigError, Settings, load, load_city, project_folder
from config.boundaries import LIMIT_MB, MOST_BRACKETS, installed_boundaries
from ops.boundaries import import_boundaries

OFFICIAL = project_folder().parent / "shared" / "data" / "nghe_an_communes.geojson"
DEFAULT = project_folder() / "config" / "cities" / "nghe-an"


def settings(tmp_path: Path) -> Settings:
    """Of a copy of the default city without cameras, its data in a folder of its own."""
    city = shutil.copytree(DEFAULT, tmp_path / "city")
    (city / "cameras.toml").write_text("")
    return load({"IOC_CITY__FOLDER": str(city), "IOC_DATA__FOLDER": str(tmp_path / "data")})


def given(tmp_path: Path) -> tuple[Path, dict]:
    """A path for a file that somebody hands us, and sound boundaries to write there."""
    return tmp_path / "given.geojson", json.loads((DEFAULT / "communes.geojson").read_text(encoding="utf-8"))


def test_import_of_sound_boundaries_makes_them_the_citys_own(tmp_path: Path):
    own = settings(tmp_path)
    path, found = given(tmp_path)
    path.write_text(json.dumps(found), encoding="utf-8-sig")
    before = load_city(own, {})
    assert import_boundaries(path, own).startswith("130 communes from")
    after = load_city(own, {})
    assert (before.boundaries_approximate, after.boundaries_approximate) == (True, False)
    assert after.communes == before.communes


def test_import_of_boundaries_without_a_commune_changes_nothing(tmp_path: Path):
    own = settings(tmp_path)
    path, found = given(tmp_path)
    path.write_text(json.dumps(found))
    import_boundaries(path, own)
    installed = installed_boundaries(tmp_path / "data", own.city.folder)
    before = installed.read_bytes()
    path.write_text(json.dumps(found | {"features": found["features"][1:]}))
    with pytest.raises(ConfigError, match="no feature for 16681 Thành Vinh"):
        import_boundaries(path, own)
    assert installed.read_bytes() == before
    assert [file.name for file in installed.parent.iterdir()] == ["communes.geojson"]


def test_import_names_ten_problems_and_counts_the_rest(tmp_path: Path):
    path, found = given(tmp_path)
    path.write_text(json.dumps(found | {"features": []}))
    with pytest.raises(ConfigError, match="… and 120 more"):
        import_boundaries(path, settings(tmp_path))


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[1]", b'{"type": NaN}', b"[" * 100_000, b"PK\x03\x04"])
def test_import_of_no_geojson_says_so(tmp_path: Path, content: bytes):
    path = tmp_path / "given.geojson"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=r"given\.geojson: not GeoJSON"):
        import_boundaries(path, settings(tmp_path))


def test_import_of_300_mb_is_refused_unread(tmp_path: Path):
    path = tmp_path / "given.geojson"
    with path.open("wb") as file:
        file.truncate(300 * 10**6)
    with pytest.raises(ConfigError, match=f"300 MB; at most {LIMIT_MB} MB"):
        import_boundaries(path, settings(tmp_path))


def test_import_of_nothing_but_brackets_is_refused_before_it_takes_memory(tmp_path: Path):
    path = tmp_path / "given.geojson"
    path.write_text('{"type": "FeatureCollection", "features": [' + "[]," * MOST_BRACKETS + "[]]}")
    with pytest.raises(ConfigError, match=r"5,000,003 brackets, more than boundaries have"):
        import_boundaries(path, settings(tmp_path))


def test_import_of_a_file_that_is_not_there_says_so(tmp_path: Path):
    with pytest.raises(ConfigError, match="no such file"):
        import_boundaries(tmp_path / "nothing.geojson", settings(tmp_path))


def test_import_repairs_an_installed_file_that_cannot_be_read(tmp_path: Path):
    own = settings(tmp_path)
    broken = installed_boundaries(tmp_path / "data", own.city.folder)
    broken.parent.mkdir(parents=True)
    broken.write_text("{")
    with pytest.raises(ConfigError, match=r"communes\.geojson: not GeoJSON"):
        load_city(own, {})
    path, found = given(tmp_path)
    path.write_text(json.dumps(found))
    import_boundaries(path, own)
    assert load_city(own, {}).boundaries_approximate is False


@pytest.mark.skipif(not OFFICIAL.is_file(), reason="the official boundaries are not part of the project")
def test_import_of_the_official_boundaries_keeps_all_130(tmp_path: Path):
    own = settings(tmp_path)
    assert "130 communes" in import_boundaries(OFFICIAL, own)
    assert len(load_city(own, {}).boundaries["features"]) == 130
