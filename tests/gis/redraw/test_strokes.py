import pytest

from gis.errors import CannotSatisfy, Conflict, InputError
from gis.redraw import strokes
from gis.redraw.operations import apply
from tests.gis.redraw.fabric import ESTATE, YI, cells, community_of_cell, grid, sketch


def moved(operation):
    return {move.cell_id: (move.from_grid_id, move.to_grid_id) for move in operation.moves}


def test_a_stroke_moves_only_cells_that_are_not_there_yet():
    assert moved(strokes.assign(sketch(), [1, 3, 3], 1)) == {3: (2, 1)}


def test_the_eraser_takes_cells_out_of_any_grid():
    assert moved(strokes.assign(sketch(), [1, 8], None)) == {1: (1, None)}


def test_take_only_from_leaves_every_other_cell_where_it_is():
    assert moved(strokes.assign(sketch(), [5, 8, 16], 3, take_only_from=strokes.ONLY_UNASSIGNED)) == {
        8: (None, 3),
        16: (None, 3),
    }
    assert moved(strokes.assign(sketch(), [1, 3], None, take_only_from=[2])) == {3: (2, None)}


def test_a_stroke_that_changes_nothing_is_refused():
    for stroke in (
        lambda: strokes.assign(sketch(), [1], 1),
        lambda: strokes.merge(sketch(), [1], 1),
        lambda: strokes.unlock(sketch()),
        lambda: strokes.split(sketch(), cells(), 1, [(100, 29.0), (100, 30.0)], grid(4)),
    ):
        with pytest.raises(CannotSatisfy) as refused:
            stroke()
        assert refused.value.code == "nothing_to_do"


def test_a_grid_that_has_left_the_plan_is_a_conflict():
    with pytest.raises(Conflict):
        strokes.assign(sketch(), [1], 9)


def test_a_merged_grid_leaves_the_plan_and_its_cells_stay_together():
    operation = strokes.merge(sketch(), [1, 2], 2)
    after = apply(sketch(), operation, community_of_cell())
    assert list(after.grids) == [2, 3]
    assert len(after.cells_of([2])) == 12


def test_a_locked_grid_is_not_merged_away_even_when_it_is_empty():
    state = apply(sketch(), strokes.new_grid(sketch(), grid(4, YI), []), community_of_cell())
    state = apply(state, strokes.lock(state, [4]), community_of_cell())
    with pytest.raises(CannotSatisfy) as refused:
        strokes.merge(state, [4], 3)
    assert refused.value.code == "grid_locked"


def test_what_lies_left_of_the_drawn_line_becomes_the_new_grid():
    northwards = [(106.551, 29.0), (106.551, 30.0)]
    operation = strokes.split(sketch(), cells(), 1, northwards, grid(4))
    assert moved(operation) == dict.fromkeys((1, 9, 17), (1, 4))
    assert moved(strokes.split(sketch(), cells(), 1, northwards[::-1], grid(4))) == dict.fromkeys(
        (2, 10, 18), (1, 4)
    )


def test_estates_and_buildings_are_opened_into_their_cells():
    assert strokes.expand(cells(), estate_ids=[ESTATE], building_ids=[1024], cell_ids=[1]) == [
        1,
        2,
        9,
        10,
        24,
    ]


@pytest.mark.parametrize("chosen", [{"cell_ids": [0]}, {"building_ids": [1]}, {"estate_ids": [2**60]}])
def test_what_is_not_in_the_fabric_is_refused(chosen):
    with pytest.raises(InputError):
        strokes.expand(cells(), **chosen)
