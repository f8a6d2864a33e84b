"""Place the rows of a file on the ground, and refuse shapes that no map could hold, row by row."""

from collections.abc import Iterator

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from gis.ingest import limits
from gis.model.problems import Problem, Severity
from gis.space.crs import frame_to_wgs84, to_wgs84
from gis.space.registers import Incoming, spec_of

Shapes = npt.NDArray[np.object_]
Mask = npt.NDArray[np.bool_]


def placed(
    rows: pd.DataFrame, layer: Incoming, *, crs: str | None, file: str
) -> tuple[pd.DataFrame, list[Problem]]:
    """Give rows their shape in EPSG:4326, and drop those whose shape cannot be.

    Parameters
    ----------
    rows
        Columns named as ours; with shapes as the file holds them, or with ``lon`` and ``lat``, or ``wkt``.
        The index is the row number to tell.
    crs
        What the positions are in; None: the frame's own, and WGS-84 where it says nothing.

    Returns
    -------
    tuple
        The rows that have a shape that is finite, on the earth, two-dimensional and of bearable size; and
        what was refused or changed. Heights (Z) are left out and noted once for the layer. Plain tables
        come back as they are.

    Raises
    ------
    InputError
        ``crs_unknown`` and the like of ``gis.space.crs``.
    """
    spec = spec_of(layer)
    if not spec.geometry_types:
        return pd.DataFrame(rows.drop(columns="geometry", errors="ignore")), []
    shapes, problems = _shapes(rows, layer, file)
    problems += list(_with_heights(shapes, layer, file))
    shapes = np.asarray(shapely.force_2d(shapes), dtype=object)
    bad = dict(_bad_shapes(shapes))
    problems += [_refused(*bad[at], layer, file, row=int(str(rows.index[at]))) for at in sorted(bad)]
    known = {problem.row for problem in problems if problem.severity is Severity.REFUSED}
    kept = np.array([int(str(row)) not in known for row in rows.index], dtype=bool)
    bare = rows.loc[kept].drop(columns=["lon", "lat", "wkt", "geometry"], errors="ignore")
    own = crs or _own_crs(rows)
    frame = gpd.GeoDataFrame(pd.DataFrame(bare), geometry=list(shapes[kept]))
    return _on_earth(frame, own, layer, file, problems)


def _own_crs(rows: pd.DataFrame) -> str:
    own = rows.crs if isinstance(rows, gpd.GeoDataFrame) and rows.active_geometry_name else None
    return "wgs84" if own is None else str(own.to_string())


def _on_earth(
    frame: gpd.GeoDataFrame, crs: str, layer: Incoming, file: str, problems: list[Problem]
) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """Metres labelled as degrees are one problem of the layer, not one of each row."""
    to_wgs84(0.0, 0.0, crs=crs)  # an unknown name is told before anything else
    bounds = shapely.bounds(np.asarray(frame.geometry.array))
    outside = (np.abs(bounds) > np.array([180.0, 90.0, 180.0, 90.0])).any(axis=1)
    if crs.lower() in _DEGREES and len(frame) and outside.mean() > 0.5:
        told = _refused("metres_read_as_degrees", *_METRES, layer, file, value=_extent(frame))
        return frame.iloc[:0].set_crs("EPSG:4326"), [*problems, told]
    if crs.lower() in _DEGREES:
        frame = frame.set_crs("EPSG:4326", allow_override=True)
        return frame if crs.lower() in _SAME else frame_to_wgs84(frame, crs=crs), problems
    return frame_to_wgs84(frame, crs=crs), problems


_SAME = {"wgs84", "epsg:4326", "ogc:crs84"}
_DEGREES = {*_SAME, "cgcs2000", "epsg:4490", "gcj02", "bd09"}
_METRES = (
    "坐标数值超出经纬度范围，像是以米为单位的投影坐标",
    "请用坐标系选项指明投影带（如 EPSG:4546），或请提供方补上 .prj",
)


def _extent(frame: gpd.GeoDataFrame) -> str:
    west, south, east, north = frame.total_bounds
    return f"x {west:.0f}–{east:.0f}, y {south:.0f}–{north:.0f}"


def _shapes(rows: pd.DataFrame, layer: Incoming, file: str) -> tuple[Shapes, list[Problem]]:
    if isinstance(rows, gpd.GeoDataFrame) and rows.active_geometry_name is not None:
        shapes = np.asarray(rows.geometry.array, dtype=object)
        if not shapely.is_missing(shapes).all():
            return shapes, []
    if {"lon", "lat"} <= set(rows.columns):
        lon, lat = (
            pd.to_numeric(rows[name], errors="coerce").to_numpy(dtype=np.float64) for name in ("lon", "lat")
        )
        points = np.asarray(shapely.points(lon, lat), dtype=object)
        points[np.isnan(lon) | np.isnan(lat)] = None
        return points, []
    if "wkt" in rows.columns:
        texts = np.array([str(value) for value in rows["wkt"]], dtype=object)
        return np.asarray(shapely.from_wkt(texts, on_invalid="ignore"), dtype=object), []
    told = "没有图形，也没有经度、纬度列", "请提供带图形的文件，或补上经度、纬度两列"
    return np.full(len(rows), None, dtype=object), [_refused("geometry_missing", *told, layer, file)]


def _with_heights(shapes: Shapes, layer: Incoming, file: str) -> Iterator[Problem]:
    tall = int(shapely.has_z(shapes).sum())
    if tall:
        yield Problem(
            code="heights_left_out",
            reason=f"{tall} 个图形带高程（三维），按平面读取",
            remedy="无需处理；高程不参与网格划分",
            severity=Severity.CHANGED,
            file=file,
            layer=layer.value,
        )


def _bad_shapes(shapes: Shapes) -> Iterator[tuple[int, tuple[str, str, str]]]:
    """Position, and code, reason and remedy, of every shape that cannot be; the first cause counts."""
    missing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    bounds = shapely.bounds(shapes)
    wild = ~np.isfinite(bounds).all(axis=1) | (np.abs(bounds) > 1e9).any(axis=1) | _with_nan(shapes)
    vertices = shapely.get_num_coordinates(shapes)
    for at in range(len(shapes)):
        if missing[at]:
            yield at, ("shape_missing", "没有图形，或经纬度不是数字", "请补画，或补填经度、纬度")
        elif wild[at]:
            yield at, ("shape_not_finite", "坐标含非数字或超大数值", "请在原软件中重画或删去该行")
        elif vertices[at] > limits.VERTICES:
            yield at, ("shape_too_large", f"图形有 {vertices[at]} 个顶点，超过 {limits.VERTICES}", "请先抽稀")


def _with_nan(shapes: Shapes) -> Mask:
    positions, owner = shapely.get_coordinates(shapes, return_index=True)
    odd = np.zeros(len(shapes), dtype=bool)
    odd[owner[~np.isfinite(positions).all(axis=1)]] = True
    return odd


def _refused(
    code: str,
    reason: str,
    remedy: str,
    layer: Incoming,
    file: str,
    *,
    row: int | None = None,
    value: str = "",
) -> Problem:
    column = None if row is None else "geometry"
    return Problem(code, reason, remedy, Severity.REFUSED, file, layer.value, row, column, value)
