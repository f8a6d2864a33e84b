"""The race of starts."""

import numpy as np

from gis.partition.contiguity import connected_parts
from gis.partition.plan import make_board, make_plan, objective
from gis.partition.programme import DEFAULT_WEIGHTS
from gis.partition.search import Aim, Effort, community_seed, search
from tests.gis.partition.rasters import instance_of, random_raster


def test_the_seed_of_a_community_depends_on_both() -> None:
    assert community_seed(1, "A") != community_seed(2, "A") != community_seed(2, "B")


def test_only_numbers_that_were_asked_for_are_drawn() -> None:
    instance = instance_of(random_raster(5))
    aim = Aim(DEFAULT_WEIGHTS, 0, Effort(0.2))
    assert search(instance, [7], aim).count == 7
    assert search(instance, [6, 7], aim).count in (6, 7)


def test_time_that_is_up_gives_the_best_so_far() -> None:
    found = search(instance_of(random_raster(5)), [7], Aim(DEFAULT_WEIGHTS, 0, Effort(1.0, deadline=0.0)))
    assert found.is_finished is False
    assert found.count == 7


def test_further_rounds_never_make_a_plan_worse() -> None:
    for seed in range(3):
        instance = instance_of(random_raster(seed, rows=5, columns=9))
        one, four = (
            search(instance, [9, 10, 11], Aim(DEFAULT_WEIGHTS, seed, Effort(effort)))
            for effort in (3.0, 12.0)
        )
        assert four.objective_m <= one.objective_m + 1e-9


def test_a_plan_put_together_is_told_at_its_objective() -> None:
    instance = instance_of(random_raster(6, rows=5, columns=9))
    found = search(instance, [9, 10, 11], Aim(DEFAULT_WEIGHTS, 1, Effort(6.0)))
    board = make_board(instance, found.count, DEFAULT_WEIGHTS)
    assert np.isclose(found.objective_m, objective(board, make_plan(board, found.grid, found.count), 1.0))
    assert len(np.unique(connected_parts(instance, found.grid))) == found.count
