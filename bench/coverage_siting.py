"""Siting 10 of 1,000 candidates over 10,000 homes: ours with its proof, and spopt where it is installed."""

from importlib.util import find_spec
from time import perf_counter, process_time
from typing import Any

import numpy as np

from gis.coverage.siting_bound import prove
from gis.coverage.siting_choice import search_sites
from gis.coverage.siting_dual import only
from gis.coverage.siting_search import Reach, saving


def measure_siting() -> list[dict]:
    return [measure_one(covering=covering) for covering in (True, False)]


def make_problem(*, covering: bool, seed: int = 0) -> Reach:
    """Homes and candidates at random in 10 km x 10 km; 1,000 m reach, or walks cut at 1,500 m."""
    rng = np.random.default_rng(seed)
    homes, sites = rng.uniform(0, 10_000, (10_000, 2)), rng.uniform(0, 10_000, (1_000, 2))
    weight = rng.integers(10, 200, 10_000).astype(float)
    away_m = np.hypot(*(homes[None, :, axis] - sites[:, None, axis] for axis in (0, 1)))
    near = away_m < (1_000 if covering else 1_500)
    site, home = np.nonzero(near)
    cost = np.zeros(len(home)) if covering else away_m[site, home]
    standing = np.full(10_000, 1.0 if covering else 1_500.0)
    offsets = np.concatenate([[0], np.cumsum(near.sum(axis=1))]).astype(np.int64)
    return Reach(offsets, home.astype(np.int64), cost, weight, standing)


def measure_one(*, covering: bool) -> dict:
    reach = make_problem(covering=covering)
    search_sites(reach, 2, seed=0, perturbations=1)
    since = process_time()
    choice = search_sites(reach, 10, seed=0)
    chosen_s = process_time() - since
    value = saving(reach, choice.chosen)
    since = perf_counter()
    proof = prove(only(reach, choice.kept), 10, is_covering=covering, time_limit_s=10)
    return {
        "objective": "coverage" if covering else "time",
        "seconds": round(chosen_s, 3),
        "saving": value,
        "dual_bound": choice.bound,
        "gap_share": 1 - value / choice.bound,
        "candidates_left": len(choice.kept),
        "solver_seconds": round(perf_counter() - since, 2),
        "solver_status": proof.status,
        "solver_bound": proof.bound if np.isfinite(proof.bound) else None,
        "spopt": ask_spopt(reach, 10, covering=covering),
    }


def ask_spopt(reach: Reach, count: int, *, covering: bool, time_limit_s: int = 60) -> dict[str, Any] | None:
    """Ask spopt (PuLP, CBC) the same covering problem; None where it is not installed, or for p-median.

    spopt's p-median wants every home served by a site, not where it stands: another problem. What its choice
    saves is reckoned by us, since PuLP reports a time-out as optimal.
    """
    if not covering or find_spec("spopt") is None:
        return None
    import pulp
    from spopt.locate import MCLP

    sites = len(reach.offsets) - 1
    cost = np.full((len(reach.weight), sites), 2.0)
    cost[reach.home, np.repeat(np.arange(sites), np.diff(reach.offsets))] = 0.0
    since = perf_counter()
    problem = MCLP.from_cost_matrix(cost, reach.weight, service_radius=1.0, p_facilities=count)
    built_s = perf_counter() - since
    problem = problem.solve(pulp.PULP_CBC_CMD(msg=False, timeLimit=time_limit_s))
    chosen = [site for site, is_in in enumerate(problem.fac_vars) if pulp.value(is_in) > 0.5]
    return {
        "build_seconds": round(built_s, 2),
        "solve_seconds": round(perf_counter() - since - built_s, 2),
        "time_limit_s": time_limit_s,
        "saving": saving(reach, np.array(chosen, dtype=np.int64)),
        "sites": len(chosen),
    }
