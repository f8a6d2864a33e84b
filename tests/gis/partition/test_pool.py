"""The best choice among the grids of several plans: never worse than the best plan, and weighed as the objective is."""

import itertools
from dataclasses import replace

import numpy as np
import pytest

from gis.partition.contiguity import connected_parts
from gis.partition.plan import make_board, make_plan, objective
from gis.partition.pool import Pool
from gis.partition.programme import DEFAULT_WEIGHTS, Weights
from gis.partition.random import seed_state
from gis.partition.trees import cut_trees
from tests.gis.partition.rasters import instance_of, random_raster, raster


def _objective_m(instance, grid, weights=DEFAULT_WEIGHTS) -> float:
    count = int(grid.max()) + 1
    board = make_board(instance, count, weights)
    return float(objective(board, make_plan(board, grid, count), 1.0))


def _cuts(instance, counts, tries=6):
    """Plans of a handful of random cuts, with their numbers of grids."""
    return [
        (cut_trees(instance, count, seed_state(start, count, 1)), count)
        for start in range(tries)
        for count in counts
    ]


@pytest.mark.parametrize("seed", range(6))
def test_the_choice_is_a_plan_no_worse_than_any_that_went_in_and_told_at_its_objective(seed) -> None:
    instance = instance_of(random_raster(seed))
    pool, plans = Pool(instance, DEFAULT_WEIGHTS), _cuts(instance, (7, 8, 9))
    for grid, count in plans:
        pool.add(grid, count)
    grid, count, objective_m = pool.choose((7, 9))
    assert 7 <= count == len(np.unique(grid)) <= 9
    assert len(np.unique(connected_parts(instance, grid))) == count
    assert np.isclose(objective_m, _objective_m(instance, grid))
    assert objective_m <= min(_objective_m(instance, own) for own, _ in plans) + 1e-6


def test_the_good_half_of_one_plan_is_joined_to_the_good_half_of_another() -> None:
    instance = instance_of(raster([[200] * 8]))
    west, east = [0, 0, 1, 1], [2, 2, 3, 3]
    bad_west, bad_east = [0, 1, 1, 1], [2, 2, 2, 3]
    pool = Pool(instance, DEFAULT_WEIGHTS)
    pool.add(np.array(west + bad_east), 4)
    pool.add(np.array(bad_west + east), 4)
    grid, _, _ = pool.choose((4, 4))
    sums = np.bincount(grid, instance.households)
    assert sums.tolist() == [400] * 4


def test_with_criteria_to_balance_only_plans_of_one_number_are_put_together() -> None:
    instance = instance_of(random_raster(3))
    residents = 3.0 * instance.households[None, ::-1]
    balanced = replace(instance, balance=residents, balance_tolerance=np.array([0.1]))
    pool, plans = Pool(balanced, DEFAULT_WEIGHTS), _cuts(balanced, (7, 8))
    for grid, count in plans:
        pool.add(grid, count)
    grid, count, objective_m = pool.choose((7, 8))
    assert np.isclose(objective_m, _objective_m(balanced, grid))
    assert objective_m <= min(_objective_m(balanced, own) for own, _ in plans) + 1e-6
    assert count in (7, 8)


def test_an_existing_grid_is_chosen_once_at_most_and_keeps_its_label() -> None:
    previous = np.array([0, 0, 1, 1, 2, 2])
    weights = Weights(change_m=100.0)
    instance = instance_of(raster([[200] * 6]), previous=previous, weights=weights)
    pool = Pool(instance, weights, kept=3)
    # Both plans call another half grid 0; together they must not hold it twice.
    pool.add(np.array([0, 0, 1, 1, 3, 3]), 4)
    pool.add(np.array([3, 3, 1, 1, 0, 0]), 4)
    grid, _, objective_m = pool.choose((3, 3))
    assert grid.tolist() == [0, 0, 1, 1, 3, 3]
    # Two buildings of 200 households left grid 2.
    same = grid != previous
    assert instance.households[same].sum() == 400
    assert objective_m >= 100.0 * 400


def test_nothing_is_chosen_where_no_grids_fit_the_number_asked_for() -> None:
    instance = instance_of(raster([[200] * 4]))
    pool = Pool(instance, DEFAULT_WEIGHTS)
    assert pool.choose((1, 4)) is None
    pool.add(np.array([0, 0, 1, 1]), 2)
    assert pool.choose((3, 4)) is None
    assert pool.choose((1, 2))[0].tolist() == [0, 0, 1, 1]


def test_the_choice_is_the_best_of_all_combinations() -> None:
    instance = instance_of(random_raster(4, rows=3, columns=5))
    pool, plans = Pool(instance, DEFAULT_WEIGHTS), _cuts(instance, (3, 4), tries=4)
    for grid, count in plans:
        pool.add(grid, count)
    parts = {tuple(np.flatnonzero(grid == own)) for grid, count in plans for own in range(count)}
    best = np.inf
    for count in (3, 4):
        for chosen in itertools.combinations(sorted(parts), count):
            cells = np.concatenate([np.array(part) for part in chosen])
            if len(cells) == len(np.unique(cells)) == instance.size:
                grid = np.empty(instance.size, dtype=np.int64)
                for own, part in enumerate(chosen):
                    grid[list(part)] = own
                best = min(best, _objective_m(instance, grid))
    assert np.isclose(pool.choose((3, 4))[2], best)
