"""Where masts should stand: what somebody tries, what is sought, and what cannot be."""

import asyncio
import threading

import msgspec
import numpy as np
import pytest

from dashboard.centre import Centre
from dashboard.components.coverage_ground import overlap_table, territory_features
from dashboard.components.coverage_siting import gain_lines, guarantee_text, plan_marks, plan_table
from dashboard.coverage_around import candidate_at, design_of
from dashboard.coverage_ground import ground
from dashboard.coverage_model import Model
from dashboard.coverage_siting import Asked, gain, seek
from dashboard.coverage_view import View
from dashboard.pages.coverage import grounded, planned
from geo.candidates import masts
from store.reader import DatabaseDown
from tests.dashboard import scenes
from tests.dashboard.coverage_scene import DOWN
from tests.dashboard.test_coverage_three import text_of

FAR = View(service="4G", spacing_km=12.0, masts=4)


@pytest.fixture(scope="module")
def model(covered):
    made = Model(covered)
    yield made
    made.close()


def run(answer):
    """Connections do not outlive a loop: each question of a test has one of its own."""

    async def asking():
        return await answer()

    return asyncio.run(asking())


def sought(model, view):
    model.close()
    return run(lambda: seek(model, view))


def test_mast_at_a_gap_covers_people_and_one_beside_a_site_few(covered, model):
    best = sought(model, FAR)
    mast = best.plan.masts[0]
    sector = best.candidates[mast.candidate_id].sectors[0]
    model.close()
    there = run(lambda: gain(model, FAR, sector.lon, sector.lat))
    assert there.newly["4G"] == mast.newly and there.newly["4G"].people > 0
    site = covered.city.sites[0]
    model.close()
    beside = run(lambda: gain(model, FAR, site.lon, site.lat))
    assert beside.newly["4G"].people < there.newly["4G"].people and beside.candidate.backhaul_metres < 1


def test_mast_outside_of_the_city_is_told_so(covered, model):
    model.close()
    found = run(lambda: gain(model, FAR, 110.0, 12.0))
    assert found.candidate is None and "outside" in " ".join(gain_lines(found, covered, covered.words("en")))


def test_stronger_mast_never_covers_less(model):
    best = sought(model, FAR)
    sector = best.candidates[best.plan.masts[0].candidate_id].sectors[0]
    people = []
    for power in (40.0, 46.0, 52.0):
        model.close()
        view = View(service="4G", power_dbm=power)
        people.append(run(lambda view=view: gain(model, view, sector.lon, sector.lat)).newly["4G"].people)
    assert people == sorted(people)


def test_exact_plan_is_never_worse_than_greedy(model):
    greedy, exact = (
        sought(model, View(service="4G", spacing_km=20.0, masts=3, method=name)) for name in ("greedy", "exact")
    )
    assert exact.plan.newly.people >= greedy.plan.newly.people >= (1 - 1 / 2.718281828) * exact.plan.newly.people
    assert greedy.plan.guarantee == pytest.approx(0.632, abs=1e-3)


def test_grid_power_and_backhaul_leave_candidates_out(model):
    free = sought(model, FAR)
    bound = sought(model, View(service="4G", spacing_km=12.0, masts=4, backhaul_km=5.0, grid_power=True))
    assert bound.plan.refused > free.plan.refused == 0
    for mast in bound.plan.masts:
        there = bound.candidates[mast.candidate_id]
        assert there.backhaul_metres <= 5000 and there.grid_power


def test_given_places_keep_their_names(covered, model):
    near = covered.city.communes[60]
    view = View(service="4G", given=f"Đồi A, {near.lon}, {near.lat}; B,{near.lon + 0.01},{near.lat}")
    found = sought(model, view)
    told = text_of(plan_table(found, view, covered.words("en")))
    assert len(found.candidates) == 2 and ("Đồi A" in told or "B" in told)


@pytest.mark.parametrize(
    ("given", "why"),
    [("A, 105", "not name"), ("A,x,y", "not name"), (", 105, 19", "not name"), ("A,19.1,105.2", "swapped"),
     ("A,105,19;A,105,19", "twice"), ("A,109.0,12.0", "outside of the city"), ("A,nan,19", "not name")],
)  # fmt: skip
def test_given_place_that_cannot_be_is_named(given, why, model, covered):
    with pytest.raises(Asked) as told:
        sought(model, View(given=given))
    assert why in covered.words("en")(told.value.message, **told.value.values)


def test_too_many_candidates_are_refused_before_anything_is_computed(model):
    with pytest.raises(Asked, match="too many"):
        sought(model, View(method="exact", spacing_km=4.0))


