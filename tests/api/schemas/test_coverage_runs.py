import pytest
from pydantic import ValidationError

from api.schemas.coverage_runs import GapMark
from gis.store.tables.coverage import GAP_STATES


def test_every_state_the_store_knows_can_be_said_and_no_other():
    assert {GapMark(state=state).state for state in GAP_STATES} == set(GAP_STATES)
    with pytest.raises(ValidationError):
        GapMark.model_validate({"state": "lost"})


def test_a_note_is_short():
    with pytest.raises(ValidationError):
        GapMark.model_validate({"state": "open", "note": "长" * 401})
