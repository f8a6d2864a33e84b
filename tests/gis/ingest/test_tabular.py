"""Tables."""

from pathlib import Path

import openpyxl
import pytest

from gis.errors import InputError
from gis.ingest.tabular import read_table
from gis.space.layers import Layer


def test_rows_carry_the_number_that_the_person_sees_empty_lines_included(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("code,name\nA,x\n\nB,y\n", encoding="utf-8")
    rows = read_table(path, Layer.ESTATES, sublayer=None, encoding=None).rows
    assert rows["code"].to_dict() == {2: "A", 4: "B"}


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_found(tmp_path: Path, separator: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"code{separator}name\nA{separator}x\n", encoding="utf-8")
    assert list(read_table(path, Layer.ESTATES, sublayer=None, encoding=None).rows.columns) == [
        "code",
        "name",
    ]


def test_two_headers_of_one_name_stay_two_columns(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("户数,户数\n1,2\n", encoding="utf-8")
    assert list(read_table(path, Layer.ESTATES, sublayer=None, encoding=None).rows.columns) == [
        "户数",
        "户数（2）",
    ]


def test_the_sheet_named_after_the_layer_is_taken(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["说明"])
    sheet = book.create_sheet("小区")
    for row in (["code", "name"], ["E1", "北苑"]):
        sheet.append(row)
    book.save(path := tmp_path / "a.xlsx")
    raw = read_table(path, Layer.ESTATES, sublayer=None, encoding=None)
    assert raw.rows["name"].tolist() == ["北苑"]
    assert raw.source.sublayer == "小区"


def test_a_sheet_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.save(path := tmp_path / "a.xlsx")
    with pytest.raises(InputError) as caught:
        read_table(path, Layer.ESTATES, sublayer="小区", encoding=None)
    assert caught.value.code == "sublayer_unknown"


def test_a_workbook_without_a_line_has_no_header(tmp_path: Path) -> None:
    openpyxl.Workbook().save(path := tmp_path / "a.xlsx")
    with pytest.raises(InputError) as caught:
        read_table(path, Layer.ESTATES, sublayer=None, encoding=None)
    assert caught.value.code == "header_missing"


def test_an_unclosed_quote_does_not_swallow_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('code,name\nA,"' + "x" * 3_000_000, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_table(path, Layer.ESTATES, sublayer=None, encoding=None)
    assert caught.value.code == "file_unreadable"
