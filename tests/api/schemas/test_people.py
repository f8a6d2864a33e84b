import pytest
from pydantic import ValidationError

from api.schemas.people import Post, RevealReason


def test_nothing_of_a_person_but_the_number_has_a_field():
    assert not {"name", "phone", "address", "gender", "age"} & set(Post.model_fields)


@pytest.mark.parametrize("reason", ["", " ", "x", "x" * 501])
def test_a_reason_says_something(reason):
    with pytest.raises(ValidationError):
        RevealReason(reason=reason)
