"""Where the next masts should stand: greedy maximal covering with lazy evaluation, under the limits of a plan."""

import heapq
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.candidates import Candidate
from geo.coverage import Coverage, Service
from geo.points import Points
from geo.reach import SERVICES, Reach
from geo.shares import PEOPLE, Amounts

Mask = NDArray[np.bool_]
GREEDY_PART = 1 - 1 / math.e


@dataclass(frozen=True, slots=True)
class Constraints:
    """At most so many masts, so much money, so far from backhaul; on request only where there is grid power."""

    masts: int = 20
    budget: float | None = None
    backhaul_metres: float | None = None
    grid_power: bool = False

    def __post_init__(self) -> None:
        if self.masts < 1:
            raise ValueError(f"a plan of {self.masts} masts is none")

    def allow(self, candidate: Candidate) -> bool:
        """Whether a candidate may be in a plan at all."""
        near = self.backhaul_metres is None or candidate.backhaul_metres <= self.backhaul_metres
        cheap = self.budget is None or candidate.cost <= self.budget
        return near and cheap and (candidate.grid_power or not self.grid_power)


TWENTY_MASTS = Constraints()


@dataclass(frozen=True, slots=True)
class Mast:
    """One mast of a plan, with what it newly covers beyond those before it."""

    candidate_id: str
    newly: Amounts
    cost: float


@dataclass(frozen=True, slots=True)
class Plan:
    """Masts in the order of choosing, and ``newly``: what they newly cover together.

    ``at_most`` is what no plan within the limits can exceed, in the measure that was asked for. ``guarantee`` is the
    part of the best plan that this way of choosing always reaches: 1 - 1/e for greedy with a number of masts alone,
    half of it with a budget, None where number and budget both bind; 1 for a plan that is proven best. ``refused``
    candidates were not allowed.
    """

    service: Service
    measure: int
    masts: tuple[Mast, ...]
    newly: Amounts
    at_most: float
    guarantee: float | None
    refused: int
    seconds: float


class Ground:
    """The points of one measure that lack a service, and what of them each candidate would cover."""

    def __init__(self, coverage: Coverage, candidates: Sequence[Candidate], service: Service, measure: int) -> None:
        lacking = coverage.counts[SERVICES.index(service)] == 0
        self.points: Points = coverage.points.only(lacking & (coverage.points.measure == measure))
        self.candidates = candidates
        self.service: Service = service
        self.budgets = coverage.budgets

    def covered(self, number: int) -> NDArray[np.intp]:
        """Positions of what a candidate would newly cover."""
        return Reach(self.candidates[number].sectors, self.points, self.budgets).served_with(self.service)


@dataclass(slots=True)
class Choice:
    """One greedy run: who was chosen, what it is worth, what no plan can exceed, and which limit it met."""

    chosen: list[int]
    worth: float
    at_most: float
    too_dear: bool = False
    full: bool = False


def greedy(
    coverage: Coverage,
    candidates: Sequence[Candidate],
    service: Service,
    constraints: Constraints = TWENTY_MASTS,
    measure: int = PEOPLE,
) -> Plan:
    """Masts that newly cover as much as possible with a service, each time the best of those left.

    1. leave out candidates that are not allowed 2. value each one alone 3. take the best again and again; a value is
    computed anew only when the old one, which can but have shrunk, leads (CELF: Leskovec et al. 2007) 4. with a budget
    do the same by value for money, and keep the better plan
    """
    begin = time.perf_counter()
    allowed = allowed_of(candidates, constraints)
    ground = Ground(coverage, allowed, service, measure)
    values = [float(ground.points.weight[ground.covered(number)].sum()) for number in range(len(allowed))]
    runs = [choose(ground, values, constraints)]
    if constraints.budget is not None:
        runs.append(choose(ground, values, constraints, for_money=True))
    best = max(runs, key=lambda run: run.worth)
    masts = tell(coverage, [allowed[number] for number in best.chosen], service)
    return Plan(
        service=service,
        measure=measure,
        masts=masts,
        newly=sum((mast.newly for mast in masts), Amounts()),
        at_most=min(run.at_most for run in runs),
        guarantee=_guarantee(runs),
        refused=len(candidates) - len(allowed),
        seconds=time.perf_counter() - begin,
    )


