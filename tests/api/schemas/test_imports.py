import pytest
from pydantic import ValidationError

from api.schemas.imports import STATE_CHINESE, Activation


def test_every_state_of_an_edition_has_its_word():
    assert set(STATE_CHINESE) == {"loaded", "active", "retired", "dropped"}


def test_a_day_is_a_day():
    assert Activation(from_date="2026-12-01").from_date.month == 12
    with pytest.raises(ValidationError):
        Activation(from_date="2026-02-30")
