"""The exact answer is a bound that no search passes, and that ours reaches nearly always."""

from dataclasses import replace

import numpy as np
import pytest

from gis.partition.contiguity import connected_parts
from gis.partition.counts import propose
from gis.partition.draw import draw_cells
from gis.partition.exact import solve_exactly
from gis.partition.plan import make_board, make_plan, objective
from gis.partition.programme import DEFAULT_WEIGHTS
from gis.partition.search import Aim, Effort, search
from tests.gis.partition.rasters import instance_of, random_raster, raster


def _both(seed: int):
    instance = instance_of(random_raster(seed, rows=4, columns=6))
    item = propose("C", instance.households, instance.band)
    counts = [k for k in range(item.grids - 1, item.grids + 2) if item.least_grids <= k <= item.most_grids]
    aim = Aim(DEFAULT_WEIGHTS, seed, Effort(4.0))
    found = search(instance, counts, aim)
    return instance, found, solve_exactly(instance, found, counts, aim)


def test_the_search_is_within_one_percent_of_the_proven_optimum_in_the_median() -> None:
    gaps = []
    for seed in range(6):
        instance, found, exact = _both(seed)
        assert exact.proof == "optimal"
        assert exact.objective_m <= found.objective_m + 1e-6
        assert len(np.unique(connected_parts(instance, exact.grid))) == exact.count
        gaps.append(found.objective_m / exact.objective_m - 1)
    assert np.median(gaps) < 1e-9
    assert np.mean(np.array(gaps) <= 0.01) >= 0.75


def test_a_community_that_no_plan_serves_is_proven_so() -> None:
    cells = raster([[290, 290, 290, 290]])
    answer = draw_cells(cells, exact=True)
    assert answer.report["feasible_in_band_share"] < 1.0
    assert answer.report["out_of_band_unexplained"] == 0
    assert {row["reason"] for row in answer.report["out_of_band"]} <= {"pocket", "proven_infeasible"}


def test_one_new_building_changes_the_fewest_households_possible() -> None:
    same = []
    for seed in range(3):
        cells = random_raster(seed)
        before = draw_cells(cells, seed=seed).cells[["cell", "grid_code"]]
        cells.loc[seed * 5, "households"] += 120
        found = draw_cells(cells, existing=before)
        exact = draw_cells(cells, existing=before, exact=True)
        assert exact.report["proven_optimal"] == 1
        assert exact.report["in_band_share"] == found.report["in_band_share"] == 1.0
        assert exact.report["households_changed"] <= found.report["households_changed"]
        same.append(exact.report["households_changed"] == found.report["households_changed"])
    assert all(same)


def test_estates_that_need_several_grids_leave_no_gap_to_the_relaxation() -> None:
    # Without its fewest parts an estate of 540 households counts as 1.08 parts there, and the bound is far too low.
    estates = ["AAAA..", "AA....", "......"]
    instance = instance_of(raster(np.full((3, 6), 90), estates=estates))
    counts, aim = [4, 5], Aim(DEFAULT_WEIGHTS, 0, Effort(3.0))
    found = search(instance, counts, aim)
    proven = solve_exactly(instance, found, counts, aim)
    assert proven.proof == "optimal"
    grids_of_estate = {int(own) for own in proven.grid[instance.estate == 0]}
    assert len(grids_of_estate) == instance.allowed_parts[0] == 2


def test_one_grid_of_everything_needs_no_search_for_its_proof() -> None:
    instance = instance_of(raster(np.full((10, 10), 4)))
    counts, aim = [1], Aim(DEFAULT_WEIGHTS, 0, Effort(1.0))
    found = search(instance, counts, aim)
    assert solve_exactly(instance, found, counts, aim).proof == "optimal"
    assert solve_exactly(instance, found, [1, 2], aim).proof == ""


def test_a_deadline_ends_the_proof() -> None:
    instance = instance_of(random_raster(3))
    counts, aim = [8], Aim(DEFAULT_WEIGHTS, 0, Effort(1.0))
    found = search(instance, counts, aim)
    assert solve_exactly(instance, found, counts, Aim(DEFAULT_WEIGHTS, 0, Effort(1.0, deadline=0.0))) is found


def test_a_large_community_comes_back_as_it_was() -> None:
    instance = instance_of(raster(np.full((8, 8), 50)))
    aim = Aim(DEFAULT_WEIGHTS, 0, Effort(0.1))
    found = search(instance, [8], aim)
    assert solve_exactly(instance, found, [8], aim) is found


def test_a_small_community_is_drawn_at_its_proven_optimum_without_being_asked() -> None:
    for seed in range(20, 22):
        cells = random_raster(seed, rows=4, columns=6)
        drawn, proven = draw_cells(cells, seed=seed), draw_cells(cells, seed=seed, exact=True)
        assert drawn.report["proven_optimal"] == proven.report["proven_optimal"] == 1
        assert np.isclose(drawn.report["objective_m"], proven.report["objective_m"])


def _every_plan(size: int, most: int):
    """Every way to put cells into at most so many grids, each once: a grid has the number of its first cell's turn."""
    plans = [[0]]
    for _ in range(size - 1):
        plans = [[*plan, own] for plan in plans for own in range(min(max(plan) + 2, most))]
    return plans


@pytest.mark.parametrize("seed", range(4))
def test_with_criteria_to_balance_the_answer_is_the_best_of_all_plans(seed) -> None:
    rng = np.random.default_rng(seed)
    instance = instance_of(raster(rng.integers(120, 230, (2, 4))))
    balance = rng.integers(100, 900, (1, 8)).astype(float)
    instance = replace(instance, balance=balance, balance_tolerance=np.array([0.05]))
    item = propose("C", instance.households, instance.band)
    counts = list(range(item.least_grids, item.most_grids + 1))
    best_m = np.inf
    for plan in _every_plan(8, max(counts)):
        grid, count = np.array(plan), max(plan) + 1
        sums = np.bincount(grid, instance.households)
        if count not in counts or sums.min() < 300 or sums.max() > 500:
            continue
        if len(np.unique(connected_parts(instance, grid))) == count:
            board = make_board(instance, count, DEFAULT_WEIGHTS)
            best_m = min(best_m, objective(board, make_plan(board, grid, count), 1.0))
    aim = Aim(DEFAULT_WEIGHTS, seed, Effort(0.2))
    proven = solve_exactly(instance, search(instance, counts, aim), counts, aim)
    if np.isinf(best_m):
        assert proven.proof == "infeasible"
    else:
        assert proven.proof == "optimal"
        assert np.isclose(proven.objective_m, best_m)
