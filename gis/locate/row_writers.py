"""Write tables piece by piece: CSV, Excel, Parquet.

Text is written as text: in a workbook a cell that begins with ``=`` stays what it was and is no formula.
"""

from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from openpyxl.cell import WriteOnlyCell

from gis.errors import InputError

_MOST_EXCEL_ROWS = 1_048_575


class RowWriter(Protocol):
    """Takes a table in pieces; a context manager that finishes the file."""

    def __enter__(self) -> Self:
        """Open the file."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Finish the file."""

    def write(self, rows: pd.DataFrame) -> None:
        """Append a piece; all pieces have the same columns."""


class CsvWriter:
    """Writes CSV that Excel opens with Chinese intact (UTF-8 with mark)."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._part = part_of(path)
        self._is_begun = False

    def __enter__(self) -> Self:
        """Begin with an empty file."""
        self._part.write_text("", encoding="utf-8")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give the file its name, unless writing failed."""
        _finish(self._part, self._path, error)

    def write(self, rows: pd.DataFrame) -> None:
        """Append a piece."""
        encoding = "utf-8" if self._is_begun else "utf-8-sig"
        rows.to_csv(self._part, mode="a", header=not self._is_begun, index=False, encoding=encoding)
        self._is_begun = True


class ParquetWriter:
    """Writes Parquet, every column as text but numbers."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._part = part_of(path)
        self._writer: pq.ParquetWriter | None = None

    def __enter__(self) -> Self:
        """Wait for the first piece, which says the columns."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file and give it its name, unless writing failed."""
        if self._writer is not None:
            self._writer.close()
            _finish(self._part, self._path, error)

    def write(self, rows: pd.DataFrame) -> None:
        """Append a piece."""
        schema = self._writer.schema if self._writer is not None else None
        table = pa.Table.from_pandas(rows, schema=schema, preserve_index=False)
        if self._writer is None:
            self._writer = pq.ParquetWriter(self._part, table.schema)
        self._writer.write_table(table)


class ExcelWriter:
    """Writes a workbook, one sheet per name."""

    def __init__(self, path: Path, *, sheet: str = "定位结果") -> None:
        self._path = path
        self._part = part_of(path)
        self._sheet = sheet
        self._book = openpyxl.Workbook(write_only=True)
        self._rows: dict[str, int] = {}

    def __enter__(self) -> Self:
        """Begin an empty workbook."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Save, unless writing failed."""
        if error is not None:
            for sheet in self._book.worksheets:
                sheet.close()
            return
        if not self._book.worksheets:
            self._book.create_sheet(self._sheet)
        self._book.save(self._part)
        _finish(self._part, self._path, None)

    def write(self, rows: pd.DataFrame, *, sheet: str | None = None) -> None:
        """Append a piece to a sheet; raises ``InputError`` (``too_many_rows``) beyond what Excel holds."""
        name = sheet or self._sheet
        if name not in self._rows:
            self._book.create_sheet(name).append([self._cell(name, str(column)) for column in rows.columns])
            self._rows[name] = 0
        self._rows[name] += len(rows)
        if self._rows[name] > _MOST_EXCEL_ROWS:
            raise InputError(
                "too many rows for Excel",
                chinese=f"结果超过 Excel 的 {_MOST_EXCEL_ROWS} 行上限，请输出为 .csv 或 .parquet",
                code="too_many_rows",
            )
        for row in rows.itertuples(index=False):
            self._book[name].append([self._cell(name, value) for value in row])

    def _cell(self, sheet: str, value: Any) -> Any:
        if not isinstance(value, str):
            return None if pd.isna(value) else value
        cell = WriteOnlyCell(self._book[sheet], value=value)
        cell.data_type = "s"
        return cell


def part_of(path: Path) -> Path:
    """Where a file is written until it is whole; a failure leaves what had its name before."""
    return path.with_name(f"{path.name}.part")


def _finish(part: Path, path: Path, error: BaseException | None) -> None:
    if error is None:
        part.replace(path)
    else:
        part.unlink(missing_ok=True)


def open_writer(path: Path) -> RowWriter:
    """Give the writer of a file's kind; raises ``InputError`` (``file_kind_unknown``)."""
    writers: dict[str, Any] = {".csv": CsvWriter, ".xlsx": ExcelWriter, ".parquet": ParquetWriter}
    writer = writers.get(path.suffix.lower())
    if writer is None:
        raise InputError(
            f"cannot write {path.suffix!r}",
            chinese=f"不能写出 {path.name}：结果支持 .csv、.xlsx、.parquet",
            code="file_kind_unknown",
            file=path.name,
        )
    made: RowWriter = writer(path)
    return made
