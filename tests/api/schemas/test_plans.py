import pytest
from pydantic import ValidationError

from api.schemas.plans import Assignment, CellMove, PlanProblem


def test_no_grid_is_null_and_never_zero():
    assert CellMove(cell_id=1, from_grid_id=None, to_grid_id=2).model_dump_json() == (
        '{"cell_id":1,"from_grid_id":null,"to_grid_id":2}'
    )
    assert Assignment(version=1, cell_ids=[1, 2], grid_ids=[None, 3]).grid_ids == [None, 3]


def test_a_problem_is_of_a_known_kind():
    rest = {"chinese": "x", "community_id": 1, "households": 0, "cell_ids": [], "box": (0, 0, 1, 1)}
    assert PlanProblem(kind="detached", **rest).grid_id is None
    with pytest.raises(ValidationError):
        PlanProblem(kind="ugly", **rest)
