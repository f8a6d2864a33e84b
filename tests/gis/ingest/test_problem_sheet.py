"""Problems as a sheet to send back."""

from pathlib import Path

import openpyxl
import pandas as pd

from gis.ingest.problem_sheet import HEADER, write_problems
from gis.ingest.reading import Reading, Source
from gis.model.problems import Problem, Severity
from gis.space.layers import Layer


def test_each_problem_is_a_row_and_no_value_becomes_a_formula(tmp_path: Path) -> None:
    problem = Problem(
        "value_type",
        "应为整数",
        "请改正",
        Severity.REFUSED,
        "楼栋.xlsx",
        "buildings",
        7,
        "households",
        "=1+1",
    )
    source = Source("楼栋.xlsx", "Excel", "ab" * 32, rows_read=3, rows_refused=1)
    reading = Reading(Layer.BUILDINGS, pd.DataFrame(), [problem], source, {"户数": "households"})
    book = openpyxl.load_workbook(write_problems([problem], tmp_path / "p.xlsx", readings=[reading]))
    rows = list(book["问题清单"].iter_rows(values_only=True))
    assert rows[0] == HEADER
    assert rows[1] == ("楼栋.xlsx", "楼栋", 7, "户数", "=1+1", "应为整数", "请改正", "未导入")
    assert book["问题清单"].cell(2, 5).data_type == "s"
    assert book["来源"].cell(2, 9).value == "户数=户数"


def test_no_problem_still_gives_a_sheet_with_its_header(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write_problems([], tmp_path / "p.xlsx"))
    assert book["问题清单"].max_row == 1
