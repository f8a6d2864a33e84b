import io

import openpyxl
import pytest

from gis.reports.as_xlsx import put, xlsx_bytes
from gis.reports.document import CellKind
from tests.gis.reports.example import hostile_report, report


@pytest.fixture(scope="module")
def document():
    return report()


@pytest.fixture(scope="module")
def book(document):
    return openpyxl.load_workbook(io.BytesIO(xlsx_bytes(document)))


def test_every_table_has_a_sheet_whose_numbers_are_numbers(document, book):
    for table in document.tables():
        sheet = book[table.name]
        for down, row in enumerate(table.rows):
            cells = [sheet.cell(4 + down, place + 1).value for place in range(len(row))]
            assert cells == [("—" if value in (None, "") else value) for value in row]


def test_headings_repeat_in_print_and_stay_on_the_screen(book):
    sheet = book["分类分档覆盖"]
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.freeze_panes == "B4"
    assert sheet.auto_filter.ref == "A3:H21"


def test_totals_lie_outside_the_filter(book):
    assert book["各社区覆盖率"].auto_filter.ref.endswith("5")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-2+3", "@SUM(A1)", '=HYPERLINK("http://x")'])
def test_text_that_looks_like_a_formula_stays_text(text):
    cell = openpyxl.Workbook().active["A1"]
    put(cell, text)
    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", text, True)


def test_numbers_carry_the_format_of_their_kind():
    cell = openpyxl.Workbook().active["A1"]
    put(cell, 0.5, CellKind.SHARE)
    assert (cell.value, cell.number_format) == (0.5, "0.0%")


def test_no_cell_of_a_hostile_report_is_a_formula():
    hostile = hostile_report()
    opened = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(hostile)))
    kinds = {cell.data_type for sheet in opened for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    assert any(
        str(cell.value).startswith("=1+1<script>")
        for row in opened["各社区覆盖率"].iter_rows()
        for cell in row
    )


def test_the_same_report_gives_the_same_bytes(document):
    assert xlsx_bytes(document) == xlsx_bytes(document)
