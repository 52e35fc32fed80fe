"""The best plan of masts there is, by integer programming (HiGHS), for up to a few hundred candidates."""

import time
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import scipy  # and its solver only where it is used: it takes a second to load
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array, hstack

from geo.candidates import Candidate
from geo.coverage import Coverage, Service
from geo.shares import PEOPLE, Amounts
from geo.siting import TWENTY_MASTS, Constraints, Ground, Plan, allowed_of, greedy, tell

MOST_CANDIDATES = 500
Floats = NDArray[np.float64]
Numbers = NDArray[np.intp]


def exact(
    coverage: Coverage,
    candidates: Sequence[Candidate],
    service: Service,
    constraints: Constraints = TWENTY_MASTS,
    measure: int = PEOPLE,
    limit_seconds: float = 60.0,
    most_candidates: int = MOST_CANDIDATES,
) -> Plan:
    """The plan that newly covers most; when time runs out, the best found, with what the best can at most be.

    1. join points that the same candidates cover: there are far fewer of such groups 2. maximise the weight of groups
    that have a chosen candidate 3. never answer with less than greedy finds
    """
    begin = time.perf_counter()
    plan = greedy(coverage, candidates, service, constraints, measure)
    allowed = allowed_of(candidates, constraints)
    if len(allowed) > most_candidates:
        raise ValueError(f"{len(allowed)} candidates are too many for an exact answer: {most_candidates} at most")
    if not plan.masts:
        return replace(plan, guarantee=1.0)
    weights, covers = groups(Ground(coverage, allowed, service, measure))
    left = max(limit_seconds - (time.perf_counter() - begin), 0.1)
    found = solve(weights, covers, [candidate.cost for candidate in allowed], constraints, left)
    at_most = min(plan.at_most, float(-found.mip_dual_bound) if found.mip_dual_bound is not None else np.inf)
    if found.x is not None:
        chosen = np.flatnonzero(found.x[: len(allowed)] > 0.5)
        masts = tell(coverage, _ordered(weights, covers, chosen, allowed), service)
        newly = sum((mast.newly for mast in masts), Amounts())
        plan = max(plan, replace(plan, masts=masts, newly=newly), key=worth)
    proven = found.status == 0
    guarantee = 1.0 if proven else min(1.0, worth(plan) / at_most)
    at_most = worth(plan) if proven else at_most
    return replace(plan, at_most=at_most, guarantee=guarantee, seconds=time.perf_counter() - begin)


def worth(plan: Plan) -> float:
    """What a plan newly covers in the measure it was made for."""
    return plan.newly.measured(plan.measure)


def groups(ground: Ground) -> tuple[Floats, csr_array]:
    """The weight of each group of points that the same candidates cover, and (groups, candidates): which those are."""
    label = np.zeros(len(ground.points), np.intp)
    covered = [ground.covered(number) for number in range(len(ground.candidates))]
    count = 1
    for positions in covered:  # split every group that a candidate covers in part
        parts, inverse = np.unique(label[positions], return_inverse=True)
        label[positions] = count + inverse
        count += len(parts)
    used, group = np.unique(label, return_inverse=True)
    members = [np.unique(group[positions]) for positions in covered]
    columns = np.repeat(np.arange(len(members)), [len(one) for one in members])
    rows = np.concatenate(members)
    covers = coo_array((np.ones(len(rows)), (rows, columns)), shape=(len(used), len(members)))
    return np.bincount(group, ground.points.weight, len(used)).astype(np.float64), covers.tocsr()


def solve(
    weights: Floats, covers: csr_array, costs: Sequence[float], constraints: Constraints, limit_seconds: float
) -> "scipy.optimize.OptimizeResult":
    """Variables: each candidate (built or not), then each group (0 to 1, if a candidate of its is built)."""
    some = np.diff(covers.indptr) > 0
    weights, covers = weights[some], csr_array(covers[some])
    count, sites = len(weights), len(costs)
    scale = max(float(weights.max(initial=1.0)), 1.0)
    identity = coo_array((np.ones(count), (np.arange(count), np.arange(count))), shape=(count, count))
    rules = [scipy.optimize.LinearConstraint(hstack([-covers, identity]).tocsr(), ub=0.0)]
    rules.append(
        scipy.optimize.LinearConstraint(np.concatenate([np.ones(sites), np.zeros(count)])[None], ub=constraints.masts)
    )
    if constraints.budget is not None:
        rules.append(
            scipy.optimize.LinearConstraint(np.concatenate([costs, np.zeros(count)])[None], ub=constraints.budget)
        )
    found = scipy.optimize.milp(
        np.concatenate([np.zeros(sites), -weights / scale]),
        integrality=np.concatenate([np.ones(sites), np.zeros(count)]),
        bounds=scipy.optimize.Bounds(0, 1),
        constraints=rules,
        options={"time_limit": limit_seconds, "mip_rel_gap": 0.0},
    )
    found.mip_dual_bound = None if found.mip_dual_bound is None else found.mip_dual_bound * scale
    return found


def _ordered(weights: Floats, covers: csr_array, chosen: Numbers, allowed: Sequence[Candidate]) -> list[Candidate]:
    """The chosen ones, the most valuable first, each next one by what it adds to those before."""
    members = {int(number): np.flatnonzero(np.asarray(covers[:, [number]].todense()).ravel()) for number in chosen}
    lacking = weights.copy()
    ordered = []
    while members:
        best = max(members, key=lambda number: (lacking[members[number]].sum(), -number))
        lacking[members.pop(best)] = 0.0
        ordered.append(allowed[best])
    return ordered
