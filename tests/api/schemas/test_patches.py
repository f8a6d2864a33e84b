"""A patch's wish has a name, between one and five hundred members, and nothing unasked."""

import pytest
from pydantic import ValidationError

from api.schemas.patches import PatchWish

WISH = {"community_id": 1, "name": "东块", "members": [2]}


def test_a_name_and_a_member_suffice():
    assert PatchWish(**WISH).members == [2]
    assert len(PatchWish(**{**WISH, "members": range(1, 501)}).members) == 500


@pytest.mark.parametrize(
    "change", [{"members": []}, {"members": range(1, 502)}, {"members": [-1]}, {"name": ""}, {"leader": 3}]
)
def test_too_little_too_much_and_the_unasked_are_refused(change):
    with pytest.raises(ValidationError):
        PatchWish(**{**WISH, **change})
