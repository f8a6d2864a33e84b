"""A drawing falls into pieces that know nothing of each other."""

import numpy as np
import pandas as pd
import pytest

from gis.errors import CannotSatisfy, InputError
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


def test_grids_that_stay_count_among_those_asked_for_in_all_and_by_community() -> None:
    for asked in (3, {CELLS["community_code"].iloc[0]: 3}):
        tasks = _tasks(Wishes(locked_grids=frozenset("b"), grids=asked))
        assert [task.asked for task in tasks] == [1, 1]


def test_a_number_asked_for_where_nobody_is_names_the_community() -> None:
    with pytest.raises(InputError) as refused:
        _tasks(Wishes(grids={"C9": 3}))
    assert "C9" in refused.value.chinese


def test_a_number_that_cannot_be_names_the_community_and_what_stays() -> None:
    code = CELLS["community_code"].iloc[0]
    with pytest.raises(CannotSatisfy) as refused:
        _tasks(Wishes(locked_grids=frozenset("b"), grids={code: 9}))
    assert code in refused.value.chinese
    assert "1 个保持不动" in refused.value.chinese
