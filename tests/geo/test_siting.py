"""Siting: the best mast first, limits kept, bounds that hold, and what is promised of greedy and exact plans."""

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.candidates import Candidate
from geo.coverage import Coverage
from geo.optimum import MOST_CANDIDATES, exact
from geo.shares import AREA, HAMLETS
from geo.siting import GREEDY_PART, Constraints, Plan, greedy
from tests.geo.country import EAST, NORTH, off, points, scattered, sector

HOMES = scattered(300, 3)
FAR_AWAY = sector((EAST - 60_000, NORTH))


def candidate(name: str, at: tuple[float, float], power: float = 46.0, **values) -> Candidate:
    one = sector(at, id=f"{name}-1", site_id=name, power_dbm=power)
    return Candidate(name, (one,), **values)


def country(homes=HOMES, villages=()) -> Coverage:
    return Coverage([FAR_AWAY], points(homes, villages))


@st.composite
def candidates(draw) -> list[Candidate]:
    """Up to seven masts by chance, loud enough to overlap, at various prices."""
    places = scattered(draw(st.integers(1, 7)), draw(st.integers(0, 10_000)))
    return [
        candidate(f"c{n}", tuple(place), draw(st.floats(44, 60)), cost=draw(st.sampled_from([1.0, 2.0, 3.5])))
        for n, place in enumerate(places.tolist())
    ]


def best_of_all(coverage: Coverage, masts: list[Candidate], constraints: Constraints) -> float:
    """By trying every plan there is."""
    most = 0.0
    for count in range(1, min(constraints.masts, len(masts)) + 1):
        for chosen in itertools.combinations(masts, count):
            if constraints.budget is None or sum(one.cost for one in chosen) <= constraints.budget:
                sectors = [replace(s, site_id="plan") for one in chosen for s in one.sectors]
                most = max(most, gained(coverage, sectors))
    return most


def gained(coverage: Coverage, sectors) -> float:
    built = [replace(one, site_id=f"plan-{n}") for n, one in enumerate(sectors)]
    return Coverage([FAR_AWAY, *built], coverage.points).shares("4G").covered.people


def names(plan: Plan) -> list[str]:
    return [mast.candidate_id for mast in plan.masts]


def test_greedy_takes_the_mast_with_most_people_first_and_counts_nobody_twice():
    homes = [off(90, x) for x in (-0.5, -0.4, 0.9, 1.0, 1.1, 3.0)]
    three = [candidate("a", off(90, 0)), candidate("b", off(90, 1)), candidate("c", off(90, 3))]
    plan = greedy(country(homes), three, "4G", Constraints(masts=3))
    assert names(plan) == ["a", "b", "c"]
    assert [mast.newly.people for mast in plan.masts] == [30, 20, 10]
    assert plan.newly.people == plan.at_most == 60


def test_greedy_leaves_out_what_has_service_already():
    coverage = Coverage([sector()], points([off(90, 0.5), off(90, 2)]))
    plan = greedy(coverage, [candidate("near", off(90, 0.1)), candidate("far", off(90, 2))], "4G")
    assert names(plan) == ["far"]


@pytest.mark.parametrize(
    ("limits", "left"),
    [
        (Constraints(), {"plain", "far", "dark", "dear"}),
        (Constraints(backhaul_metres=5000.0), {"plain", "dark", "dear"}),
        (Constraints(grid_power=True), {"plain", "far", "dear"}),
        (Constraints(budget=5.0), {"plain", "far", "dark"}),
    ],
)
def test_limits_leave_out_candidates_and_say_how_many(limits, left):
    four = [
        candidate("plain", off(0, 0)),
        candidate("far", off(90, 2.5), backhaul_metres=9000.0),
        candidate("dark", off(180, 2.5), grid_power=False),
        candidate("dear", off(270, 2.5), cost=10.0),
    ]
    plan = greedy(
        country([off(bearing, far) for bearing, far in ((0, 0), (90, 2.5), (180, 2.5), (270, 2.5))]), four, "4G", limits
    )
    assert set(names(plan)) == left
    assert plan.refused == 4 - len(left)


def test_plan_can_be_made_for_ground_or_hamlets():
    places = [candidate("people", off(90, 0)), candidate("hamlet", off(90, 3))]
    coverage = country([off(90, 0)], [off(90, 3)])
    assert names(greedy(coverage, places, "4G", Constraints(masts=1), HAMLETS)) == ["hamlet"]
    assert greedy(coverage, places, "4G", Constraints(masts=1), AREA).newly.area_km2 > 0


