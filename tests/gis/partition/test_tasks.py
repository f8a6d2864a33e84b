"""A drawing falls into pieces that know nothing of each other."""

import numpy as np
import pandas as pd

from gis.partition.adjacency import find_adjacency
from gis.partition.tasks import kept_cells, make_tasks
from gis.partition.wishes import Wishes, read_existing
from tests.gis.partition.rasters import raster

CELLS = raster(np.full((1, 6), 200))
PLAN = read_existing(CELLS, pd.DataFrame({"cell": CELLS["cell"], "grid_code": list("aabbcc")}))


def _tasks(wishes: Wishes):
    kept = kept_cells(CELLS, PLAN, wishes)
    return make_tasks(CELLS, find_adjacency(CELLS), kept, PLAN, wishes)


def test_a_locked_grid_between_parts_the_rest() -> None:
    tasks = _tasks(Wishes(locked_grids=frozenset("b")))
    assert [task.members.tolist() for task in tasks] == [[0, 1], [4, 5]]
    assert [task.previous_codes for task in tasks] == [["a"], ["c"]]


def test_every_free_cell_is_in_one_task() -> None:
    tasks = _tasks(Wishes())
    assert sorted(np.concatenate([task.members for task in tasks])) == list(range(6))
