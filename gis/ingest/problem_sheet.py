"""Write the problems of an import as an Excel sheet that goes back to whoever made the file."""

from collections.abc import Iterable
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from gis.ingest.reading import Reading
from gis.model.problems import Problem, Severity
from gis.space.column_names import column_chinese
from gis.space.registers import layer_chinese, spec_of

HEADER = ("文件", "图层", "行", "列", "现值", "问题", "处理建议", "结果")
WIDTHS = (24, 12, 8, 16, 28, 44, 40, 10)
SEVERITY_CHINESE = {Severity.REFUSED: "未导入", Severity.CHANGED: "已改动", Severity.NOTED: "请核对"}
_FILLS = {Severity.REFUSED: "F8D7DA", Severity.CHANGED: "FFF3CD", Severity.NOTED: "E2E3E5"}


def write_problems(problems: Iterable[Problem], path: Path, *, readings: Iterable[Reading] = ()) -> Path:
    """Write one row per problem, and a second sheet saying what was read.

    No value becomes a formula, whatever it begins with.

    Parameters
    ----------
    readings
        The files, for the sheet 来源.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    sheet = book.create_sheet("问题清单", 0)
    _head(sheet, HEADER, WIDTHS)
    for problem in problems:
        row = (
            problem.file,
            layer_chinese(problem.layer),
            problem.row,
            column_chinese(problem.column or ""),
            problem.value,
            problem.reason,
            problem.remedy,
        )
        sheet.append([None] * len(HEADER))
        for column, value in enumerate((*row, SEVERITY_CHINESE[problem.severity]), 1):
            _write(sheet, sheet.max_row, column, value)
        sheet.cell(sheet.max_row, len(HEADER)).fill = PatternFill("solid", fgColor=_FILLS[problem.severity])
    _sources(book, readings)
    book.save(path)
    return path


def _head(sheet: Worksheet, names: tuple[str, ...], widths: tuple[int, ...]) -> None:
    sheet.append(names)
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
        sheet.cell(1, column).font = Font(bold=True)
    sheet.freeze_panes = "A2"


def _write(sheet: Worksheet, row: int, column: int, value: str | int | None) -> None:
    cell = sheet.cell(row, column)
    cell.value = value
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if isinstance(value, str):
        cell.data_type = "s"


def _sources(book: Workbook, readings: Iterable[Reading]) -> None:
    sheet = book.create_sheet("来源")
    names = (
        "文件",
        "格式",
        "图层",
        "坐标系（声明）",
        "坐标系（采用）",
        "编码",
        "读取行数",
        "未导入行数",
        "列对照",
        "SHA-256",
    )
    _head(sheet, names, (24, 12, 12, 18, 18, 12, 10, 12, 60, 66))
    for reading in readings:
        source = reading.source
        matched = "；".join(f"{theirs}={column_chinese(ours)}" for theirs, ours in reading.columns.items())
        told = (
            source.file_name,
            source.file_format,
            spec_of(reading.layer).chinese,
            source.declared_crs or "未声明",
        )
        rest = (source.crs, source.encoding, source.rows_read, source.rows_refused, matched, source.checksum)
        sheet.append([None] * len(names))
        written: tuple[str | int, ...] = (*told, *rest)
        for column, value in enumerate(written, 1):
            _write(sheet, sheet.max_row, column, value)
