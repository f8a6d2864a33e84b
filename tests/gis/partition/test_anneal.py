"""The search lowers the objective and breaks nothing."""

import numpy as np

from gis.partition.anneal import improve
from gis.partition.contiguity import connected_parts
from gis.partition.plan import make_board, make_plan, objective
from gis.partition.programme import DEFAULT_WEIGHTS
from gis.partition.random import seed_state
from gis.partition.trees import cut_trees
from tests.gis.partition.rasters import instance_of, random_raster


def test_a_search_never_ends_worse_than_it_began_and_stays_connected() -> None:
    for seed in range(4):
        instance = instance_of(random_raster(seed))
        count = round(instance.total / 400)
        board = make_board(instance, count, DEFAULT_WEIGHTS)
        start = cut_trees(instance, count, seed_state(seed))
        before_m = objective(board, make_plan(board, start, count), 1.0)
        grid, after_m = improve(board, start, count, steps=4000, state=seed_state(seed))
        assert after_m <= before_m
        assert len(np.unique(connected_parts(instance, grid))) == len(np.unique(grid)) == count


def test_the_objective_returned_is_that_of_the_plan() -> None:
    instance = instance_of(random_raster(7))
    board = make_board(instance, 7, DEFAULT_WEIGHTS)
    start = cut_trees(instance, 7, seed_state(1))
    grid, after_m = improve(board, start, 7, steps=4000, state=seed_state(2))
    assert np.isclose(after_m, objective(board, make_plan(board, grid, 7), 1.0))


def test_locked_cells_never_move() -> None:
    cells = random_raster(3)
    instance = instance_of(cells)
    instance.is_fixed[:] = True
    board = make_board(instance, 7, DEFAULT_WEIGHTS)
    start = cut_trees(instance, 7, seed_state(1))
    grid, _ = improve(board, start, 7, steps=2000, state=seed_state(2))
    assert (grid == start).all()