def test_model_follows_what_the_store_says_is_down(covered, model):
    model.close()
    assert run(lambda: model.ask(lambda known, _around: known.down)) == {covered.city.sites[DOWN].id}


def test_plan_says_three_figures_and_its_guarantee(covered, model):
    found = sought(model, FAR)
    told = text_of(plan_table(found, FAR, covered.words("en")))
    assert "km²" in told and "people" in told and "hamlet" in told and "63.2 of 100" in told
    marks = plan_marks(found, covered.words("en"))["features"]
    assert [mark["properties"]["place"] for mark in marks] == list(range(1, len(found.plan.masts) + 1))


def test_guarantee_that_there_is_none_is_said(covered, model):
    found = sought(model, FAR)
    plan = type(found.plan)(**{name: getattr(found.plan, name) for name in found.plan.__slots__} | {"guarantee": None})
    assert "Nothing is guaranteed" in guarantee_text(plan, FAR, covered.words("en"))


def test_database_that_is_down_is_told_as_that(covered):
    lost = scenes.settings("postgresql://postgres@127.0.0.1:1/none", 8050)
    made = Model(Centre(lost, covered.city))
    with pytest.raises(DatabaseDown):
        run(lambda: gain(made, FAR, 105.0, 19.0))


def test_place_beside_a_site_tells_who_serves_it_best(covered, model):
    site = covered.city.sites[0]
    model.close()
    found = run(lambda: gain(model, View(service="any"), site.lon + 0.001, site.lat))
    assert found.heard and site.name in gain_lines(found, covered, covered.words("en"))[-1]


def test_overlap_and_territories_account_for_everybody(covered, model):
    model.close()
    found = run(lambda: ground(model, "4G"))
    shares = run_shares(model)
    assert sum(row.people for row in found.overlap[1:]) == pytest.approx(shares.covered.people)
    assert sum(row.amounts.area_km2 for row in found.territories) == pytest.approx(shares.covered.area_km2)
    rows = territory_features(found, covered, covered.words("vi"))["features"]
    assert covered.city.sites[DOWN].id not in {row["properties"]["id"] for row in rows}
    assert text_of(overlap_table(found, covered.words("en"))).count("km²") == 5


def run_shares(model):
    model.close()
    return run(lambda: model.ask(lambda known, _around: known.shares("4G")))


def test_screens_go_on_while_the_model_computes(model):
    model.close()
    gate = threading.Event()

    async def both():
        asking = asyncio.ensure_future(model.ask(lambda _known, _around: gate.wait(20)))
        while not model._turn.locked() or model._coverage is None:
            await asyncio.sleep(0.01)
        gate.set()
        return await asking

    assert asyncio.run(both()), "the loop could open the gate while the question waited for it"


@pytest.mark.parametrize("view", [View(layers=("servers",)), View()])
def test_best_servers_without_a_database_are_told_as_that(view, covered):
    lost = scenes.settings("postgresql://postgres@127.0.0.1:1/none", 8050)
    data, told = asyncio.run(grounded(Centre(lost, covered.city), view, covered.words("en")))
    assert data["features"] == [] and ("database" in text_of(told)) == ("servers" in view.layers)


def test_plan_without_a_database_or_a_network_is_told_as_that(covered, database_url):
    lost = scenes.settings("postgresql://postgres@127.0.0.1:1/none", 8050)
    bare = msgspec.structs.replace(covered.city, sectors=())
    for used, city, why in (
        (lost, covered.city, "database"),
        (scenes.settings(database_url, 8050), bare, "no planned"),
    ):
        told, marks, done = asyncio.run(planned(Centre(used, city), FAR, covered.words("en")))
        assert why in text_of(told) and marks["features"] == [] and done == {"masts": 0}


def test_mast_that_is_tried_is_the_candidate_that_would_be_sought_there(covered, model):
    model.close()
    places = np.array([[row.lon, row.lat] for row in covered.city.communes[::20]] + [[110.0, 12.0]])

    def both(_known, around):
        design = design_of(around, View(service="any", off_grid_cost=3.0))
        one_by_one = [candidate_at(around, design, *place) for place in places.tolist()]
        return [row for row in one_by_one if row], masts(design, places, around.surroundings)

    one_by_one, together = run(lambda: model.ask(both))
    facts = [[(row.cost, round(row.backhaul_metres, 3), row.grid_power, row.sectors[0].terrain) for row in rows]
             for rows in (one_by_one, together)]  # fmt: skip
    assert facts[0] == facts[1] and len(together) == len(places) - 1
