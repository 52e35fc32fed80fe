"""The default city's files are what `python -m ops.city` makes of the facts, and they fit each other."""

import json
import sys
from pathlib import Path

import pytest
import shapely

from config import City, load, load_city, project_folder
from geo.areas import Areas
from ops import city, made_up

FOLDER = project_folder() / "config" / "cities" / "nghe-an"


@pytest.fixture(scope="module")
def nghe_an(tmp_path_factory: pytest.TempPathFactory) -> City:
    """The city as it comes, also where somebody has imported other boundaries."""
    return load_city(load({"IOC_DATA__FOLDER": str(tmp_path_factory.mktemp("data"))}), {})


def test_city_made_anew_is_the_one_that_is_kept(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["ops.city", str(tmp_path)])
    assert city.main() == 0
    names = ("communes", "offices", "links", "bridges", "portals", "uplinks", "exchanges", "health_stations")
    radio = ("sites", "sectors", "hamlets", "units")
    for name in [f"{name}.csv" for name in (*names, *radio, "agencies")]:
        assert (tmp_path / name).read_text(encoding="utf-8") == (FOLDER / name).read_text(encoding="utf-8")
    made, kept = (json.loads((folder / "communes.geojson").read_bytes()) for folder in (tmp_path, FOLDER))
    for features in zip(made["features"], kept["features"], strict=True):
        one, other = (shapely.geometry.shape(feature["geometry"]) for feature in features)
        assert one.intersection(other).area / one.union(other).area > 0.999


def test_city_has_130_communes_an_office_and_a_link_each(nghe_an: City):
    codes = {commune.code for commune in nghe_an.communes}
    assert len(codes) == 130
    assert [office.commune_code for office in nghe_an.offices] == sorted(codes)
    assert {f"link-{code}" for code in codes} < {link.id for link in nghe_an.links}


def test_city_has_links_that_all_lead_to_the_centre(nghe_an: City):
    parents = {link.id: link.parent for link in nghe_an.links}
    assert [key for key, parent in parents.items() if not parent] == ["link-centre"]
    axes = {key for key, parent in parents.items() if parent == "link-centre"}
    assert len(axes) == 20
    assert all(parent in axes for key, parent in parents.items() if key not in axes | {"link-centre"})


def test_city_has_one_to_four_sites_in_each_commune_and_each_lies_there(nghe_an: City):
    areas = Areas(nghe_an.boundaries)
    assert all(areas.commune_at(site.lon, site.lat) == site.commune_code for site in nghe_an.sites)
    number = [sum(site.commune_code == commune.code for site in nghe_an.sites) for commune in nghe_an.communes]
    assert set(number) <= {1, 2, 3, 4}


def test_city_has_counters_between_two_and_eight(nghe_an: City):
    assert all(2 <= office.counters <= 8 for office in nghe_an.offices)


def test_city_has_the_systems_of_the_mission(nghe_an: City):
    levels = [bridge.level for bridge in nghe_an.bridges]
    assert (len(levels), levels.count("commune")) == (41, 39)
    assert (len(nghe_an.portals), len(nghe_an.health_stations), len(nghe_an.security)) == (12, 40, 1)
    assert {uplink.kind for uplink in nghe_an.uplinks} == {"internet", "dedicated", "lan"}
    codes = {commune.code for commune in nghe_an.communes}
    assert {row.commune_code for row in (*nghe_an.bridges, *nghe_an.portals, *nghe_an.agencies)} <= codes
    assert len(nghe_an.exchanges) == 3 and nghe_an.indicators and nghe_an.categories


def test_city_has_three_antennas_for_each_technology_of_a_site_and_2600_hamlets_or_more(nghe_an: City):
    wanted = sum(3 * len(site.technologies.split()) for site in nghe_an.sites)
    assert len(nghe_an.sectors) == wanted
    assert len(nghe_an.hamlets) > 2600
    assert sum(hamlet.grid_power == "no" for hamlet in nghe_an.hamlets) > 60
    assert 3_200_000 < sum(hamlet.people for hamlet in nghe_an.hamlets) < 3_450_000
    assert {commune.terrain for commune in nghe_an.communes} == {"urban", "suburban", "rural", "mountain"}


def test_city_knows_where_each_old_commune_went(nghe_an: City):
    assert len({row.old_code for row in nghe_an.old_units}) == 412
    assert {row.new_code for row in nghe_an.old_units} == {commune.code for commune in nghe_an.communes}
    assert sum(row.old_district == "Yên Thành" for row in nghe_an.old_units) == 32
    assert {row.shares() for row in nghe_an.old_units} == {(1.0, 1.0, 1.0)}


def test_slug_of_a_vietnamese_name_is_plain():
    assert made_up.slug("Đô Lương") == "do-luong"
