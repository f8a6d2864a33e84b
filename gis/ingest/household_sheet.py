"""The household sheet of one community: goes out as Excel with what is held, comes back with what was counted.

The sheet is a form. Grey columns say what is held and are not read back, but the building's code, which finds
the building again. White columns are filled by the community: 核实常住户, 核实人口, 核实日期. A row left
white stays as it is held.
"""

import dataclasses
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from gis.errors import InputError
from gis.ingest.tabular import read_table
from gis.ingest.values import parse_day, parse_number
from gis.model.problems import Problem, Severity
from gis.model.units import HOUSEHOLD_KIND_CHINESE, HouseholdKind
from gis.space.layers import Layer

HELD = ("楼栋编码", "小区", "楼栋", "现有户数", "口径", "是否估算", "来源", "截至日期")
FILLED = ("核实常住户", "核实人口", "核实日期")
_WIDTHS = (18, 20, 12, 10, 12, 10, 24, 12, 12, 12, 14)
_GREY = PatternFill("solid", fgColor="E8EAED")
_SHEET = "户数核实"
_LARGEST_BUILDING_HOUSEHOLDS = 5000


def write_template(held: pd.DataFrame, path: Path, *, community_name: str) -> Path:
    """Write the form of one community.

    Parameters
    ----------
    held
        A row per building: code, estate_name, name, households, households_kind, households_estimated,
        source, as_of; in the order to be written.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    sheet = book.create_sheet(_SHEET)
    sheet.append([f"{community_name}户数核实表（白色三列由社区填写，未填的行保持现有数）"])
    sheet.append([*HELD, *FILLED])
    for row in held.itertuples(index=False):
        _append(sheet, row)
    _dress(sheet, 2 + len(held))
    book.save(path)
    return path


def _append(sheet: Worksheet, row: Any) -> None:
    kind = HOUSEHOLD_KIND_CHINESE[HouseholdKind(row.households_kind)]
    estimated = "估算" if row.households_estimated else "统计"
    values = (
        row.code,
        row.estate_name,
        row.name,
        row.households,
        kind,
        estimated,
        row.source,
        str(row.as_of or ""),
    )
    sheet.append([None] * len(values))
    for column, value in enumerate(values, 1):
        cell = sheet.cell(sheet.max_row, column)
        cell.value = None if pd.isna(value) else value
        if isinstance(value, str):
            cell.data_type = "s"  # a name that begins with = is a name


def _dress(sheet: Worksheet, last_row: int) -> None:
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(HELD) + len(FILLED))
    sheet["A1"].font = Font(bold=True, size=13)
    sheet.freeze_panes = "D3"
    for column, width in enumerate(_WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
        sheet.cell(2, column).font = Font(bold=True)
        sheet.cell(2, column).alignment = Alignment(wrap_text=True)
        for row in range(3, last_row + 1):
            if column <= len(HELD):
                sheet.cell(row, column).fill = _GREY
    whole = DataValidation("whole", operator="between", formula1="0", formula2="100000", allow_blank=True)
    whole.error, whole.showErrorMessage = "请填 0 以上的整数", True
    sheet.add_data_validation(whole)
    whole.add(f"I3:J{max(last_row, 3)}")


def read_returned(path: Path, *, codes: Iterable[str], today: date) -> tuple[pd.DataFrame, list[Problem]]:
    """Read a form that came back.

    Parameters
    ----------
    codes
        Buildings of the community it was written for.
    today
        A count may not be dated later.

    Returns
    -------
    tuple
        Rows that were filled: code, households, residents (may be missing), as_of (date); and a problem for
        every row that was filled and cannot be taken.

    Raises
    ------
    InputError
        ``file_*`` and ``archive_*``, ``column_missing``.
    """
    rows = read_table(path, Layer.BUILDINGS, sublayer=_SHEET, encoding=None).rows
    missing = [name for name in (HELD[0], *FILLED) if name not in rows.columns]
    if missing:
        raise InputError(
            f"{path} lacks {missing}",
            chinese=f"文件 {path.name} 缺少列 {'、'.join(missing)}，请使用下发的核实表",
            code="column_missing",
            file=path.name,
            columns=missing,
        )
    known, seen = set(codes), set[str]()
    taken, problems = [], []
    for number, row in rows.iterrows():
        code = str(row[HELD[0]] or "").strip()
        if all(_is_blank(row[name]) for name in FILLED[:2]):
            continue
        fault = _fault(row, code, known, seen, today)
        seen.add(code)
        if fault is None:
            taken.append(_figures(row, code))
        else:
            problems.append(dataclasses.replace(fault, file=path.name, row=int(str(number))))
    columns = ["code", "households", "residents", "as_of"]
    return pd.DataFrame(taken, columns=columns), problems


def _is_blank(value: Any) -> bool:
    return value is None or (isinstance(value, float) and pd.isna(value)) or str(value).strip() == ""


def _fault(row: "pd.Series[Any]", code: str, known: set[str], seen: set[str], today: date) -> Problem | None:
    """The first fault of a row."""
    households, residents, day = (row[name] for name in FILLED)
    if code not in known:
        return _refused("code_unknown", HELD[0], "不是本社区的楼栋编码", "请勿改动灰色列", code)
    if code in seen:
        return _refused("code_repeated", HELD[0], "与前面的行重复", "每栋楼只填一行", code)
    if not _is_count(parse_number(households), _LARGEST_BUILDING_HOUSEHOLDS):
        told = f"应为 0 到 {_LARGEST_BUILDING_HOUSEHOLDS} 的整数"
        return _refused("households_invalid", FILLED[0], told, "请改正", households)
    if not _is_blank(residents) and not _is_count(parse_number(residents), 10 * _LARGEST_BUILDING_HOUSEHOLDS):
        return _refused("residents_invalid", FILLED[1], "应为 0 以上的整数", "请改正", residents)
    counted = _day(day)
    if counted is None:
        return _refused(
            "date_missing", FILLED[2], "没有核实日期，或不是日期", "请按 2026-03-01 的形式填写", day
        )
    if counted > today:
        return _refused("date_in_future", FILLED[2], "核实日期晚于今天", "请改正", day)
    return None


def _is_count(value: Any, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    try:
        return date.fromisoformat(str(parse_day(value)))
    except ValueError:
        return None


def _figures(row: "pd.Series[Any]", code: str) -> tuple[str, int, int | None, date | None]:
    residents = None if _is_blank(row[FILLED[1]]) else parse_number(row[FILLED[1]])
    return code, parse_number(row[FILLED[0]]), residents, _day(row[FILLED[2]])


def _refused(code: str, column: str, reason: str, remedy: str, value: Any) -> Problem:
    shown = "" if value is None else str(value)[:80]
    layer = Layer.BUILDINGS.value
    return Problem(code, reason, remedy, Severity.REFUSED, layer=layer, column=column, value=shown)
