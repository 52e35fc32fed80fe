"""`ioc coverage`, round by round, with a clock that is moved by hand."""

from datetime import date, timedelta

import msgspec
import pytest

from ops.covering import Covering
from ops.watching import Watch
from store import coverage, watch
from store.imports import INPUTS, MEASURED
from store.measurements import Measurement, cells, save_measurements
from store.planned_network import replace_sectors
from store.pool import connect
from store.records import AlertRaised
from store.write import save
from tests.builders import NOON, batch, city, settings
from tests.database import ask
from tests.ops.covering import CITY, planned, says

LATER = NOON + timedelta(seconds=10)


@pytest.fixture
def link(database_url):
    with connect(database_url, 5) as connection:
        connection.autocommit = True
        yield connection


@pytest.fixture
def covering(link):
    """Both sites up, and a first round done at noon."""
    says(link, NOON, one=True, two=True)
    made = Covering(settings(), CITY)
    made.round(link, {INPUTS}, NOON)
    return made


def people(url: str) -> dict[str, tuple[float, float, float]]:
    """Of each service: how many there are, would be reached, and are."""
    rows = ask(url, coverage.now)
    whole = {service: coverage.summed(rows, service) for service in ("3G", "4G", "5G", "any")}
    return {name: (row.total.people, row.planned.people, row.now.people) for name, row in whole.items() if row.planned}


def test_first_round_says_what_is_covered_and_where_it_is_from(covering, database_url):
    assert people(database_url)["4G"] == (623.0, 123.0, 123.0)
    assert people(database_url)["3G"] == (623.0, 0.0, 0.0)
    state = ask(database_url, coverage.state)
    assert (state.as_of, state.sites, state.sites_down, state.sites_unheard) == (NOON, 2, 0, 0)
    assert state.origins["sites"] == coverage.Origin("sectors.csv", 2)


def test_site_that_is_down_is_taken_out_and_what_it_takes_away_is_said(covering, link, database_url):
    says(link, LATER, one=False)
    covering.round(link, {"alerts"}, LATER)
    assert people(database_url)["any"] == (623.0, 123.0, 23.0)
    [down] = ask(database_url, coverage.down, "4G")
    assert (down.site_id, down.since, down.amounts.people, down.communes) == ("site-0001", LATER, 100.0, ("1",))
    assert [row.sites for row in ask(database_url, coverage.lost) if row.amounts.people] == [("site-0001",)]
    assert ask(database_url, coverage.state).sites_down == 1


def test_alert_about_a_dead_site_says_how_many_people_it_leaves(covering, link, tmp_path):
    quiet = settings(IOC_DATA__FOLDER=str(tmp_path))
    says(link, LATER, one=False)
    down = ("site_down/site-0001", "site_down", "moderate", "site-0001", LATER, LATER, 105.6, 18.6, "1")
    save(link, batch(AlertRaised(*down, {})))
    watching = Watch(quiet, CITY, NOON)
    for wanted in ({}, {"people": 100}):
        watching.place(link, watch.unresolved(link), LATER)
        assert [alert.hides for alert in watch.unresolved(link)] == [wanted]
        covering.round(link, {"alerts"}, LATER)


def test_site_that_is_back_is_brought_back(covering, link, database_url):
    before = ask(database_url, coverage.now)
    for seconds, up in ((10, False), (20, True)):
        says(link, NOON + timedelta(seconds=seconds), one=up, two=up)
        covering.round(link, set(), NOON + timedelta(seconds=seconds))
    assert ask(database_url, coverage.now) == before
    assert ask(database_url, coverage.down, "any") == [] == ask(database_url, coverage.lost)


def test_sites_down_together_lose_more_and_nobody_twice(covering, link, database_url):
    says(link, LATER, one=False, two=False)
    covering.round(link, set(), LATER)
    lost = {row.sites: row.amounts.people for row in ask(database_url, coverage.lost) if row.amounts.people}
    assert lost == {("site-0001",): 100.0, ("site-0001", "site-0002"): 20.0, ("site-0002",): 3.0}


def test_what_fails_next_is_ranked_by_people(covering, link, database_url):
    first = [(row.site_id, row.amounts.people) for row in ask(database_url, coverage.failures, "4G")]
    assert first == [("site-0001", 100.0), ("site-0002", 3.0)]
    says(link, LATER, two=False)
    covering.round(link, set(), LATER)
    assert [(row.site_id, row.amounts.people) for row in ask(database_url, coverage.failures, "4G")] == [
        ("site-0001", 120.0)]  # fmt: skip


