"""Write a report as a workbook: a summary sheet, one sheet per table, pictures, the method; numbers stay numbers."""

import io

from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.cell import MergedCell
from openpyxl.drawing.image import Image
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from gis.reports.archive import with_fixed_clock
from gis.reports.document import (
    NO_VALUE,
    Cell,
    CellKind,
    Document,
    Facts,
    KeyFigures,
    Paragraph,
    Picture,
    Table,
)
from gis.reports.text import looks_like_a_formula, printable

TEXT_LIMIT = 32_000
SHEET_NAME_LIMIT = 31
PICTURE_WIDTH_PX = 760
WIDTH_IN_LETTERS = 15
FORMATS = {
    CellKind.COUNT: "#,##0",
    CellKind.SHARE: "0.0%",
    CellKind.MINUTES: "#,##0.0",
    CellKind.AREA: "#,##0.00",
    CellKind.TEXT: "@",
}
_UPRIGHT_SHEETS = frozenset({"摘要", "方法与数据说明", "图"})
_HEAD_FILL = PatternFill("solid", fgColor="F3E9E2")
_TOTAL_FILL = PatternFill("solid", fgColor="F7F7F7")
_RULE = Side(style="thin", color="B8B0A8")
_RULES = Border(left=_RULE, right=_RULE, top=_RULE, bottom=_RULE)
_FONT = "宋体"


def xlsx_bytes(document: Document) -> bytes:
    """Return the report as the bytes of an .xlsx file; text is never reckoned as a formula."""
    book = Workbook()
    summary = book.active
    assert isinstance(summary, Worksheet)  # noqa: S101 - a new workbook always has one
    summary.title = "摘要"
    _write_summary(summary, document)
    for table in document.tables():
        _write_table(book.create_sheet(_sheet_name(table.name, book.sheetnames)), table, document)
    _write_pictures(book, document)
    _write_facts(book, document)
    for sheet in book.worksheets:
        _set_print(sheet, document)
    book.properties.title = f"{document.subtitle}{document.title}"
    book.properties.creator = "网格地图服务"
    written = io.BytesIO()
    book.save(written)
    return with_fixed_clock(written.getvalue(), document.made_at)


def put(cell: SheetCell | MergedCell, value: Cell, kind: CellKind = CellKind.TEXT) -> None:
    """Put a raw value into a cell; text that looks like a formula stays text, also when the cell is edited."""
    if value is None:
        value = NO_VALUE
    if isinstance(value, str):
        cell.value = printable(value, limit=TEXT_LIMIT)
        cell.data_type = "s"
        cell.quotePrefix = looks_like_a_formula(value)
    else:
        cell.value = value
        cell.number_format = FORMATS[kind]
    cell.font = Font(name=_FONT, size=10)
    is_text = isinstance(value, str) and kind is CellKind.TEXT
    cell.alignment = Alignment(vertical="center", wrap_text=True, horizontal="left" if is_text else "right")


def _sheet_name(name: str, taken: list[str]) -> str:
    clean = "".join(
        "_" if letter in "[]:*?/\\" else letter for letter in printable(name, limit=SHEET_NAME_LIMIT)
    )
    return clean if clean not in taken else f"{clean[: SHEET_NAME_LIMIT - 3]}_{len(taken)}"


