"""Stream tables of points or addresses: CSV, Excel and (Geo)Parquet, a piece at a time.

A million rows are read, located and written piece by piece, so memory holds one piece.
"""

import codecs
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import chain, islice
from pathlib import Path
from typing import Any

import geopandas as gpd
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import shapely

from gis.errors import InputError

ROWS_AT_ONCE = 200_000
_LON_NAMES = ("lon", "lng", "longitude", "经度", "x", "x坐标")
_LAT_NAMES = ("lat", "latitude", "纬度", "y", "y坐标")
ADDRESS_NAMES = ("address", "地址", "诉求地址", "事发地址", "详细地址", "事件地址", "发生地址", "位置")
_SEPARATORS = (",", "\t", ";")
_TOO_MANY_CELLS = re.compile(r"Expected (\d+) fields in line (\d+), saw (\d+)")
_HEADER_WITHIN_ROWS = 10
_HEADER_FILLED_SHARE = 0.7
_GEO_DEFAULT = "OGC:CRS84"
_SHAPE_WORDS = {1: "线", 2: "线", 3: "多边形", 4: "多点", 5: "多线", 6: "多边形", 7: "图形集合"}


def stream_rows(path: Path, *, rows_at_once: int = ROWS_AT_ONCE) -> Iterator[pd.DataFrame]:
    """Yield a table in pieces, cells as text (Parquet: as they are, geometries decoded).

    Raises
    ------
    InputError
        ``file_missing``, ``file_unreadable``, ``file_kind_unknown``, ``row_too_long``; ``no_rows``: not even a heading.
    """
    readers = {".csv": _csv, ".txt": _csv, ".xlsx": _excel, ".parquet": _parquet, ".geoparquet": _parquet}
    reader = readers.get(path.suffix.lower())
    if not path.is_file():
        raise InputError(f"no file {path}", chinese=f"没有文件 {path}", code="file_missing", file=path.name)
    if reader is None:
        raise InputError(
            f"cannot stream {path.suffix!r}",
            chinese=f"不能读取 {path.name}：点位和地址表支持 .csv、.xlsx、.parquet",
            code="file_kind_unknown",
            file=path.name,
        )
    try:
        yield from reader(path, rows_at_once)
    except InputError:
        raise
    except pd.errors.EmptyDataError as error:
        raise _no_rows(path) from error
    except Exception as error:  # the formats' libraries raise whatever they like
        raise InputError(
            f"{path.name}: {error}",
            chinese=f"文件 {path.name} 无法读取：内容损坏或不是 {path.suffix} 格式",
            code="file_unreadable",
            file=path.name,
        ) from error


def _no_rows(path: Path) -> InputError:
    return InputError(
        f"{path.name} holds nothing",
        chinese=f"文件 {path.name} 是空的：没有表头，也没有数据行，请重新导出",
        code="no_rows",
        file=path.name,
    )


def _csv(path: Path, rows_at_once: int) -> Iterator[pd.DataFrame]:
    codec = _codec_of(path)
    with path.open(encoding=codec) as file:
        header = file.readline()
    separator = max(_SEPARATORS, key=header.count)
    options: dict[str, Any] = {"dtype": str, "keep_default_na": False, "encoding": codec, "sep": separator}
    try:
        with pd.read_csv(path, chunksize=rows_at_once, **options) as pieces:
            yield from pieces
    except pd.errors.ParserError as error:
        found = _TOO_MANY_CELLS.search(str(error))
        if found is None:
            raise
        raise InputError(
            f"{path.name}: {error}",
            chinese=f"文件 {path.name} 第 {found[2]} 行有 {found[3]} 列，表头只有 {found[1]} 列：请检查多余的分隔符或缺少的引号",
            code="row_too_long",
            file=path.name,
            row=int(found[2]),
        ) from error


def _codec_of(path: Path) -> str:
    """UTF-16 by its mark; UTF-8 where every byte of the file fits, to its end; else GB18030, which holds GBK."""
    with path.open("rb") as file:
        if file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return "utf-16"
        file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while piece := file.read(1 << 22):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "gb18030"
    return "utf-8-sig"


def _excel(path: Path, rows_at_once: int) -> Iterator[pd.DataFrame]:
    with closing(openpyxl.load_workbook(path, read_only=True, data_only=True)) as book:
        rows, first = _table_of(book.worksheets)
        if not first:
            raise _no_rows(path)
        header = [str(cell).strip() if cell is not None else f"列{i}" for i, cell in enumerate(first, 1)]
        while piece := list(islice(rows, rows_at_once)):
            cells = [["" if cell is None else str(cell) for cell in row[: len(header)]] for row in piece]
            yield pd.DataFrame([row + [""] * (len(header) - len(row)) for row in cells], columns=header)


