"""A unit is found by code first, then by a name that is its alone."""

import pandas as pd

from gis.model.units import UnitKind
from gis.workflows.name_units import UnitBook

BOOK = UnitBook(
    pd.DataFrame(
        [
            (1, "grid", "C001", "5001", "茶花社区第一网格"),
            (2, "community", "C", "", "茶花社区"),
            (3, "building", "B1", "", "1栋"),
            (4, "building", "B2", "", "1栋"),
            (5, "estate", "茶花社区第一网格", "", "怪名"),
        ],
        columns=["unit_id", "kind", "code", "official_code", "name"],
    )
)


def _id(text: str, *kinds: UnitKind) -> int:
    found = BOOK.find(text, kinds)
    assert not isinstance(found, str), found
    return found.unit_id


def test_code_official_code_and_name_find_the_same_unit() -> None:
    assert {_id(text, UnitKind.GRID) for text in ("C001", "5001", "茶花社区第一网格")} == {1}


def test_a_code_wins_over_a_name() -> None:
    assert _id("茶花社区第一网格", UnitKind.GRID, UnitKind.ESTATE) == 5


def test_a_name_of_several_and_a_name_of_none_say_so() -> None:
    assert BOOK.find("1栋", (UnitKind.BUILDING,)) == "有 2 个名为“1栋”的楼栋"
    assert BOOK.find("2栋", (UnitKind.BUILDING,)) == "没有编号或名称为“2栋”的楼栋"
    assert "网格" in str(BOOK.find("茶花社区", (UnitKind.GRID,)))
