"""Edits of different cells merge, edits of the same cells collide by name, and the log gives the plan."""

import pandas as pd
import pytest

from gis.errors import Conflict, InputError, NotAllowed
from gis.model.plans import PlanState
from gis.store import operations, plan_grids, plans
from tests.worked import tiny

pytestmark = pytest.mark.database


@pytest.fixture
def draft(planner, tiny_store):
    connection = planner
    plan_id = plans.draft_from_plan(connection, tiny_store.plan_id, name="调整")
    grids = plans.read_plan_grids(connection, plan_id).set_index("code")["grid_id"]
    cells = plans.read_assignment(connection, plan_id)
    yield connection, plan_id, grids, cells


def _changes(*moves):
    return pd.DataFrame(moves, columns=["cell_id", "from_grid_id", "to_grid_id"], dtype="Int64")


def _move(connection, plan_id, *moves, **others):
    return operations.append_operation(connection, plan_id, kind="assign", changes=_changes(*moves), **others)


def _in_grid(cells, grid_id):
    return [int(cell) for cell in cells[cells["grid_id"] == grid_id]["cell_id"]]


def test_an_edit_moves_its_cells_and_stands_in_the_log(draft):
    connection, plan_id, grids, cells = draft
    north, south = int(grids[tiny.GRID_JIA_NORTH]), int(grids[tiny.GRID_JIA_SOUTH])
    cell = _in_grid(cells, north)[0]
    record = _move(connection, plan_id, (cell, north, south), payload={"tool": "brush"})
    assert (record.serial, record.changes, record.payload) == (
        1,
        {"cells": [[cell, north, south]]},
        {"tool": "brush"},
    )
    now = plans.read_assignment(connection, plan_id).set_index("cell_id")["grid_id"]
    assert now[cell] == south
    assert plans.read_plan(connection, plan_id).version == 1


def test_edits_of_different_cells_merge(draft):
    connection, plan_id, grids, cells = draft
    north, south = int(grids[tiny.GRID_JIA_NORTH]), int(grids[tiny.GRID_JIA_SOUTH])
    one, two = _in_grid(cells, north)[:2]
    _move(connection, plan_id, (one, north, south))
    assert _move(connection, plan_id, (two, north, south)).serial == 2


def test_an_edit_of_a_cell_that_moved_meanwhile_is_refused_and_writes_nothing(draft):
    connection, plan_id, grids, cells = draft
    north, south = int(grids[tiny.GRID_JIA_NORTH]), int(grids[tiny.GRID_JIA_SOUTH])
    one, two = _in_grid(cells, north)[:2]
    _move(connection, plan_id, (one, north, south))
    with pytest.raises(Conflict) as refused:
        _move(connection, plan_id, (two, north, south), (one, north, None))
    assert refused.value.code == "plan_cells_changed"
    assert refused.value.facts["cells"] == [{"cell_id": one, "expected": north, "present": south}]
    assert plans.read_assignment(connection, plan_id).set_index("cell_id")["grid_id"][two] == north
    assert len(operations.read_operations(connection, plan_id)) == 1


def test_a_retry_with_the_same_key_gives_the_same_operation_and_does_nothing(draft):
    connection, plan_id, grids, cells = draft
    north, south = int(grids[tiny.GRID_JIA_NORTH]), int(grids[tiny.GRID_JIA_SOUTH])
    move = (_in_grid(cells, north)[0], north, south)
    first = _move(connection, plan_id, move, client_key="stroke-1")
    assert _move(connection, plan_id, move, client_key="stroke-1") == first
    assert plans.read_plan(connection, plan_id).version == 1


def test_a_locked_grid_neither_gains_nor_loses(draft):
    connection, plan_id, grids, cells = draft
    north, south = int(grids[tiny.GRID_JIA_NORTH]), int(grids[tiny.GRID_JIA_SOUTH])
    plan_grids.lock_plan_grids(connection, plan_id, [north], True)
    for move in ((_in_grid(cells, north)[0], north, south), (_in_grid(cells, south)[0], south, north)):
        with pytest.raises(Conflict) as refused:
            _move(connection, plan_id, move)
        assert refused.value.code == "grid_locked"


def test_a_cell_never_leaves_its_community(draft):
    connection, plan_id, grids, cells = draft
    north, other = int(grids[tiny.GRID_JIA_NORTH]), int(grids[tiny.GRID_YI_NORTH])
    with pytest.raises(InputError) as refused:
        _move(connection, plan_id, (_in_grid(cells, north)[0], north, other))
    assert refused.value.code == "grid_crosses_community"


def test_cells_and_grids_of_elsewhere_and_cells_named_twice_are_refused(draft):
    connection, plan_id, grids, cells = draft
    north = int(grids[tiny.GRID_JIA_NORTH])
    cell = _in_grid(cells, north)[0]
    for moves in ([(10**9, None, north)], [(cell, north, 10**9)], [(cell, north, None), (cell, north, None)]):
        with pytest.raises(InputError):
            _move(connection, plan_id, *moves)
    assert operations.read_operations(connection, plan_id) == []


def test_a_plan_in_review_is_not_edited(draft):
    connection, plan_id, grids, cells = draft
    plans.set_plan_state(connection, plan_id, PlanState.IN_REVIEW, from_states=[PlanState.DRAFT])
    north = int(grids[tiny.GRID_JIA_NORTH])
    with pytest.raises(Conflict) as refused:
        _move(connection, plan_id, (_in_grid(cells, north)[0], north, None))
    assert refused.value.code == "plan_not_editable"


def test_replaying_the_log_gives_the_plan(draft):
    connection, plan_id, grids, cells = draft
    north, south = int(grids[tiny.GRID_JIA_NORTH]), int(grids[tiny.GRID_JIA_SOUTH])
    for cell in _in_grid(cells, north):
        _move(connection, plan_id, (cell, north, south))
    _move(connection, plan_id, *((cell, south, None) for cell in _in_grid(cells, north)[:3]))
    state = cells.set_index("cell_id")["grid_id"].copy()
    for record in operations.read_operations(connection, plan_id):
        for cell, before, after in record.changes["cells"]:
            assert state[cell] == before
            state[cell] = pd.NA if after is None else after
    pd.testing.assert_series_equal(
        state, plans.read_assignment(connection, plan_id).set_index("cell_id")["grid_id"]
    )
    assert [record.serial for record in operations.read_operations(connection, plan_id, since=5)] == [6, 7]


def test_the_log_is_append_only(own_tiny_store):
    from sqlalchemy import text

    with own_tiny_store.store.session(own_tiny_store.scope()) as connection:
        plan_id = plans.draft_from_plan(connection, own_tiny_store.plan_id, name="调整")
        operations.append_operation(connection, plan_id, kind="note")
    with pytest.raises(NotAllowed), own_tiny_store.store.system() as connection:
        connection.execute(text("UPDATE plan_operation SET kind = 'x'"))
