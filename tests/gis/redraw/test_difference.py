from dataclasses import replace

import pytest

from gis.errors import InputError
from gis.redraw import strokes
from gis.redraw.difference import compare
from gis.redraw.operations import apply, replay
from tests.gis.redraw.fabric import cells, community_of_cell, grid, sketch


def test_a_plan_does_not_differ_from_itself():
    same = compare(sketch(), sketch(), cells())
    assert same.moves == () and same.grids == () and same.households == 0


def test_what_moves_is_counted_once_with_both_grids():
    after = apply(sketch(), strokes.assign(sketch(), [3, 8], None), community_of_cell())
    difference = compare(sketch(), after, cells())
    assert difference.households == 30
    assert [
        (c.grid_id, c.before_households, c.after_households, c.gained_cells, c.lost_cells)
        for c in difference.grids
    ] == [(2, 30 + 40 + 110 + 120 + 190 + 200, 660, 0, 1)]


def test_new_and_vanished_grids_are_told_even_when_empty():
    state = apply(sketch(), strokes.merge(sketch(), [1], 2), community_of_cell())
    state = replay(state, [strokes.new_grid(state, grid(4), [])], community_of_cell())
    changes = {change.grid_id: change for change in compare(sketch(), state, cells()).grids}
    assert (changes[1].before_households, changes[1].after_households) == (570, None)
    assert (changes[4].before_households, changes[4].after_households) == (None, 0)
    assert changes[2].gained_cells == 6


def test_plans_of_different_fabrics_are_not_compared():
    other = replace(sketch(), grid_of_cell={1: None})
    with pytest.raises(InputError):
        compare(sketch(), other, cells())
