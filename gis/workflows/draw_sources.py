"""Read what a drawing from files is made of, naming the file, the layer and the row of whatever is wrong."""

import json
import re
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from gis.errors import InputError
from gis.ingest import archives, encodings, limits, tabular, vector
from gis.ingest.read import read_layer
from gis.network.streets import read_lines
from gis.space.crs import frame_to_wgs84
from gis.space.layers import LAYERS, Layer


def read_shapes(path: Path, layer: Layer) -> gpd.GeoDataFrame:
    """Read a layer of shapes with all its columns, in EPSG:4326, from any format that can be imported, or a zip of one.

    Of several layers in a file the one of that name is read; text is in whatever Chinese encoding the file has.

    Raises
    ------
    InputError
        Missing, unreadable, without a coordinate system or without geometry; a file of several layers, none of them
        of that name.
    """
    rows = _rows(path, layer)
    chinese = LAYERS[layer].chinese
    if not isinstance(rows, gpd.GeoDataFrame) or (len(rows) and rows.geometry.isna().all()):
        raise InputError(
            f"{path.name}: layer {layer} has no geometry",
            chinese=f"文件“{path.name}”的图层“{chinese}”没有几何",
            code="geometry_missing",
            file=str(path),
            layer=layer.value,
        )
    if rows.crs is None:
        raise InputError(
            f"{path.name}: layer {layer} has no CRS",
            chinese=f"文件“{path.name}”的图层“{chinese}”没有坐标系说明，请补充（如 .prj）后再用",
            code="crs_missing",
            file=str(path),
            layer=layer.value,
        )
    shapes: gpd.GeoDataFrame = frame_to_wgs84(rows).reset_index(drop=True)
    return shapes


def _rows(path: Path, layer: Layer) -> Any:
    """All rows of a layer as they stand; GDAL's further formats come as GDAL reads them."""
    ending = path.suffix.lower()
    if ending == archives.ENDING:
        with archives.unpacked(path, tuple(vector.FORMATS), None) as (inner, sublayer):
            return vector.read_vector(inner, layer, sublayer=sublayer, encoding=None).rows
    if ending in vector.FORMATS:
        return vector.read_vector(path, layer, sublayer=None, encoding=None).rows
    return read_lines(path, None)


def read_existing_plan(path: Path) -> pd.DataFrame:
    """Read the existing plan: a layer of grids, or a table of each building's grid (CSV, Excel).

    Raises
    ------
    InputError
        See ``read_shapes`` and ``gis.ingest.read.read_layer``; a row of a table that cannot be used.
    """
    if path.suffix.lower() not in tabular.FORMATS:
        grids: pd.DataFrame = read_shapes(path, Layer.GRIDS)
        if grids.empty:
            raise InputError(
                f"{path.name}: no grids",
                chinese=f"文件“{path.name}”的图层“网格”没有任何记录",
                code="layer_empty",
                file=str(path),
                layer=Layer.GRIDS.value,
            )
        return grids
    return _table(path, Layer.GRID_BUILDINGS)


def read_parts(path: Path) -> pd.DataFrame:
    """Read the stairwells (layer ``building_parts``) from a table, or from a file of layers.

    Raises
    ------
    InputError
        See ``gis.ingest.read.read_layer``; a row that cannot be used.
    """
    return _table(path, Layer.BUILDING_PARTS)


def _table(path: Path, layer: Layer) -> pd.DataFrame:
    """Read a plain table as its layer says; a row that may not come in raises."""
    reading = read_layer(path, layer)
    if reading.refused:
        first = reading.refused[0]
        where = "" if first.row is None else f"第 {first.row} 行"
        raise InputError(
            f"{path.name} row {first.row}: {first.code}",
            chinese=f"文件“{path.name}”{where}{first.column or ''}：{first.reason}。{first.remedy}",
            code=first.code,
            file=str(path),
            row=first.row,
            column=first.column,
        )
    return pd.DataFrame(reading.records)


def read_grid_counts(given: str | None) -> int | dict[str, int] | None:
    """Read ``--grids``: a number, or a file of two columns (community code, number): CSV or JSON object.

    Raises
    ------
    InputError
        Neither a positive number nor a readable file; a row without a positive whole number; a community twice.
    """
    if given is None:
        return None
    if given.isascii() and given.isdigit() and int(given) > 0:
        return int(given)
    path = Path(given)
    if not path.is_file():
        raise InputError(
            f"--grids {given} is neither a number nor a file",
            chinese=f"--grids 应为正整数或文件，“{given}”都不是",
            code="grids_invalid",
            value=given,
        )
    limits.check_size(path, most_bytes=limits.TEXT_BYTES)
    codec = encodings.of_file(path, None).codec
    text = path.read_text(encoding=codec, errors="replace")
    rows = _json_rows(path, text) if path.suffix.lower() == ".json" else _csv_rows(text)
    counts: dict[str, int] = {}
    for row, (code, number) in enumerate(rows, start=1):
        if not (number.isascii() and number.isdigit() and int(number) > 0) or not code:
            raise _counts_invalid(path, f"第 {row} 行“{code},{number}”不是“社区编码,正整数”")
        if code in counts:
            raise _counts_invalid(path, f"社区“{code}”出现两次")
        counts[code] = int(number)
    if not counts:
        raise _counts_invalid(path, "没有任何一行")
    return counts


def _counts_invalid(path: Path, what: str) -> InputError:
    return InputError(
        f"{path}: not two columns",
        chinese=f"文件“{path}”应为两列：社区编码、网格数；{what}",
        code="grids_invalid",
        file=str(path),
    )


def _json_rows(path: Path, text: str) -> list[tuple[str, str]]:
    try:
        return [(str(code).strip(), str(number)) for code, number in json.loads(text).items()]
    except (ValueError, AttributeError, RecursionError) as error:
        raise _counts_invalid(path, "不是 JSON 对象") from error


def _csv_rows(text: str) -> list[tuple[str, str]]:
    """Two columns parted by a comma, tab or semicolon; a first line without any digit is a header."""
    lines = [line for line in text.splitlines() if line.strip()]
    if lines and not any(sign.isdigit() for sign in lines[0]):
        lines = lines[1:]
    cells = [re.split(r"[,;\t，；]", line) for line in lines]
    return [(row[0].strip(), row[1].strip() if len(row) > 1 else "") for row in cells]
