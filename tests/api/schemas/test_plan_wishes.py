import pytest
from pydantic import TypeAdapter, ValidationError

from api.schemas.plan_wishes import Approval, Assign, Operation, ProposalWish, Undo

READ = TypeAdapter(Operation).validate_python
EDIT = {"version": 0, "client_key": "k"}


def test_the_kind_decides_what_an_operation_needs():
    assert isinstance(READ({**EDIT, "kind": "assign", "grid_id": None}), Assign)
    assert isinstance(READ({**EDIT, "kind": "redo"}), Undo)
    with pytest.raises(ValidationError):
        READ({**EDIT, "kind": "assign"})


@pytest.mark.parametrize("source", [None, "unassigned", [1, 2], []])
def test_a_stroke_may_be_limited_to_what_it_takes_from(source):
    assert READ({**EDIT, "kind": "assign", "grid_id": 1, "take_only_from": source}).take_only_from == source


@pytest.mark.parametrize(
    "edit", [{"version": -1}, {"client_key": ""}, {"client_key": "x" * 65}, {"take_only_from": "anybody"}]
)
def test_an_edit_without_a_sound_version_and_key_is_refused(edit):
    with pytest.raises(ValidationError):
        READ({**EDIT, "kind": "assign", "grid_id": 1, **edit})


def test_a_million_cells_are_no_stroke():
    with pytest.raises(ValidationError):
        READ({**EDIT, "kind": "assign", "grid_id": 1, "cell_ids": list(range(100_001))})


@pytest.mark.parametrize("weight", [-0.1, 1.1, float("nan")])
def test_the_weight_of_what_exists_is_a_share(weight):
    with pytest.raises(ValidationError):
        ProposalWish(existing_weight_share=weight)


def test_an_approval_has_a_document_number_that_is_not_only_blanks():
    with pytest.raises(ValidationError):
        Approval(document_number="   ")