def _table_of(sheets: Sequence[Any]) -> tuple[Iterator[tuple[Any, ...]], tuple[Any, ...]]:
    """Rows below the header and the header: of the first sheet with a table of two columns, else of the first.

    Lines of a title above the table are passed over: the header is the first of ten lines that is filled as far
    as the fullest of them, or nearly.
    """
    chosen = None
    for sheet in sheets:
        rows = sheet.iter_rows(values_only=True)
        head = list(islice(rows, _HEADER_WITHIN_ROWS))
        filled = [sum(cell is not None for cell in row) for row in head]
        most = max(filled, default=0)
        at = next((i for i, count in enumerate(filled) if count >= _HEADER_FILLED_SHARE * most), 0)
        found = (chain(head[at + 1 :], rows), head[at] if head else ())
        if most > 1:
            return found
        chosen = chosen or found
    return chosen or (iter(()), ())


def _parquet(path: Path, rows_at_once: int) -> Iterator[pd.DataFrame]:
    file = pq.ParquetFile(path)
    described = (file.schema_arrow.metadata or {}).get(b"geo")
    geo = json.loads(described) if described else None
    for batch in file.iter_batches(batch_size=rows_at_once):
        piece: pd.DataFrame = batch.to_pandas()
        yield piece if geo is None else _with_shapes(piece, geo)


def _with_shapes(piece: pd.DataFrame, geo: dict[str, Any]) -> gpd.GeoDataFrame:
    """Decode the primary geometry; a file that names no CRS is in longitude and latitude (GeoParquet 1.1)."""
    column = geo["primary_column"]
    crs = geo["columns"][column].get("crs") or _GEO_DEFAULT
    shapes = gpd.GeoSeries(shapely.from_wkb(piece[column].to_numpy()), index=piece.index, crs=crs)
    return gpd.GeoDataFrame(piece.drop(columns=column), geometry=shapes)


def with_lon_lat(rows: pd.DataFrame, *, file: str = "") -> pd.DataFrame:
    """Find the columns of longitude and latitude and call them ``lon`` and ``lat``; rows with points stay as they are.

    Raises
    ------
    InputError
        ``column_missing``; ``geometry_not_points``: there are shapes, and none is a point.
    """
    if "geometry" in rows.columns:
        if isinstance(rows, gpd.GeoDataFrame):
            _want_a_point(rows, file)
        return rows
    found = [_first_of(rows, names) for names in (_LON_NAMES, _LAT_NAMES)]
    for name, told in zip(found, ("经度（lon）", "纬度（lat）"), strict=True):
        if name is None:
            listed = "、".join(map(str, rows.columns))[:200]
            raise InputError(
                f"{file}: no column of {told}",
                chinese=f"文件 {file} 缺少{told}列；现有列：{listed}",
                code="column_missing",
                file=file,
                column=told,
            )
    return rows.assign(lon=rows[found[0]], lat=rows[found[1]])


def shape_words(rows: gpd.GeoDataFrame) -> "pd.Series[str]":
    """Say what each row's shape is where it is no point: 多边形; empty at points and where there is no shape."""
    kinds = pd.Series(shapely.get_type_id(rows.geometry.to_numpy()), index=rows.index)
    return kinds.map(_SHAPE_WORDS).fillna("")


def _want_a_point(rows: gpd.GeoDataFrame, file: str) -> None:
    words = shape_words(rows)
    if words.empty or not (words != "").sum() == rows.geometry.notna().sum() > 0:
        return
    told = "、".join(f"{count} 个{word}" for word, count in words[words != ""].value_counts().items())
    raise InputError(
        f"{file}: no points but {sorted(set(words) - {''})}",
        chinese=f"文件 {file} 里的图形没有点，而是 {told}；定位要的是点：请导出为点（如各图形的中心点），或给出经度、纬度两列",
        code="geometry_not_points",
        file=file,
    )


def address_column(rows: pd.DataFrame, *, file: str = "") -> str:
    """Find the column of addresses; raises ``InputError`` (``column_missing``)."""
    name = _first_of(rows, ADDRESS_NAMES) or next((str(c) for c in rows.columns if "地址" in str(c)), None)
    if name is None:
        listed = "、".join(map(str, rows.columns))[:200]
        raise InputError(
            f"{file}: no column of addresses",
            chinese=f"文件 {file} 缺少地址列；现有列：{listed}",
            code="column_missing",
            file=file,
            column="地址",
        )
    return name


def _first_of(rows: pd.DataFrame, names: tuple[str, ...]) -> str | None:
    known = {str(column).strip().lower(): str(column) for column in rows.columns}
    return next((known[name] for name in names if name in known), None)
