"""Stream tables of points or addresses: CSV, Excel and (Geo)Parquet, a piece at a time.

A million rows are read, located and written piece by piece, so memory holds one piece.
"""

import json
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
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
_GEO_DEFAULT = "OGC:CRS84"


def stream_rows(path: Path, *, rows_at_once: int = ROWS_AT_ONCE) -> Iterator[pd.DataFrame]:
    """Yield a table in pieces, cells as text (Parquet: as they are, geometries decoded).

    Raises
    ------
    InputError
        ``file_missing``, ``file_unreadable``, ``file_kind_unknown``.
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
    except Exception as error:  # the formats' libraries raise whatever they like
        raise InputError(
            f"{path.name}: {error}",
            chinese=f"文件 {path.name} 无法读取：内容损坏或不是 {path.suffix} 格式",
            code="file_unreadable",
            file=path.name,
        ) from error


def _csv(path: Path, rows_at_once: int) -> Iterator[pd.DataFrame]:
    encoding = "utf-8-sig" if _is_utf8(path) else "gb18030"
    options: dict[str, Any] = {"dtype": str, "keep_default_na": False, "encoding": encoding}
    with pd.read_csv(path, chunksize=rows_at_once, **options) as pieces:
        yield from pieces


def _is_utf8(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(1 << 20)
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start > len(head) - 4
    return True


def _excel(path: Path, rows_at_once: int) -> Iterator[pd.DataFrame]:
    with closing(openpyxl.load_workbook(path, read_only=True, data_only=True)) as book:
        rows = book.worksheets[0].iter_rows(values_only=True)
        header = [
            str(cell).strip() if cell is not None else f"列{i}" for i, cell in enumerate(next(rows, ()), 1)
        ]
        while piece := list(islice(rows, rows_at_once)):
            yield pd.DataFrame(
                [["" if cell is None else str(cell) for cell in row[: len(header)]] for row in piece],
                columns=header,
            )


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
    """Find the columns of longitude and latitude and call them ``lon`` and ``lat``.

    Raises
    ------
    InputError
        ``column_missing``.
    """
    if "geometry" in rows.columns:
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
