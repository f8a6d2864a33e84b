"""Read one layer of a file: rows that may come in, and everything that was wrong, row by row.

Four steps, each telling what it found: the file becomes raw rows (``vector``, ``tabular``), headers become our
columns (``headers``), values become our types (``values``) and shapes lie in EPSG:4326 (``shapes``). At the
end the layer's own check (``gis.space.frames``) refuses what is still not as ``LAYERS`` says.
"""

import dataclasses
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from gis.errors import InputError
from gis.ingest import archives, headers, limits, tabular, values, vector
from gis.ingest.derive import derive
from gis.ingest.osm import read_osm
from gis.ingest.reading import Heading, Raw, Reading
from gis.ingest.shapes import placed
from gis.model.problems import Problem, Severity
from gis.network.osm_streets import is_osm
from gis.space.frames import find_problems
from gis.space.layers import Layer
from gis.space.registers import Incoming, spec_of
from gis.space.validity import mend

#: Endings of files that can be read, a zip of one of them apart.
ENDINGS = (".osm.pbf", *vector.FORMATS, *tabular.FORMATS)


def read_layer(
    path: Path,
    layer: Incoming,
    *,
    sublayer: str | None = None,
    columns: Mapping[str, str] | None = None,
    crs: str | None = None,
    encoding: str | None = None,
    mends_shapes: bool = False,
) -> Reading:
    """Read a layer from a GeoPackage, Shapefile, GeoJSON, FlatGeobuf, GeoParquet, KML, CSV, Excel or OSM file, or a zip.

    Parameters
    ----------
    path
        The file; its extension says the format.
    sublayer
        Layer of a GeoPackage or sheet of a workbook; None: the one of the layer's name, else the only one.
    columns
        Their header -> our column; wins over guessing.
    crs
        Name of ``gis.space.crs``; wins over what the file declares.
    encoding
        Text encoding; wins over .cpg and detection.
    mends_shapes
        Whether invalid outlines are mended (``gis.space.validity.mend``), each told as a changed row; otherwise
        their rows are refused.

    Raises
    ------
    InputError
        Where the file as a whole cannot be read: ``format_unknown``, those of ``limits``, ``vector``,
        ``tabular`` and ``headers.match_columns``, ``no_rows``.
    """
    raw = _raw(path, layer, sublayer, encoding)
    if raw.rows.empty:
        raise InputError(
            f"{path} has no rows",
            chinese=f"文件 {path.name} 中{spec_of(layer).chinese}图层没有数据行，请重新导出",
            code="no_rows",
            file=path.name,
            layer=layer.value,
        )
    theirs = [str(name) for name in raw.rows.columns if name != "geometry"]
    secret = headers.never_stored(theirs, layer, file=path.name)
    usable = [name for name in theirs if name not in {problem.column for problem in secret}]
    are_cut = raw.source.file_format == "Shapefile"
    matched = headers.match_columns(usable, layer, columns, file=path.name, are_cut=are_cut)
    rows, made = derive(_renamed(raw.rows, matched), layer, file=path.name)
    cleaned, changes = values.clean(rows, layer, file=path.name)
    shaped, odd = placed(cleaned, layer, crs=crs, file=path.name)
    mended: list[Problem] = []
    if mends_shapes and isinstance(shaped, gpd.GeoDataFrame) and isinstance(layer, Layer):
        shaped, mended = _mended(shaped, layer, path.name)
    records, kept_rows, wrong = _judged(_whole(shaped, layer), layer, path.name)
    problems = sorted(
        [*raw.problems, *secret, *made, *changes, *odd, *mended, *wrong],
        key=lambda p: (p.row is not None, p.row or 0),
    )
    source = dataclasses.replace(raw.source, crs=crs or raw.source.declared_crs or "wgs84",
                                 rows_refused=len(raw.rows) - len(records))  # fmt: skip
    return Reading(layer, records, problems, source, matched, kept_rows, _places(shaped, problems))


def read_heading(
    path: Path, layer: Incoming, *, sublayer: str | None = None, encoding: str | None = None
) -> Heading:
    """Name a file's columns and guess which of the layer's they are, so that a person can say otherwise.

    Raises
    ------
    InputError
        The file cannot be read; as for :func:`read_layer`, except for what concerns columns.
    """
    raw = _raw(path, layer, sublayer, encoding)
    theirs = tuple(str(name) for name in raw.rows.columns if name != "geometry")
    secret = {problem.column for problem in headers.never_stored(theirs, layer, file=path.name)}
    usable = tuple(name for name in theirs if name not in secret)
    are_cut = raw.source.file_format == "Shapefile"
    return Heading(usable, headers.guess_columns(usable, layer, are_cut=are_cut), raw.source)


