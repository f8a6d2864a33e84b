import pytest
from pydantic import ValidationError

from api.schemas.places import Confirming


def test_a_facility_is_open_closed_misplaced_or_unconfirmed():
    assert Confirming(confirmation="misplaced").confirmation.value == "misplaced"
    with pytest.raises(ValidationError):
        Confirming(confirmation="burnt")