def test_plan_keeps_to_its_money_and_takes_value_for_it():
    homes = [off(90, 0)] * 3 + [off(90, 2)] * 2 + [off(90, 4)] * 2
    three = [candidate("dear", off(90, 0), cost=4.0), candidate("b", off(90, 2)), candidate("c", off(90, 4))]
    plan = greedy(country(homes), three, "4G", Constraints(budget=4.0))
    assert set(names(plan)) == {"b", "c"} and plan.newly.people == 40


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ([], "no candidate"),
        ([candidate("a", off(0, 0)), candidate("a", off(0, 1))], "row 2: candidate a stands twice"),
        ([candidate("a", off(0, 0), cost=0.0)], "row 1: candidate a costs 0"),
        ([candidate("a", off(0, 0), cost=math.nan)], "row 1: candidate a costs nan"),
    ],
)
def test_candidates_that_cannot_be_are_refused_with_their_row(wrong, reason):
    with pytest.raises(ValueError, match=reason):
        greedy(country(), wrong, "4G")


def test_plan_of_no_mast_is_refused():
    with pytest.raises(ValueError, match="0 masts"):
        Constraints(masts=0)


def test_plan_where_no_candidate_is_allowed_is_empty():
    dark = [candidate("a", off(0, 0), grid_power=False)]
    for way in (greedy, exact):
        plan = way(country(), dark, "4G", Constraints(grid_power=True))
        assert (plan.masts, plan.newly.people, plan.at_most, plan.refused) == ((), 0, 0, 1)


def test_exact_refuses_more_candidates_than_it_can_answer():
    many = [candidate(f"c{n}", off(0, 0)) for n in range(MOST_CANDIDATES + 1)]
    with pytest.raises(ValueError, match=f"{MOST_CANDIDATES} at most"):
        exact(country(), many, "4G")


@settings(max_examples=40, deadline=None)
@given(candidates(), st.integers(1, 4))
def test_greedy_reaches_what_it_promises_of_the_best_plan(masts, count):
    coverage, limits = country(), Constraints(masts=count)
    plan, best = greedy(coverage, masts, "4G", limits), exact(coverage, masts, "4G", limits)
    assert plan.guarantee == GREEDY_PART and best.guarantee == 1
    assert GREEDY_PART * best.newly.people <= plan.newly.people <= best.newly.people <= plan.at_most + 1e-6


@settings(max_examples=40, deadline=None)
@given(candidates(), st.integers(1, 4), st.sampled_from([None, 2.0, 4.5, 6.0]))
def test_exact_is_the_best_of_all_plans_and_greedy_keeps_its_word(masts, count, money):
    coverage, limits = country(HOMES[:80]), Constraints(masts=count, budget=money)
    most = best_of_all(coverage, masts, limits)
    best, plan = exact(coverage, masts, "4G", limits), greedy(coverage, masts, "4G", limits)
    assert best.newly.people == pytest.approx(most) and best.at_most == pytest.approx(most)
    assert plan.newly.people <= most <= plan.at_most + 1e-6
    assert plan.newly.people >= (plan.guarantee or 0) * most - 1e-6
    assert len(best.masts) <= count and sum(mast.cost for mast in best.masts) <= (money or math.inf)


@settings(max_examples=40, deadline=None)
@given(candidates())
def test_lazy_greedy_chooses_as_valuing_everything_each_time_would(masts):
    coverage = country()
    plan, chosen, worths = greedy(coverage, masts, "4G", Constraints(masts=3)), [], [0.0]
    for _ in range(3):
        rest = [one for one in masts if one not in chosen]
        worth = {one.id: gained(coverage, [s for c in (*chosen, one) for s in c.sectors]) for one in rest}
        if not rest or max(worth.values()) <= worths[-1]:
            break
        chosen.append(max(rest, key=lambda one: worth[one.id]))
        worths.append(max(worth.values()))
    assert [mast.newly.people for mast in plan.masts] == np.diff(worths).tolist()


def test_exact_without_time_answers_no_worse_than_greedy_and_says_how_far_off_it_may_be():
    masts = [candidate(f"c{n}", tuple(place), 55.0) for n, place in enumerate(scattered(60, 9).tolist())]
    coverage, limits = country(), Constraints(masts=6)
    plan, hurried = greedy(coverage, masts, "4G", limits), exact(coverage, masts, "4G", limits, limit_seconds=0.0)
    assert plan.newly.people <= hurried.newly.people <= hurried.at_most
    assert hurried.guarantee is not None and hurried.guarantee * hurried.at_most <= hurried.newly.people + 1e-6
