import pandas as pd

from api import plan_answers
from gis.model.ids import UnitId
from gis.redraw.consequences import Transfer
from gis.redraw.difference import compare
from gis.redraw.operations import Move
from gis.workflows.review_plan import HandOver
from tests.gis.redraw.fabric import cells, sketch


def test_moves_keep_none_for_no_grid():
    (move,) = plan_answers.moves([Move(1, None, 2)])
    assert move.model_dump() == {"cell_id": 1, "from_grid_id": None, "to_grid_id": 2}


def test_what_passes_is_named_by_the_plan_that_has_the_grid():
    before, after = sketch(), sketch()
    del after.grids[UnitId(1)]
    passed = Transfer(UnitId(1), None, 1, 10, 30, ("1栋",), 2, ("站",))
    found = HandOver(before, after, compare(before, before, cells()), (passed,), ())
    told = plan_answers.consequences(5, 4, found)
    assert (told.transfers[0].from_grid_name, told.transfers[0].to_grid_name) == ("第1网格", None)
    assert (told.open_cases, told.service_points) == (2, 1)


def test_a_comment_without_grid_or_author_is_told_as_such():
    row = {
        "id": 1,
        "grid_id": pd.NA,
        "text": "好",
        "made_by": None,
        "made_at": pd.Timestamp("2026-01-01", tz="UTC"),
        "resolved_at": pd.NaT,
    }
    told = plan_answers.comment(row, {})
    assert (told.grid_id, told.by, told.is_resolved) == (None, None, False)
