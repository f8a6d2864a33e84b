"""A proposal taken back leaves no trace."""

from dataclasses import replace

import numpy as np

from gis.partition.contiguity import connected_parts
from gis.partition.plan import grid_cost, make_board, make_plan, move, objective, weigh_move
from gis.partition.programme import DEFAULT_WEIGHTS, Weights
from gis.partition.proposals import SINGLE, make_scratch, propose, undo
from gis.partition.random import seed_state, uniform
from gis.partition.trees import cut_trees
from tests.gis.partition.rasters import instance_of, random_raster


def test_proposals_keep_grids_connected_and_undo_restores_the_plan() -> None:
    instance = instance_of(random_raster(1))
    board, state, scratch = make_board(instance, 6, DEFAULT_WEIGHTS), seed_state(3), make_scratch(35)
    plan = make_plan(board, cut_trees(instance, 6, state), 6)
    for entry in range(len(board.neighbour)):
        before = plan.grid.copy()
        if before[board.source[entry]] == before[board.neighbour[entry]]:
            continue
        made = propose(board, plan, scratch, entry, SINGLE + (1 - SINGLE) * uniform(state), state)
        assert len(np.unique(connected_parts(instance, plan.grid))) == 6
        undo(board, plan, scratch, made)
        assert (plan.grid == before).all()


def test_a_move_is_weighed_as_the_objective_weighs_it() -> None:
    previous = np.repeat(np.arange(7), 5)
    instance = replace(
        instance_of(random_raster(5), previous=previous),
        balance=np.random.default_rng(1).random((1, 35)),
        balance_tolerance=np.array([0.1]),
    )
    board = make_board(instance, 7, Weights(change_m=20.0))
    plan = make_plan(board, cut_trees(instance, 7, seed_state(3)), 7)
    for cell in range(instance.size):
        costs = np.array([grid_cost(board, plan, grid, 1.0) for grid in range(7)])
        before_m, own = objective(board, plan, 1.0), int(plan.grid[cell])
        to = (own + 1) % 7
        weighed_m = weigh_move(board, plan, costs, cell, to, 1.0)
        move(board, plan, cell, to)
        assert np.isclose(weighed_m, objective(board, plan, 1.0) - before_m)
        move(board, plan, cell, own)