def _write_summary(sheet: Worksheet, document: Document) -> None:
    for letter, width in zip("ABC", (26, 22, 60), strict=True):
        sheet.column_dimensions[letter].width = width
    put(sheet["A1"], document.subtitle + document.title)
    sheet["A1"].font = Font(name=_FONT, size=16, bold=True, color="9B1C1C")
    sheet["A1"].alignment = Alignment(wrap_text=False)
    row = 2
    if document.badge:
        put(sheet.cell(row, 1), document.badge)
        sheet.cell(row, 1).alignment = Alignment(wrap_text=False)
        row += 1
    for label, value in document.cover:
        row = _write_pair(sheet, row, label, value)
    row += 1
    for section in document.sections:
        for block in section.blocks:
            if isinstance(block, KeyFigures):
                row = _write_figures(sheet, row, block)
            elif isinstance(block, Paragraph):
                sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=3)
                put(sheet.cell(row, 1), block.text)
                sheet.row_dimensions[row].height = 15 * (1 + len(block.text) // 50)
                row += 1
    for label in document.signatures:
        row = _write_pair(sheet, row + 1, label, "")


def _write_pair(sheet: Worksheet, row: int, label: str, value: str) -> int:
    put(sheet.cell(row, 1), label)
    put(sheet.cell(row, 2), value)
    sheet.merge_cells(start_row=row, start_column=2, end_row=row, end_column=3)
    sheet.cell(row, 1).fill = _HEAD_FILL
    sheet.row_dimensions[row].height = 15 * (1 + len(value) // 38)
    return row + 1


def _write_figures(sheet: Worksheet, row: int, block: KeyFigures) -> int:
    for figure in block.figures:
        put(sheet.cell(row, 1), figure.label)
        put(sheet.cell(row, 2), figure.value, figure.kind)
        put(sheet.cell(row, 3), "　".join(part for part in (figure.unit, figure.note) if part))
        sheet.cell(row, 2).font = Font(name=_FONT, size=12, bold=True)
        row += 1
    return row + 1


def _write_table(sheet: Worksheet, table: Table, document: Document) -> None:
    put(sheet["A1"], table.caption)
    sheet["A1"].font = Font(name=_FONT, size=12, bold=True)
    sheet["A1"].alignment = Alignment(wrap_text=False)
    put(sheet["A2"], "　".join(part for part in (table.note, document.badge) if part) or document.subtitle)
    sheet["A2"].alignment = Alignment(wrap_text=False)
    for place, column in enumerate(table.columns, start=1):
        head = sheet.cell(3, place)
        put(head, column.head)
        head.font, head.fill, head.border = Font(name=_FONT, size=10, bold=True), _HEAD_FILL, _RULES
        head.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        sheet.column_dimensions[get_column_letter(place)].width = max(
            8.0, WIDTH_IN_LETTERS * column.width_share
        )
    for down, values in enumerate(table.rows):
        is_total = down >= len(table.rows) - table.total_rows
        for place, (value, column) in enumerate(zip(values, table.columns, strict=True), start=1):
            _write_cell(sheet.cell(4 + down, place), value, column.kind, is_total=is_total)
    sheet.freeze_panes = "B4"
    sheet.print_title_rows = "3:3"
    last_plain = 3 + len(table.rows) - table.total_rows
    sheet.auto_filter.ref = f"A3:{get_column_letter(len(table.columns))}{max(last_plain, 3)}"


def _write_cell(cell: SheetCell | MergedCell, value: Cell, kind: CellKind, *, is_total: bool) -> None:
    put(cell, value, kind)
    cell.border = _RULES
    if is_total:
        cell.fill = _TOTAL_FILL
        cell.font = Font(name=_FONT, size=10, bold=True)


def _write_pictures(book: Workbook, document: Document) -> None:
    pictures = [
        block for section in document.sections for block in section.blocks if isinstance(block, Picture)
    ]
    if not pictures:
        return
    sheet = book.create_sheet("图")
    row = 1
    for picture in pictures:
        put(sheet.cell(row, 1), picture.caption)
        sheet.cell(row, 1).alignment = Alignment(wrap_text=False)
        image = Image(io.BytesIO(picture.png))
        image.width = PICTURE_WIDTH_PX
        image.height = round(PICTURE_WIDTH_PX * picture.height_px / picture.width_px)
        sheet.add_image(image, f"A{row + 1}")
        row += 3 + image.height // 20


def _write_facts(book: Workbook, document: Document) -> None:
    facts = [block for section in document.sections for block in section.blocks if isinstance(block, Facts)]
    if not facts:
        return
    sheet = book.create_sheet("方法与数据说明")
    for letter, width in zip("ABC", (28, 30, 60), strict=True):
        sheet.column_dimensions[letter].width = width
    row = 1
    for block in facts:
        put(sheet.cell(row, 1), block.caption)
        sheet.cell(row, 1).font = Font(name=_FONT, size=11, bold=True)
        row += 1
        for label, value in block.pairs:
            row = _write_pair(sheet, row, label, value)
        row += 1


def _set_print(sheet: Worksheet, document: Document) -> None:
    sheet.page_setup.orientation = "portrait" if sheet.title in _UPRIGHT_SHEETS else "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.oddFooter = HeaderFooterItem(center=_HeaderFooterPart(text="第 &P 页　共 &N 页"))
    title = printable(document.subtitle + document.title).replace("&", "&&")
    sheet.oddHeader = HeaderFooterItem(left=_HeaderFooterPart(text=title))
