"""Measurements by square beside the model: where they disagree is said, and what was not measured is nothing."""

from datetime import UTC, datetime

import numpy as np
import pytest

from geo.measured import Samples, by_commune, cells
from tests.geo.radio import coverage, mast

HERE, FAR = (105.65, 18.65), (105.75, 18.65)
PEOPLE = [(*HERE, 40.0), (*FAR, 60.0)]


def samples(*rows: tuple[float, float, float]) -> Samples:
    lon, lat, dbm = np.array(rows, float).reshape(-1, 3).T
    return Samples(1.7e9 + np.arange(len(dbm)), lon, lat, dbm)


@pytest.fixture
def one_mast():
    """A mast in the west; nothing in the east."""
    return coverage(mast("w", *HERE), people=PEOPLE)


def found(one_mast, *rows, least: int = 3):
    return list(cells(one_mast, "4G", samples(*rows), least, -105.0))


def test_square_has_the_median_of_its_samples_and_their_time(one_mast):
    [cell] = found(one_mast, *((*HERE, dbm) for dbm in (-90.0, -110.0, -80.0)))
    assert (cell.median_dbm, cell.samples, cell.commune_code, cell.good) == (-90.0, 3, "1", True)
    assert (cell.first_at, cell.last_at) == tuple(datetime.fromtimestamp(1.7e9 + n, UTC) for n in (0, 2))
    assert abs(cell.lon - HERE[0]) < 0.003 and abs(cell.lat - HERE[1]) < 0.003


def test_few_samples_say_nothing_and_neither_do_those_of_elsewhere(one_mast):
    assert found(one_mast, (*HERE, -90), (*HERE, -90)) == []
    assert found(one_mast, *((105.0, 18.0, -90.0) for _ in range(9))) == []
    assert found(one_mast) == []


@pytest.mark.parametrize(
    ("place", "dbm", "contradicts"), [(HERE, -104.9, False), (HERE, -106, True), (FAR, -106, False), (FAR, -90, True)]
)
def test_measured_contradicts_modelled_both_ways(one_mast, place, dbm, contradicts):
    [cell] = found(one_mast, *((*place, dbm) for _ in range(3)))
    assert cell.contradicts is contradicts
    assert cell.modelled is (place == HERE)


def test_model_of_a_square_is_that_of_the_plan_while_its_site_is_down(one_mast):
    one_mast.switch("w", up=False)
    [cell] = found(one_mast, *((*HERE, -90.0) for _ in range(3)))
    assert cell.modelled


def test_figures_of_what_was_measured_are_of_measured_ground_alone(one_mast):
    near = found(one_mast, *((*HERE, -90.0) for _ in range(3)), *((*FAR, -120.0) for _ in range(3)))
    shares = by_commune(one_mast.points, near)
    assert set(shares) == {"1", "2"}
    assert (shares["1"].people, shares["2"].people) == (1.0, 0.0)
    assert shares["1"].total.area_km2 == pytest.approx(0.25, abs=0.01)
    assert shares["1"].hamlets is None