def allowed_of(candidates: Sequence[Candidate], constraints: Constraints) -> list[Candidate]:
    """Those that may be in a plan; no candidate at all, an id twice or a cost of nothing is a ValueError."""
    if not candidates:
        raise ValueError("there is no candidate at all")
    seen: set[str] = set()
    for row, candidate in enumerate(candidates, start=1):
        if candidate.id in seen:
            raise ValueError(f"row {row}: candidate {candidate.id} stands twice")
        if not 0 < candidate.cost < math.inf:
            raise ValueError(f"row {row}: candidate {candidate.id} costs {candidate.cost:g}, which is no price")
        seen.add(candidate.id)
    return [candidate for candidate in candidates if constraints.allow(candidate)]


def choose(ground: Ground, values: Sequence[float], constraints: Constraints, for_money: bool = False) -> Choice:
    """One greedy run, by value or by value for money."""
    costs = [candidate.cost for candidate in ground.candidates]
    last = list(values)  # of each candidate the newest value; it can but shrink
    seen = [0] * len(last)  # how many masts were chosen when it was computed
    queue = [
        (-_key(value, cost, for_money), number) for number, (value, cost) in enumerate(zip(last, costs, strict=True))
    ]
    heapq.heapify(queue)
    lacking = np.ones(len(ground.points), bool)
    money = math.inf if constraints.budget is None else constraints.budget
    run = Choice([], 0.0, min(float(ground.points.weight.sum()), ceiling(last, costs, constraints)))
    while queue and not run.full:
        _, number = heapq.heappop(queue)
        if costs[number] > money:
            run.too_dear = True
            continue
        covered = ground.covered(number)
        covered = covered[lacking[covered]]
        last[number], fresh = float(ground.points.weight[covered].sum()), seen[number] == len(run.chosen)
        seen[number] = len(run.chosen)
        if last[number] <= 0:
            continue
        if not fresh:
            heapq.heappush(queue, (-_key(last[number], costs[number], for_money), number))
            continue
        run.chosen.append(number)
        run.worth += last[number]
        lacking[covered], last[number] = False, 0.0
        money -= costs[number]
        run.full = len(run.chosen) >= constraints.masts
        run.at_most = min(run.at_most, run.worth + ceiling(last, costs, constraints))
    return run


def _key(value: float, cost: float, for_money: bool) -> float:
    return value / cost if for_money else value


def ceiling(values: Sequence[float], costs: Sequence[float], constraints: Constraints) -> float:
    """No plan adds more than the largest values, nor more than the best of them for the money with one cut in parts."""
    by_number = sum(heapq.nlargest(constraints.masts, values))
    if constraints.budget is None:
        return by_number
    money, by_money = constraints.budget, 0.0
    for value, cost in sorted(zip(values, costs, strict=True), key=lambda one: -one[0] / one[1]):
        part = min(1.0, money / cost)
        by_money += part * value
        money -= part * cost
        if money <= 0:
            break
    return min(by_number, by_money)


def tell(coverage: Coverage, chosen: Sequence[Candidate], service: Service) -> tuple[Mast, ...]:
    """Each mast with its own part: area, people and hamlets that nothing before it covers."""
    lacking = coverage.counts[SERVICES.index(service)] == 0
    masts = []
    for candidate in chosen:
        reached = Reach(candidate.sectors, coverage.points, coverage.budgets).served_with(service)
        new = reached[lacking[reached]]
        lacking[new] = False
        masts.append(Mast(candidate.id, Amounts.of(coverage.points.sums(new).sum(axis=0)), candidate.cost))
    return tuple(masts)


def _guarantee(runs: Sequence[Choice]) -> float | None:
    """By value alone 1 - 1/e (Nemhauser, Wolsey and Fisher 1978) unless a price stood in the way.

    The better of both runs reaches half of that (Leskovec et al. 2007) unless the number of masts ended the second.
    """
    if not runs[0].too_dear:
        return GREEDY_PART
    return GREEDY_PART / 2 if not runs[-1].full else None
