import pytest
from pydantic import ValidationError

from api.schemas.hand_over import GivenCode, GivenCodes


@pytest.mark.parametrize("code", ["500199098001001", "WG-1", "a", "1" * 40])
def test_a_code_is_letters_digits_and_dashes(code):
    assert GivenCode(grid_id=1, official_code=code).official_code == code


@pytest.mark.parametrize("code", ["", " ", "-1", "=1+1", "码", "1" * 41, "a b", "1\x00"])
def test_anything_else_is_no_code(code):
    with pytest.raises(ValidationError):
        GivenCode(grid_id=1, official_code=code)


def test_an_empty_list_gives_nothing():
    with pytest.raises(ValidationError):
        GivenCodes(codes=[])
