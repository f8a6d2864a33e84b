"""Read streets of any format, and name every fault of a streets frame before a network is built."""

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from gis.errors import InputError
from gis.model.problems import Problem, Severity
from gis.model.progress import Progress, silent
from gis.network.osm_streets import is_osm, read_osm_streets
from gis.network.walkable import class_is_walkable
from gis.space.crs import frame_to_wgs84
from gis.space.measure import lengths_m

_DEFAULTS: dict[str, object] = {
    "name": "",
    "layer": 0,
    "is_bridge": False,
    "is_tunnel": False,
    "climb_m": 0.0,
    "is_noded": False,
}
_CLASS_NAMES = ("road_class", "highway", "fclass", "class", "type")


def read_streets(
    path: str | Path, *, layer: str | None = None, progress: Progress = silent
) -> gpd.GeoDataFrame:
    """Read streets from an OSM extract or from any vector file.

    Parameters
    ----------
    path
        ``.osm.pbf`` or ``.osm``; otherwise a file that GDAL opens. The road class is taken from
        ``road_class``, ``highway``, ``fclass``, ``class`` or ``type``; without one, every line is walkable.
    layer
        Layer of the file; "streets" where there is one, else the first.

    Returns
    -------
    GeoDataFrame
        ``Layer.STREETS`` in EPSG:4326.

    Raises
    ------
    InputError
        ``file_missing``, ``file_unreadable``, ``streets_empty``, and those of ``gis.space.crs``.
    """
    file = Path(path)
    if is_osm(file):
        return read_osm_streets(file, progress=progress)
    progress("读取道路", 0, 0)
    streets = frame_to_wgs84(read_lines(file, layer))
    for name in _CLASS_NAMES:
        if name in streets.columns:
            return streets.rename(columns={name: "road_class"})
    return streets.assign(road_class="unclassified")


def read_lines(file: Path, layer: str | None) -> gpd.GeoDataFrame:
    """Open a vector file; what GDAL cannot read raises ``InputError``."""
    if not file.is_file():
        raise InputError(
            f"no file {file}", chinese=f"找不到文件“{file}”", code="file_missing", file=str(file)
        )
    try:
        names = list(gpd.list_layers(file)["name"])
        chosen = layer or ("streets" if "streets" in names else names[0])
        return gpd.read_file(file, layer=chosen)
    except Exception as error:
        raise InputError(
            f"{file} cannot be read: {error}",
            chinese=f"文件“{file}”无法读取（格式不支持、已损坏或没有图层“{layer or ''}”）",
            code="file_unreadable",
            file=str(file),
            layer=layer,
        ) from error


def check_streets(streets: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """Fill absent columns with their defaults, part multi-lines, and set aside what cannot be walked.

    Returns
    -------
    streets
        LineStrings of walkable streets with all columns; ``row`` is the 0-based row of the input, ``grade``
        metres up per metre along the line.
    problems
        One per row refused: missing geometry, no line, not finite, without length.

    Raises
    ------
    InputError
        ``crs_missing``; ``streets_empty`` where nothing walkable is left.
    """
    _require_frame(streets)
    full = _with_columns(streets)
    shapes = np.asarray(full.geometry.array, dtype=object)
    faults = _faults(shapes)
    problems = [_refused(row, faults[row]) for row in np.flatnonzero(faults != "")]
    kept = full[(faults == "") & full["is_walkable"].to_numpy(bool)]
    kept = kept.assign(grade=kept["climb_m"] / lengths_m(kept.geometry)).explode(index_parts=False)
    if kept.empty:
        raise InputError(
            "no walkable street",
            chinese="道路图层中没有可步行的线，请检查道路类别（road_class）与几何",
            code="streets_empty",
            layer="streets",
        )
    return kept.reset_index(drop=True), problems


def _require_frame(streets: gpd.GeoDataFrame) -> None:
    if not isinstance(streets, gpd.GeoDataFrame) or streets.crs is None:
        raise InputError(
            "streets must be a GeoDataFrame with a CRS",
            chinese="道路图层缺少坐标系，请指明坐标系后再测算",
            code="crs_missing",
            layer="streets",
        )


def _with_columns(streets: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    full = frame_to_wgs84(streets).reset_index(drop=True)
    full["row"] = np.arange(len(full))
    if "road_class" not in full:
        full["road_class"] = "unclassified"
    full["road_class"] = full["road_class"].fillna("unclassified").astype(str)
    for name, value in _DEFAULTS.items():
        given = full[name] if name in full else pd.Series(value, index=full.index)
        full[name] = given.where(given.notna(), value)
    for name in ("is_bridge", "is_tunnel", "is_noded"):
        full[name] = _flags(full[name])
    by_class = full["road_class"].map(class_is_walkable).astype(bool)
    stated = full.get("is_walkable", by_class)
    full["is_walkable"] = _flags(stated.where(stated.notna(), by_class))
    full["layer"] = pd.to_numeric(full["layer"], errors="coerce").fillna(0).clip(-20, 20).astype(np.int64)
    climb_m = pd.to_numeric(full["climb_m"], errors="coerce").to_numpy(float)
    full["climb_m"] = np.where(np.isfinite(climb_m), climb_m, 0.0)
    return full


def _flags(values: "pd.Series[Any]") -> "pd.Series[bool]":
    """Read yes and no as files spell them (T/F, yes/no, 1/0, 是/否)."""
    words = values.astype(str).str.strip().str.lower()
    return words.isin(("true", "t", "yes", "y", "1", "1.0", "是"))


def _faults(shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.str_]:
    """Name the fault of each shape; empty where it can be used."""
    faults = np.full(len(shapes), "", dtype="U24")
    vertices, owner = shapely.get_coordinates(shapes, return_index=True)
    bad = ~np.isfinite(vertices).all(axis=1) | (np.abs(vertices) > [180.0, 90.0]).any(axis=1)
    is_line = np.isin(shapely.get_type_id(shapes), (1, 5))
    with np.errstate(invalid="ignore", over="ignore"):
        faults[is_line & ~(shapely.length(shapes) > 0)] = "zero_length"
    faults[owner[bad]] = "not_finite"
    faults[~is_line] = "not_a_line"
    faults[shapely.is_missing(shapes) | shapely.is_empty(shapes)] = "no_geometry"
    return faults


_REASONS = {
    "zero_length": ("线的长度为 0", "删除该行或补全顶点"),
    "not_finite": ("坐标不是有效的经纬度", "核对坐标系与坐标值"),
    "not_a_line": ("几何不是线", "道路图层只接受线"),
    "no_geometry": ("没有几何图形", "补画该道路或删除该行"),
}


def _refused(row: np.intp, fault: str) -> Problem:
    reason, remedy = _REASONS[fault]
    return Problem(f"street_{fault}", reason, remedy, Severity.REFUSED, layer="streets", row=int(row) + 1)