def test_gaps_are_told_with_the_people_in_them(covering, database_url):
    [gap] = [row for row in ask(database_url, coverage.gaps, "4G", "1") if row.amounts.people]
    assert gap.amounts.people == 500.0
    assert gap.geometry["type"] in ("Polygon", "MultiPolygon")
    assert sum(row.amounts.people for row in ask(database_url, coverage.gaps, "3G")) == 623.0


def test_silent_sites_are_counted_and_stay_as_they_last_said(covering, link, database_url):
    says(link, LATER, one=False)
    covering.round(link, set(), LATER)
    much_later = NOON + timedelta(hours=3)
    covering.round(link, set(), much_later)
    state = ask(database_url, coverage.state)
    assert (state.as_of, state.sites_down, state.sites_unheard) == (LATER, 1, 2)


def test_round_without_news_writes_no_new_result(covering, link, database_url):
    before = ask(database_url, coverage.state)
    says(link, LATER, one=True, two=True)
    covering.round(link, set(), LATER)
    after = ask(database_url, coverage.state)
    assert (after.as_of, after.computed_at) == (LATER, before.computed_at)


def test_imported_antennas_take_the_place_of_the_folders(covering, link, database_url):
    replace_sectors(link, [planned("far", lon=105.69, lat=18.62)], "plan.csv", NOON)
    covering.round(link, {INPUTS}, LATER)
    assert people(database_url)["4G"] == (623.0, 500.0, 500.0)
    state = ask(database_url, coverage.state)
    assert (state.origins["sites"].name, state.sites, state.sites_unheard) == ("plan.csv", 1, 1)


def test_city_without_antennas_is_told_so_and_waits_for_some(link, database_url, caplog):
    bare = Covering(settings(), city())
    with caplog.at_level("INFO"):
        bare.round(link, {INPUTS}, NOON)
    assert "no antennas are known" in caplog.text
    assert ask(database_url, coverage.state) is None
    replace_sectors(link, [planned("site-0001", lon=105.62, lat=18.62)], "plan.csv", NOON)
    bare.round(link, {INPUTS}, NOON)
    assert ask(database_url, coverage.state).sites == 1


def test_day_is_kept_once_and_anew_after_local_midnight(covering, link, database_url):
    says(link, LATER, one=False)
    for hours in (1, 11.9, 12.1, 30):  # noon in the city is 05:00 UTC
        covering.round(link, set(), NOON + timedelta(hours=hours))
    days = ask(database_url, coverage.trend, "4G", date(2026, 1, 1), "1")
    assert [(row.day, row.coverage.now.people) for row in days] == [
        (date(2026, 11, 21), 123.0), (date(2026, 11, 22), 23.0)]  # fmt: skip
    assert [row.coverage.planned.people for row in days if row.coverage.planned] == [123.0, 123.0]


def test_measurements_are_set_beside_the_model_and_kept_apart(covering, link, database_url):
    rows = [Measurement(NOON - timedelta(minutes=n), 105.62, 18.62, "4G", -120.0) for n in range(5)]
    save_measurements(link, [rows], "drive.csv", NOON)
    covering.round(link, {MEASURED}, LATER)
    [cell] = ask(database_url, cells, "4G", True)
    assert (cell.modelled, cell.good, cell.samples, cell.commune_code) == (True, False, 5, "1")
    assert people(database_url)["4G"] == (623.0, 123.0, 123.0)
    assert ask(database_url, coverage.state).origins["measurements"].name == "drive.csv"
    covering.round(link, set(), NOON + timedelta(days=1))
    [day] = ask(database_url, coverage.trend, "4G", date(2026, 11, 22), "", "measured")
    assert day.coverage.planned is None and day.coverage.now.area_km2 == 0
    assert 0.2 < day.coverage.total.area_km2 < 0.3


def test_changed_thresholds_change_the_result(link, database_url):
    strict = msgspec.structs.replace(settings().coverage, threshold_dbm={"3G": -60.0, "4G": -60.0, "5G": -60.0})
    Covering(msgspec.structs.replace(settings(), coverage=strict), CITY).round(link, {INPUTS}, NOON)
    assert people(database_url)["4G"][2] == 0.0
