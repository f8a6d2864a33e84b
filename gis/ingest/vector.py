"""Read files of shapes: GeoPackage, Shapefile, GeoJSON, FlatGeobuf, KML through GDAL, GeoParquet through Arrow."""

import warnings
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow
import pyarrow.parquet as pq
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError

from gis.errors import InputError
from gis.ingest import encodings, limits
from gis.ingest.reading import Raw, Source
from gis.space.registers import Incoming

_BYTES = "ISO-8859-1"  # every byte is a character: text that is decoded later, by us


@dataclass(frozen=True, slots=True)
class Format:
    """A file format: its name, and whether it is parsed as one text."""

    name: str
    is_text: bool = False
    has_layers: bool = False


FORMATS = {
    ".gpkg": Format("GeoPackage", has_layers=True),
    ".shp": Format("Shapefile"),
    ".geojson": Format("GeoJSON", is_text=True),
    ".json": Format("GeoJSON", is_text=True),
    ".fgb": Format("FlatGeobuf"),
    ".kml": Format("KML", is_text=True, has_layers=True),
    ".parquet": Format("GeoParquet"),
    ".geoparquet": Format("GeoParquet"),
}


def read_vector(path: Path, layer: Incoming, *, sublayer: str | None, encoding: str | None) -> Raw:
    """Read every row of one layer of a file, untouched.

    Raises
    ------
    InputError
        ``file_*`` of ``limits``, ``file_unreadable``, ``no_shapes``, ``sublayer_unknown``, ``too_many_rows``.
    """
    kind = FORMATS[path.suffix.lower()]
    limits.check_size(path, most_bytes=limits.TEXT_BYTES if kind.is_text else limits.FILE_BYTES)
    if kind.name == "GeoJSON":
        limits.check_json_depth(path)
    if kind.name == "GeoParquet":
        return _raw(_read_parquet(path), path, kind, "", encodings.Encoding("utf-8", "UTF-8", "format"))
    chosen = _choose_sublayer(path, layer, sublayer) if kind.has_layers else ""
    text = encodings.of_dbf(path, encoding) if kind.name == "Shapefile" else None
    rows = _read_gdal(path, chosen, _BYTES if text else None)
    rows = _decoded(rows, text.codec) if text else rows
    return _raw(rows, path, kind, chosen, text or encodings.Encoding("utf-8", "UTF-8", "format"))


def _raw(rows: gpd.GeoDataFrame, path: Path, kind: Format, sublayer: str, text: encodings.Encoding) -> Raw:
    if len(rows) > limits.ROWS:
        raise InputError(
            f"{path} has {len(rows)} rows",
            chinese=f"文件 {path.name} 有 {len(rows)} 行，超过上限 {limits.ROWS} 行，请分成几份导入",
            code="too_many_rows",
            file=path.name,
        )
    crs = "" if rows.crs is None else rows.crs.to_string()
    source = Source(
        file_name=path.name,
        file_format=kind.name,
        checksum=limits.sha256(path),
        sublayer=sublayer,
        declared_crs=crs,
        encoding=text.name,
        encoding_source=text.source,
        rows_read=len(rows),
    )
    rows.index = pd.RangeIndex(1, len(rows) + 1)
    return Raw(rows, source)


def unreadable(path: Path, error: Exception) -> InputError:
    """Turn a library's complaint about a file into ours."""
    return InputError(
        f"cannot read {path}: {error}",
        chinese=f"文件 {path.name} 无法读取：已损坏、不完整，或不是它的扩展名所说的格式。请重新导出",
        code="file_unreadable",
        file=path.name,
    )


def _read_gdal(path: Path, sublayer: str, codec: str | None) -> gpd.GeoDataFrame:
    with warnings.catch_warnings():
        # What GDAL warns of (a ring's winding, a field's width) is judged by our own checks of every row.
        warnings.simplefilter("ignore")
        try:
            rows = pyogrio.read_dataframe(path, layer=sublayer or None, encoding=codec)
        except (
            DataSourceError,
            DataLayerError,
            UnicodeDecodeError,
            ValueError,
            RuntimeError,
            OSError,
        ) as error:
            raise unreadable(path, error) from error
    if not isinstance(rows, gpd.GeoDataFrame):
        return gpd.GeoDataFrame(rows, geometry=[None] * len(rows))
    return rows


def _decoded(rows: gpd.GeoDataFrame, codec: str) -> gpd.GeoDataFrame:
    """Read text that came as bytes in Latin-1's clothes; what a field's width cut off is left off.

    A Shapefile's header and values are of fixed width in bytes, so that the last character is often half.
    """

    def read(text: str) -> str:
        return text.encode(_BYTES).decode(codec, "replace").rstrip("\ufffd").rstrip("\x00")

    decoded = rows.rename(columns={name: read(name) for name in rows.columns if name != "geometry"})
    for name in decoded.columns.drop("geometry"):
        if pd.api.types.is_string_dtype(decoded[name]) or decoded[name].dtype == object:
            decoded[name] = [read(value) if isinstance(value, str) else value for value in decoded[name]]
    return decoded


def _read_parquet(path: Path) -> gpd.GeoDataFrame:
    try:
        if b"geo" not in (pq.read_schema(path).metadata or {}):
            raise InputError(
                f"{path} is a table without shapes",
                chinese=f"文件 {path.name} 是没有图形的 Parquet 表：请导出为 GeoParquet；只有经纬度两列的，请用 CSV 或 Excel",
                code="no_shapes",
                file=path.name,
            )
        return gpd.read_parquet(path)
    except (pyarrow.ArrowException, ValueError, OSError, KeyError, TypeError) as error:
        raise unreadable(path, error) from error


def _choose_sublayer(path: Path, layer: Incoming, sublayer: str | None) -> str:
    """Take the one asked for, else the one of the layer's name, else the only one."""
    try:
        names = [str(name) for name, _ in pyogrio.list_layers(path)]
    except (DataSourceError, RuntimeError, OSError) as error:
        raise unreadable(path, error) from error
    wanted = sublayer or (layer.value if layer.value in names else None)
    if wanted is None and len(names) == 1:
        return names[0]
    if wanted in names:
        return str(wanted)
    raise InputError(
        f"{path} holds layers {names}, not {wanted}",
        chinese=f"文件 {path.name} 含图层 {'、'.join(names) or '（无）'}，请指明要读哪一个",
        code="sublayer_unknown",
        file=path.name,
        layers=names,
    )
