"""The model is built of what was imported, and where nothing was of the city's folder; it says which."""

import msgspec
import numpy as np
import pytest

from config.radio import Hamlet, PlannedSector
from geo.budget import BUDGETS
from store.coverage_model import budgets, load_coverage, origins
from store.planned_network import replace_sectors
from store.pool import connect
from store.population import Population, replace_population
from tests.builders import NOON, city, settings

LIMITS = settings().coverage


def sector(site_id: str, **changes) -> PlannedSector:
    row = {"id": f"{site_id}-1", "site_id": site_id, "technology": "4G", "band_mhz": 1800, "height_metres": 30,
           "azimuth_degrees": 0, "beam_degrees": 360, "power_dbm": 46}  # fmt: skip
    return PlannedSector(**(row | changes))


HAMLET = Hamlet(id="h", name="Xóm 1", commune_code="1", lon=105.62, lat=18.62, people=70, grid_power="no")
CITY = msgspec.structs.replace(city(), sectors=(sector("site-0001"),), hamlets=(HAMLET,))


@pytest.fixture
def link(any_engine_url):
    with connect(any_engine_url, 5) as connection:
        connection.autocommit = True
        yield connection


def model(link, of=CITY, limits=LIMITS):
    found = load_coverage(link, of, limits)
    assert found
    return found


def test_model_of_the_folder_says_so(link):
    found = model(link)
    assert found.sites == ("site-0001",)
    assert found.shares("4G", "1").covered.people == 70.0
    assert {key: (origin.name, origin.imported_at) for key, origin in origins(link, CITY).items()} == {
        "sites": ("sectors.csv", None), "people": ("hamlets.csv", None), "hamlets": ("hamlets.csv", None)}  # fmt: skip


def test_model_of_imports_says_so(link):
    replace_sectors(link, [sector("far", lon=105.75, lat=18.65)], "plan.csv", NOON)
    people = Population(*(np.array([value]) for value in (105.75, 18.65, 500.0)))
    replace_population(link, [people], "people.csv", NOON)
    found = model(link)
    assert found.sites == ("far",)
    assert found.shares("4G", "2").covered.people == 500.0
    of = origins(link, CITY)
    assert [of[key].name for key in ("sites", "people")] == ["plan.csv", "people.csv"]
    assert of["people"].imported_at == NOON


def test_budgets_of_the_default_settings_are_the_documented_ones():
    assert budgets(LIMITS) == BUDGETS


@pytest.mark.parametrize(
    "harder",
    [{"threshold_dbm": {"3G": -100.0, "4G": -80.0, "5G": -110.0}}, {"shadow_margin_db": 30.4},
     {"antenna_gain_dbi": {"3G": 17.0, "4G": -8.0, "5G": 24.0}}],
)  # fmt: skip
def test_budget_that_bears_less_reaches_less(link, harder):
    hard = msgspec.structs.replace(LIMITS, **harder)
    near, far = (model(link, limits=limits).shares("4G").covered.area_km2 for limits in (hard, LIMITS))
    assert 0 < near < far / 4


def test_city_without_antennas_has_no_model(link):
    assert load_coverage(link, city(), LIMITS) is None
