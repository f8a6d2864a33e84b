"""What a case is called."""

from datetime import date

import pytest

from gis.casework.numbers import is_provisional, provisional_number, short_name


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("茶园街道", "茶园"),
        ("茶园街道办事处", "茶园"),
        ("石桥镇", "石桥"),
        ("街道", "街道"),
        ("龙山", "龙山"),
    ],
)
def test_a_subdistrict_is_shortened(name, short):
    assert short_name(name) == short


def test_a_phones_number_is_known_as_provisional():
    number = provisional_number(date(2026, 11, 23), "1f2e3d4c")
    assert number == "暂-20261123-1f2e3d4c"
    assert is_provisional(number)
    assert not is_provisional("茶园-20261123-0001")
