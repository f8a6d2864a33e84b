"""A proposal taken back leaves no trace."""

import numpy as np

from gis.partition.existing import connected_parts
from gis.partition.plan import make_board, make_plan
from gis.partition.programme import DEFAULT_WEIGHTS
from gis.partition.proposals import make_scratch, propose, undo
from gis.partition.random import seed_state
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
        made = propose(board, plan, scratch, entry, state)
        assert len(np.unique(connected_parts(instance, plan.grid))) == 6
        undo(board, plan, scratch, made)
        assert (plan.grid == before).all()
