"""Write plain tables: a workbook of flat sheets, or one CSV that a spreadsheet opens with its Chinese intact."""

import csv
import io
from collections.abc import Mapping
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from gis.reports.as_xlsx import put
from gis.reports.document import Cell, CellKind
from gis.reports.text import looks_like_a_formula, printable

WIDEST_LETTERS = 60
_SAMPLE_ROWS = 200


def sheets_bytes(tables: Mapping[str, pd.DataFrame]) -> bytes:
    """Return a workbook with a sheet per table: heads in the first row, frozen and filterable; nothing is a formula.

    Parameters
    ----------
    tables
        Sheet name (at most 31 characters) to frame; a missing value is an empty cell.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, table in tables.items():
        sheet = book.create_sheet(name)
        sheet.append([str(column) for column in table.columns])
        for at, column in enumerate(table.columns, start=1):
            sheet.cell(1, at).font = Font(bold=True)
            sheet.column_dimensions[get_column_letter(at)].width = _width(str(column), table[column])
        for row, values in enumerate(table.itertuples(index=False, name=None), start=2):
            for at, value in enumerate(values, start=1):
                if not _is_missing(value):
                    put(sheet.cell(row, at), _plain(value), _kind(value))
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = sheet.dimensions
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def csv_bytes(table: pd.DataFrame) -> bytes:
    """Return a CSV in UTF-8 with a byte order mark; text that looks like a formula gets a leading apostrophe."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(table.columns)
    for values in table.itertuples(index=False, name=None):
        writer.writerow([_guarded(value) for value in values])
    return written.getvalue().encode("utf-8-sig")


def _guarded(value: Any) -> Cell:
    if _is_missing(value):
        return ""
    plain = _plain(value)
    return f"'{plain}" if isinstance(plain, str) and looks_like_a_formula(plain) else plain


def _is_missing(value: Any) -> bool:
    return value is None or value is pd.NA or value != value  # noqa: PLR0124 - NaN is unequal to itself


def _plain(value: Any) -> Cell:
    """Turn what a frame holds into what a cell can."""
    if isinstance(value, str):
        return printable(value, limit=32_000)
    plain: Cell = value.item() if hasattr(value, "item") else value
    return plain if isinstance(plain, int | float) else str(plain)


def _kind(value: Any) -> CellKind:
    return CellKind.TEXT if isinstance(value, str) else CellKind.COUNT


def _width(head: str, column: pd.Series) -> int:
    """Make a column as wide as its text, two letters for each Chinese character, within reason."""
    texts = [head, *(str(value) for value in column.head(_SAMPLE_ROWS) if not _is_missing(value))]
    widest = max(sum(2 if ord(letter) > 0x2E7F else 1 for letter in text) for text in texts)
    return min(WIDEST_LETTERS, widest + 3)
