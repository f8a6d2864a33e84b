"""The household sheet goes out and comes back."""

from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from gis.errors import InputError
from gis.ingest.household_sheet import read_returned, write_template

TODAY = date(2026, 11, 23)


@pytest.fixture
def form(tmp_path: Path) -> Path:
    held = pd.DataFrame(
        {
            "code": ["B01", "B02", "B03"], "estate_name": ["北苑", "=1+1", None], "name": ["1栋", "2栋", "3栋"],
            "households": [60, 61, 62], "households_kind": ["resident", "dwellings", "resident"],
            "households_estimated": [False, True, False], "source": ["普查", "", None], "as_of": [date(2025, 3, 1), None, None],
        }
    )  # fmt: skip
    return write_template(held, tmp_path / "甲社区.xlsx", community_name="甲社区")


def _fill(form: Path, row: int, *values: object) -> None:
    book = openpyxl.load_workbook(form)
    for column, value in enumerate(values, 9):
        book.worksheets[0].cell(row, column).value = value
    book.save(form)


def test_a_form_says_what_is_held_and_where_it_comes_from(form: Path) -> None:
    sheet = openpyxl.load_workbook(form).worksheets[0]
    assert [cell.value for cell in sheet[3]][:8] == [
        "B01",
        "北苑",
        "1栋",
        60,
        "常住户",
        "统计",
        "普查",
        "2025-03-01",
    ]
    assert sheet["F4"].value == "估算"
    assert sheet["B4"].data_type == "s"


def test_a_form_that_was_left_blank_says_nothing(form: Path) -> None:
    figures, problems = read_returned(form, codes=["B01", "B02", "B03"], today=TODAY)
    assert figures.empty
    assert problems == []


def test_what_was_filled_in_comes_back(form: Path) -> None:
    _fill(form, 3, 58, 170, "2026-11-23")
    _fill(form, 5, "６３户", None, "2026年3月1日")
    figures, problems = read_returned(form, codes=["B01", "B02", "B03"], today=TODAY)
    assert problems == []
    assert figures["code"].tolist() == ["B01", "B03"]
    assert figures["households"].tolist() == [58, 63]
    assert figures["as_of"].tolist() == [TODAY, date(2026, 3, 1)]
    assert figures["residents"].isna().tolist() == [False, True]


@pytest.mark.parametrize(
    ("values", "code", "column"),
    [
        ((-1, None, "2026-03-01"), "households_invalid", "核实常住户"),
        ((5001, None, "2026-03-01"), "households_invalid", "核实常住户"),
        ((1.5, None, "2026-03-01"), "households_invalid", "核实常住户"),
        (("约60", None, "2026-03-01"), "households_invalid", "核实常住户"),
        ((60, "三", "2026-03-01"), "residents_invalid", "核实人口"),
        ((60, None, None), "date_missing", "核实日期"),
        ((60, None, "昨天"), "date_missing", "核实日期"),
        ((60, None, "2026-11-24"), "date_in_future", "核实日期"),
    ],
)
def test_what_cannot_be_taken_is_told_by_row_and_column(
    form: Path, values: tuple, code: str, column: str
) -> None:
    _fill(form, 4, *values)
    figures, problems = read_returned(form, codes=["B01", "B02", "B03"], today=TODAY)
    assert figures.empty
    assert [(problem.code, problem.row, problem.column) for problem in problems] == [(code, 4, column)]


def test_a_building_of_another_community_is_refused(form: Path) -> None:
    _fill(form, 3, 60, None, "2026-03-01")
    assert [p.code for p in read_returned(form, codes=["B02"], today=TODAY)[1]] == ["code_unknown"]


def test_a_workbook_that_is_not_the_form_is_told(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].title = "户数核实"
    for row in (["楼栋", "户数"], ["1栋", 60]):
        book.worksheets[0].append(row)
    book.save(path := tmp_path / "other.xlsx")
    with pytest.raises(InputError) as caught:
        read_returned(path, codes=["B01"], today=TODAY)
    assert caught.value.code == "column_missing"
