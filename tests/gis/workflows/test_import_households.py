"""Rows of household tables find their building; the whole way stands in test_import_registers."""

import pandas as pd
import pytest

from gis.workflows.import_households import _Buildings

NAMES = pd.DataFrame(
    [
        (1, "B1", "1栋", "E1", "北苑", 60),
        (2, "B2", "1栋", "E2", "南苑", 70),
        (3, "B3", "2栋", "E2", "南苑", 80),
        (4, "2栋", "老楼", "", "", 10),
    ],
    columns=["unit_id", "code", "name", "estate_code", "estate_name", "households"],
)


@pytest.mark.parametrize(
    ("text", "estate", "unit_id"),
    [("B1", "", 1), ("1栋", "北苑", 1), ("1栋", "E2", 2), ("2栋", "", 4), ("老楼", "", 4), ("B3", "北苑", 3)],
)
def test_a_code_wins_then_a_name_in_its_estate_then_a_name_alone(
    text: str, estate: str, unit_id: int
) -> None:
    found = _Buildings(NAMES).find(text, estate)
    assert not isinstance(found, str), found
    assert found["unit_id"] == unit_id


def test_a_name_of_several_or_none_is_told() -> None:
    assert _Buildings(NAMES).find("1栋", "") == "有 2 栋楼名为“1栋”"
    assert _Buildings(NAMES).find("3栋", "南苑") == "小区“南苑”中没有编号或名称为“3栋”的楼栋"
