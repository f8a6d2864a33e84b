"""Read tables: CSV in whatever Chinese encoding, and Excel workbooks; every value comes as text or a number."""

import csv
import dataclasses
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
from openpyxl import Workbook
from openpyxl.utils.exceptions import InvalidFileException

from gis.errors import InputError
from gis.ingest import encodings, limits
from gis.ingest.reading import Raw, Source
from gis.ingest.vector import unreadable
from gis.space.registers import Incoming, spec_of

FORMATS = {".csv": "CSV", ".tsv": "CSV", ".txt": "CSV", ".xlsx": "Excel", ".xlsm": "Excel"}
HEADER_SEARCH_ROWS = 10
FIELD_CHARACTERS = 1_000_000


def read_table(path: Path, layer: Incoming, *, sublayer: str | None, encoding: str | None) -> Raw:
    """Read every row under the header line, untouched; empty lines are passed over.

    The header is the first line, in a workbook the first of the top ten lines with two filled cells or more
    (offices put a title above it).

    Raises
    ------
    InputError
        ``file_*`` and ``archive_*`` of ``limits``, ``file_unreadable``, ``sublayer_unknown``,
        ``header_missing``, ``too_many_rows``.
    """
    if FORMATS[path.suffix.lower()] == "Excel":
        return _read_workbook(path, layer, sublayer)
    return _read_csv(path, encoding)


def _read_csv(path: Path, encoding: str | None) -> Raw:
    limits.check_size(path, most_bytes=limits.TEXT_BYTES)
    text = encodings.of_file(path, encoding)
    with path.open(encoding=text.codec, errors="replace", newline="") as stream:
        head = stream.read(4096)
        stream.seek(0)
        csv.field_size_limit(FIELD_CHARACTERS)
        separator = max(",;\t", key=head.split("\n", 1)[0].count)
        try:
            lines = [(number, row) for number, row in _filled(csv.reader(stream, delimiter=separator))]
        except csv.Error as error:
            raise unreadable(path, error) from error
    source = Source(path.name, "CSV", limits.sha256(path), encoding=text.name, encoding_source=text.source)
    return _raw(lines, path, source)


def _filled(lines: Iterator[Any]) -> Iterator[tuple[int, list[Any]]]:
    """Number lines from 1 as a person sees them, and pass over empty ones."""
    for number, row in enumerate(islice(lines, limits.ROWS + HEADER_SEARCH_ROWS + 1), 1):
        values = list(row)
        if any(value not in (None, "") for value in values):
            yield number, values


def list_sheets(path: Path) -> list[str]:
    """Name the sheets of a workbook; none for any other file.

    Raises
    ------
    InputError
        ``file_*`` and ``archive_*`` of ``limits``, ``file_unreadable``.
    """
    if FORMATS.get(path.suffix.lower()) != "Excel":
        return []
    with _workbook(path) as book:
        return [str(name) for name in book.sheetnames]


@contextmanager
def _workbook(path: Path) -> Iterator[Workbook]:
    """Open a workbook for reading; what the library makes of a broken one becomes ours."""
    limits.check_size(path, most_bytes=limits.TEXT_BYTES)
    limits.check_archive(path)
    try:
        # Formulas come as the values that Excel last computed, never as code.
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        yield book
        book.close()
    except (
        InvalidFileException,
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        OSError,
        SyntaxError,
        TypeError,
    ) as error:
        raise unreadable(path, error) from error


def _read_workbook(path: Path, layer: Incoming, sublayer: str | None) -> Raw:
    with _workbook(path) as book:
        sheet = book[_choose_sheet(path, layer, sublayer, book.sheetnames)]
        title, lines = sheet.title, list(_filled(sheet.iter_rows(values_only=True)))
    source = Source(path.name, "Excel", limits.sha256(path), sublayer=title)
    return _raw(lines, path, source)


def _choose_sheet(path: Path, layer: Incoming, sublayer: str | None, names: list[str]) -> str:
    for wanted in (sublayer, layer.value, spec_of(layer).chinese):
        if wanted in names:
            return str(wanted)
    if sublayer is None and names:
        return names[0]
    raise InputError(
        f"{path} has sheets {names}",
        chinese=f"工作簿 {path.name} 含工作表 {'、'.join(names) or '（无）'}，请指明要读哪一个",
        code="sublayer_unknown",
        file=path.name,
        layers=names,
    )


def _raw(lines: list[tuple[int, list[Any]]], path: Path, source: Source) -> Raw:
    top = lines[:HEADER_SEARCH_ROWS]
    position = next((at for at, (_, row) in enumerate(top) if sum(v not in (None, "") for v in row) > 1), 0)
    if not lines:
        raise InputError(
            f"{path} has no header line",
            chinese=f"文件 {path.name} 没有表头，也没有数据",
            code="header_missing",
            file=path.name,
        )
    header = lines[position][1]
    body = lines[position + 1 :]
    if len(body) > limits.ROWS:
        raise InputError(
            f"{path} has over {limits.ROWS} rows",
            chinese=f"文件 {path.name} 超过 {limits.ROWS} 行，请分成几份导入",
            code="too_many_rows",
            file=path.name,
        )
    names = [
        str(name).strip() if name not in (None, "") else f"（第 {at} 列）"
        for at, name in enumerate(header, 1)
    ]
    rows = pd.DataFrame(
        [(row + [None] * len(names))[: len(names)] for _, row in body], columns=_unique(names), dtype=object
    )
    rows.index = pd.Index([number for number, _ in body], dtype="int64")
    return Raw(rows, dataclasses.replace(source, rows_read=len(rows)))


def _unique(names: list[str]) -> list[str]:
    seen: dict[str, int] = {}
    told = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        told.append(name if seen[name] == 1 else f"{name}（{seen[name]}）")
    return told
