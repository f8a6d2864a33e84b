"""The sums of a plan stay true through moves."""

import numpy as np

from gis.partition.plan import make_board, make_plan, move, objective, outside
from gis.partition.programme import DEFAULT_WEIGHTS
from tests.gis.partition.rasters import instance_of, random_raster


def test_sums_after_random_moves_are_those_taken_anew() -> None:
    instance = instance_of(random_raster(2), previous=np.arange(35) % 3)
    board = make_board(instance, 4, DEFAULT_WEIGHTS)
    rng = np.random.default_rng(0)
    plan = make_plan(board, rng.integers(0, 4, instance.size), 4)
    for cell, to in rng.integers(0, [instance.size, 4], (200, 2)):
        if plan.grid[cell] != to:
            move(board, plan, cell, to)
    fresh = make_plan(board, plan.grid, 4)
    for kept, anew in zip(plan, fresh, strict=True):
        np.testing.assert_allclose(kept, anew, atol=1e-6)
    assert np.isclose(objective(board, plan, 1.0), objective(board, fresh, 1.0))


def test_the_band_is_closed_on_both_sides() -> None:
    band = np.array([300.0, 500.0, 400.0])
    assert [outside(float(n), band) for n in (299, 300, 500, 501)] == [1, 0, 0, 1]
