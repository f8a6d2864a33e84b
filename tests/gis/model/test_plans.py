"""Names of grids."""

import pytest

from gis.model.plans import PLAN_STATE_CHINESE, PlanState, chinese_number, grid_name


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1, "一"),
        (8, "八"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (99, "九十九"),
        (100, "一百"),
        (105, "一百零五"),
        (110, "一百一十"),
        (214, "二百一十四"),
        (1241, "1241"),
    ],
)
def test_numbers_are_written_as_offices_write_them(number: int, text: str) -> None:
    assert chinese_number(number) == text


def test_a_grid_is_named_after_its_community() -> None:
    assert grid_name("茶花社区", 8) == "茶花社区第八网格"


def test_every_state_has_its_chinese_word() -> None:
    assert set(PLAN_STATE_CHINESE) == set(PlanState)
