"""The error tree."""

import pytest

from gis import errors


@pytest.mark.parametrize(
    ("family", "status"),
    [(errors.InputError, 2), (errors.CannotSatisfy, 1), (errors.Conflict, 1), (errors.StoreError, 1)],
)
def test_a_family_carries_its_exit_status_and_code(family: type[errors.WanggeError], status: int) -> None:
    error = family("nothing there", chinese="没有", row=3)
    assert error.exit_status == status
    assert error.code == family.family
    assert error.facts == {"row": 3}
    assert str(error) == "nothing there"


def test_a_code_of_its_own_replaces_the_family_s() -> None:
    assert errors.InputError("x", chinese="x", code="band_invalid").code == "band_invalid"
