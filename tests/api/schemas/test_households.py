import pytest
from pydantic import ValidationError

from api.schemas.households import Confirmation


@pytest.mark.parametrize("token", ["", "0" * 31, "Z" * 32, "../" + "0" * 29])
def test_a_confirmation_names_a_form_by_its_token_only(token):
    with pytest.raises(ValidationError):
        Confirmation(token=token, confirmed_by="甲社区书记")


def test_a_confirmation_is_by_a_post():
    with pytest.raises(ValidationError):
        Confirmation(token="0" * 32, confirmed_by=" ")
