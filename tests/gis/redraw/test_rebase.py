import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.redraw import strokes
from gis.redraw.operations import apply
from gis.redraw.rebase import over_cells, rebase, without_locks
from gis.redraw.sketch import Sketch
from tests.gis.redraw.fabric import JIA, community_of_cell, grid, sketch

COMMUNITY = community_of_cell()
BASE = sketch()


def changed(start, *operations):
    state = start
    for operation in operations:
        state = apply(state, operation(state), COMMUNITY)
    return state


def moved(cells, to):
    return lambda state: strokes.assign(state, cells, to)


def merged(gone, into):
    return lambda state: strokes.merge(state, gone, into)


def opened(grid_id, cells, community=JIA):
    return lambda state: strokes.new_grid(state, grid(grid_id, community), cells)


def carried(mine, theirs, *, prefers_mine=True):
    answer = rebase(BASE, mine, theirs, prefers_mine=prefers_mine)
    return apply(theirs, answer.operation, COMMUNITY), answer


def test_changes_to_different_cells_are_both_there():
    after, answer = carried(changed(BASE, moved([3], 1)), changed(BASE, moved([8], 3)))
    assert (after.grid_of_cell[3], after.grid_of_cell[8]) == (1, 3)
    assert answer.clashes == ()


@pytest.mark.parametrize(("prefers_mine", "kept"), [(True, 1), (False, None)])
def test_a_cell_that_both_moved_is_named_and_goes_as_the_planner_says(prefers_mine, kept):
    mine, theirs = changed(BASE, moved([3], 1)), changed(BASE, moved([3, 4], None))
    after, answer = carried(mine, theirs, prefers_mine=prefers_mine)
    (clash,) = answer.clashes
    assert (clash.cell_id, clash.base_grid_id, clash.mine_grid_id, clash.theirs_grid_id) == (3, 2, 1, None)
    assert after.grid_of_cell[3] == kept
    assert after.grid_of_cell[4] is None


def test_what_both_did_alike_is_no_clash():
    after, answer = carried(changed(BASE, moved([3], 1)), changed(BASE, moved([3], 1)))
    assert (answer.clashes, answer.operation.moves) == ((), ())
    assert after.grid_of_cell[3] == 1


def test_a_grid_that_the_draft_opened_comes_with_its_cells_even_empty():
    after, _ = carried(changed(BASE, opened(4, [3]), opened(5, [])), BASE)
    assert after.grid_of_cell[3] == 4 and {4, 5} <= after.grids.keys()


def test_a_merge_is_done_again_unless_the_other_plan_fills_the_grid_anew():
    mine = changed(BASE, merged([2], 1))
    after, answer = carried(mine, BASE)
    assert 2 not in after.grids and answer.kept_open == ()
    after, answer = carried(mine, changed(BASE, moved([1], 2)))
    assert [kept.grid_id for kept in answer.kept_open] == [2]
    assert after.cells_of([2]) == [1]


def test_a_grid_that_the_other_plan_closed_is_revived_where_the_draft_needs_it():
    after, answer = carried(changed(BASE, moved([1], 2)), changed(BASE, merged([2], 1)))
    assert [back.grid_id for back in answer.revived] == [2]
    assert after.cells_of([2]) == [1]


def test_a_plan_laid_over_new_cells_follows_where_they_came_from():
    assert over_cells(Sketch({}, {1: 7, 2: None}), {101: 1, 102: 1, 103: 2, 104: None}).grid_of_cell == {
        101: 7,
        102: 7,
        103: None,
        104: None,
    }


CELLS_OF_JIA = st.lists(st.sampled_from([c for c, unit in COMMUNITY.items() if unit == JIA]), unique=True)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from([1, 2, None]), CELLS_OF_JIA), st.booleans())
def test_rebasing_on_the_base_itself_gives_the_draft(strokes_made, prefers_mine):
    mine = Sketch(BASE.grids, BASE.grid_of_cell | {c: g for g, cells in strokes_made.items() for c in cells})
    after, answer = carried(mine, BASE, prefers_mine=prefers_mine)
    assert after == mine and answer.clashes == ()


@settings(max_examples=60, deadline=None)
@given(CELLS_OF_JIA, CELLS_OF_JIA, st.booleans())
def test_every_cell_goes_as_one_of_the_two_has_it(mine_moves, theirs_moves, prefers_mine):
    mine = Sketch(BASE.grids, BASE.grid_of_cell | dict.fromkeys(mine_moves, 1))
    theirs = Sketch(BASE.grids, BASE.grid_of_cell | dict.fromkeys(theirs_moves, None))
    after, _ = carried(mine, theirs, prefers_mine=prefers_mine)
    assert after.grid_of_cell.keys() == BASE.grid_of_cell.keys()
    for cell, grid_id in after.grid_of_cell.items():
        assert grid_id in (mine.grid_of_cell[cell], theirs.grid_of_cell[cell])


def locked(*grid_ids):
    return lambda state: strokes.lock(state, list(grid_ids))


def test_the_draft_s_locks_hold_on_the_other_plan_and_its_own_are_not_asked():
    mine = changed(BASE, moved([3], 1), locked(1))
    after, _ = carried_without_locks(mine, changed(BASE, locked(2)))
    assert after.grid_of_cell[3] == 1
    assert {grid_id for grid_id, grid in after.grids.items() if grid.is_locked} == {1}


def test_a_lock_on_a_grid_that_has_left_is_dropped_and_one_on_a_new_grid_is_kept():
    mine = changed(BASE, opened(4, [3]), locked(2, 4))
    after, answer = carried_without_locks(mine, changed(BASE, merged([2], 1)))
    assert 2 not in after.grids
    assert after.grids[4].is_locked
    assert answer.operation.locked == (4,)


def carried_without_locks(mine, theirs):
    answer = rebase(BASE, mine, theirs, prefers_mine=True)
    return apply(without_locks(theirs), answer.operation, COMMUNITY), answer