def _mended(rows: gpd.GeoDataFrame, layer: Layer, file: str) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """Mend outlines, telling the row numbers that the person's program shows."""
    numbers = [int(str(number)) for number in rows.index]
    shaped, found = mend(rows, layer, file=file)
    told = [p for p in found if p.severity is not Severity.REFUSED]  # the layer's own check refuses the rest
    return shaped, [_numbered(problem, numbers) for problem in told]


def _places(rows: pd.DataFrame, problems: list[Problem]) -> dict[int, tuple[float, float]]:
    """Find where the rows are that problems name: the middle of each shape's box."""
    if not isinstance(rows, gpd.GeoDataFrame):
        return {}
    named = {problem.row for problem in problems if problem.row is not None}
    boxes = rows.geometry[[int(str(number)) in named for number in rows.index]].bounds
    return {
        int(str(row)): (float(west + east) / 2, float(south + north) / 2)
        for row, west, south, east, north in boxes.dropna().itertuples(name=None)
    }


def _raw(path: Path, layer: Incoming, sublayer: str | None, encoding: str | None) -> Raw:
    ending = path.suffix.lower()
    if ending == archives.ENDING:
        with archives.unpacked(path, ENDINGS, sublayer) as (inner, inner_sublayer):
            raw = _raw(inner, layer, inner_sublayer, encoding)
        named = f"{path.name}·{raw.source.file_name}"
        checksum = limits.sha256(path)
        return dataclasses.replace(
            raw, source=dataclasses.replace(raw.source, file_name=named, checksum=checksum)
        )
    if is_osm(path):
        return read_osm(path, layer)
    if ending in vector.FORMATS:
        return vector.read_vector(path, layer, sublayer=sublayer, encoding=encoding)
    if ending in tabular.FORMATS:
        return tabular.read_table(path, layer, sublayer=sublayer, encoding=encoding)
    known = " ".join([*ENDINGS, archives.ENDING])
    raise InputError(
        f"unknown format {ending!r}",
        chinese=f"不支持 {path.name} 的格式；可用：{known}",
        code="format_unknown",
        file=path.name,
    )


def _renamed(rows: pd.DataFrame, matched: Mapping[str, str]) -> pd.DataFrame:
    kept = [name for name in rows.columns if name in matched or name == "geometry"]
    return rows[kept].rename(columns=dict(matched))


def _whole(rows: pd.DataFrame, layer: Incoming) -> pd.DataFrame:
    """Give the frame every column of its layer, in the layer's order."""
    whole = rows.copy()
    for name in spec_of(layer).column_names():
        if name not in whole:
            whole[name] = pd.Series([None] * len(whole), index=whole.index, dtype=object)
    order = [*spec_of(layer).column_names(), *(["geometry"] if "geometry" in whole else [])]
    return whole[order]


def _judged(
    rows: pd.DataFrame, layer: Incoming, file: str
) -> tuple[pd.DataFrame, tuple[int, ...], list[Problem]]:
    """Refuse what is not as the layer says; gives what is left, its row numbers, and what was wrong.

    Row numbers are those that the person's program shows.
    """
    found = find_problems(rows, layer, file=file) if len(rows) else []
    numbers = [int(str(number)) for number in rows.index]
    told = [_numbered(problem, numbers) for problem in found]
    refused = {
        problem.row for problem in told if problem.row is not None and problem.severity is Severity.REFUSED
    }
    whole_layer = any(problem.row is None and problem.severity is Severity.REFUSED for problem in told)
    kept = np.array([not whole_layer and number not in refused for number in numbers], dtype=bool)
    left = tuple(number for number, is_kept in zip(numbers, kept, strict=True) if is_kept)
    return _typed(rows.loc[kept].reset_index(drop=True)), left, told


def _numbered(problem: Problem, numbers: list[int]) -> Problem:
    column = problem.column or ("geometry" if problem.code.startswith("shape_") else None)
    row = None if problem.row is None else numbers[problem.row - 1]
    return dataclasses.replace(problem, row=row, column=column)


def _typed(rows: pd.DataFrame) -> pd.DataFrame:
    """Let pandas name the types that the values have; a GeoDataFrame stays one."""
    plain = pd.DataFrame(rows.drop(columns="geometry", errors="ignore")).infer_objects()
    if not isinstance(rows, gpd.GeoDataFrame):
        return plain
    typed: pd.DataFrame = gpd.GeoDataFrame(plain, geometry=rows.geometry.array, crs=rows.crs)
    return typed
