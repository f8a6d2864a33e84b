"""Two grids cut apart anew: sums stay true, grids stay whole, locks hold, and only what pays is taken."""

from dataclasses import replace

import numpy as np
import pytest

from gis.partition.contiguity import connected_parts
from gis.partition.plan import make_board, make_plan, objective
from gis.partition.programme import DEFAULT_WEIGHTS, Weights
from gis.partition.proposals import make_scratch
from gis.partition.random import seed_state
from gis.partition.recombine import recombine
from gis.partition.trees import cut_trees
from tests.gis.partition.rasters import instance_of, random_raster

COUNT = 7


def _play(instance, weights=DEFAULT_WEIGHTS, *, limit_m: float, steps: int = 60):
    """The board, and the plan after every step, with the objective before."""
    board = make_board(instance, COUNT, weights)
    plan = make_plan(board, cut_trees(instance, COUNT, seed_state(1)), COUNT)
    scratch, state = make_scratch(instance.size), seed_state(2)
    rng = np.random.default_rng(3)
    for _ in range(steps):
        differs = plan.grid[board.source] != plan.grid[board.neighbour]
        entry = int(rng.choice(np.flatnonzero(differs & board.is_open)))
        before = objective(board, plan, 1.0)
        recombine(board, plan, scratch, entry, limit_m, 50.0, 1.0, state)
        yield board, plan, before


@pytest.mark.parametrize("seed", [1, 2])
def test_the_sums_after_any_cut_are_those_of_the_plan_made_afresh(seed) -> None:
    instance = instance_of(random_raster(seed))
    for board, plan, _ in _play(instance, limit_m=np.inf):
        fresh = make_plan(board, plan.grid, COUNT)
        for kept, made in zip(plan, fresh, strict=True):
            np.testing.assert_allclose(kept, made, atol=1e-6)
        assert len(np.unique(connected_parts(instance, plan.grid))) == COUNT


def test_a_cut_is_weighed_as_the_objective_weighs_it() -> None:
    previous = np.repeat(np.arange(COUNT), 5)
    instance = replace(
        instance_of(random_raster(3), previous=previous),
        balance=np.random.default_rng(1).random((1, 35)),
        balance_tolerance=np.array([0.1]),
    )
    moved = 0
    for board, plan, before in _play(instance, Weights(change_m=20.0), limit_m=0.0, steps=200):
        after = objective(board, plan, 1.0)
        assert after <= before + 1e-6
        moved += after < before - 1e-6
    assert moved > 0


def test_locked_cells_stay_in_their_grid() -> None:
    instance = instance_of(random_raster(4))
    begin = cut_trees(instance, COUNT, seed_state(1))
    is_fixed = np.zeros(instance.size, dtype=bool)
    is_fixed[[0, 17, 34]] = True
    changed = False
    for _, plan, _ in _play(replace(instance, is_fixed=is_fixed), limit_m=np.inf):
        assert (plan.grid[is_fixed] == begin[is_fixed]).all()
        changed |= bool((plan.grid != begin).any())
    assert changed
