"""Check a frame against what its layer must look like, and name every fault at once."""

from collections.abc import Iterable, Iterator

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from gis.errors import InputError
from gis.model.problems import Problem, Severity
from gis.space.column_names import column_chinese
from gis.space.crs import STORAGE_CRS
from gis.space.layers import Column, Kind, LayerSpec
from gis.space.registers import Incoming, spec_of

Mask = npt.NDArray[np.bool_]

FIRST_ROW = 1
_FLAG_VALUES = (True, False)
_CLOCK = r"(?:[01]\d|2[0-4]):[0-5]\d"


def find_problems(frame: pd.DataFrame, layer: Incoming, *, file: str = "") -> list[Problem]:
    """Every fault of a frame, from missing columns to single values.

    Parameters
    ----------
    frame
        A GeoDataFrame, or a DataFrame for layers that are plain tables.
    layer
        What it should be.
    file
        Name told with each problem.

    Returns
    -------
    list[Problem]
        All ``REFUSED``. ``row`` counts from 1 in the frame's order. Empty: the frame is as
        ``spec_of(layer)`` says, its codes are unique, and its shapes are of the allowed types, valid, within
        +-180 and +-90 degrees. Whether codes of other layers exist is not looked at.
    """
    spec = spec_of(layer)
    found = [*_missing_columns(frame, spec), *_geometry_faults(frame, spec)]
    for column in spec.columns:
        if column.name in frame.columns:
            found.extend(_value_faults(frame[column.name], column))
    if "code" in frame.columns and spec.columns[0].name == "code":
        found.extend(_repeated_codes(frame["code"]))
    return [_placed(problem, file, layer) for problem in found]


def check_frame(frame: pd.DataFrame, layer: Incoming, *, file: str = "") -> None:
    """Raise ``InputError`` (``frame_invalid``) naming all faults; ``facts['problems']`` lists up to 100."""
    problems = find_problems(frame, layer, file=file)
    if not problems:
        return
    told = "；".join(describe(problem) for problem in problems[:5])
    more = f"；另有 {len(problems) - 5} 处" if len(problems) > 5 else ""
    listed = [
        {"code": p.code, "row": p.row, "column": p.column, "value": p.value, "reason": p.reason}
        for p in problems
    ]
    raise InputError(
        f"{len(problems)} faults in layer {layer.value}: {problems[0].code}",
        chinese=f"{spec_of(layer).chinese}图层有 {len(problems)} 处问题：{told}{more}",
        code="frame_invalid",
        file=file,
        layer=layer.value,
        problems=listed[:100],
    )


def describe(problem: Problem) -> str:
    """One problem as a Chinese clause: where, what, what to do."""
    where = "".join(
        [
            f"文件 {problem.file} " if problem.file else "",
            f"第 {problem.row} 行" if problem.row is not None else "",
            f"“{column_chinese(problem.column)}”列" if problem.column else "",
        ]
    )
    return f"{where}{problem.reason}，{problem.remedy}"


def empty_frame(layer: Incoming) -> pd.DataFrame:
    """Make a frame of the layer without rows: a GeoDataFrame in EPSG:4326, or a DataFrame for plain tables."""
    spec = spec_of(layer)
    columns = {column.name: pd.Series(dtype="object") for column in spec.columns}
    if not spec.geometry_types:
        return pd.DataFrame(columns)
    empty: pd.DataFrame = gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries([], crs=STORAGE_CRS))
    return empty


def _placed(problem: Problem, file: str, layer: Incoming) -> Problem:
    return Problem(
        code=problem.code,
        reason=problem.reason,
        remedy=problem.remedy,
        severity=problem.severity,
        file=file,
        layer=layer.value,
        row=problem.row,
        column=problem.column,
        value=problem.value,
    )


def _refused(code: str, reason: str, remedy: str, **where: str | int | None) -> Problem:
    row, column = where.get("row"), where.get("column")
    return Problem(
        code=code,
        reason=reason,
        remedy=remedy,
        severity=Severity.REFUSED,
        row=None if row is None else int(row),
        column=None if column is None else str(column),
        value=str(where.get("value", ""))[:80],
    )


def _missing_columns(frame: pd.DataFrame, spec: LayerSpec) -> Iterator[Problem]:
    for column in spec.columns:
        if column.required and column.name not in frame.columns:
            yield _refused("column_missing", "缺少必填列", "请补上这一列或用列对照指定", column=column.name)


def _value_faults(values: pd.Series, column: Column) -> Iterator[Problem]:
    empty = _empty_mask(values)
    if column.required:
        yield from _each(values, empty, "value_missing", "没有填写", "请补填", column=column)
    filled = values[~empty]
    typed = _of_kind(filled, column.kind)
    wrong = ~empty.copy()
    wrong[~empty] = ~typed
    yield from _each(
        values, wrong, "value_type", f"应为{_KIND_CHINESE[column.kind]}", "请改正", column=column
    )
    sound = filled[typed]
    yield from _range_faults(values, sound, column)


def _range_faults(values: pd.Series, sound: pd.Series, column: Column) -> Iterator[Problem]:
    if column.least is not None:
        low = _mask_like(values, sound.index[pd.to_numeric(sound) < column.least])
        yield from _each(values, low, "value_too_low", f"不应小于 {column.least:g}", "请改正", column=column)
    if column.longest is not None:
        long = _mask_like(values, sound.index[sound.astype("string").str.len() > column.longest])
        yield from _each(
            values, long, "value_too_long", f"不应超过 {column.longest} 个字", "请缩短", column=column
        )
    if column.choices:
        odd = _mask_like(values, sound.index[~sound.isin(column.choices)])
        listed = "、".join(column.choices)
        yield from _each(values, odd, "value_not_allowed", f"只能是 {listed}", "请改正", column=column)


def _mask_like(values: pd.Series, labels: pd.Index) -> Mask:
    return np.asarray(values.index.isin(labels), dtype=bool)


def _empty_mask(values: pd.Series) -> Mask:
    blank = values.astype("string").str.strip().eq("").fillna(True)
    return np.asarray(values.isna() | blank, dtype=bool)


def _of_kind(values: pd.Series, kind: Kind) -> Mask:
    if kind is Kind.TEXT:
        return np.asarray(values.map(lambda value: isinstance(value, str)), dtype=bool)
    if kind is Kind.FLAG:
        return np.asarray(values.isin(_FLAG_VALUES), dtype=bool)
    if kind is Kind.DATE:
        return np.asarray(pd.to_datetime(values, errors="coerce", format="ISO8601").notna(), dtype=bool)
    if kind is Kind.TIME:
        return np.asarray(values.astype("string").str.fullmatch(_CLOCK), dtype=bool)
    numbers = pd.to_numeric(values, errors="coerce").astype("float64")
    finite = np.isfinite(numbers.to_numpy())
    whole = finite if kind is Kind.NUMBER else finite & (numbers.to_numpy() == np.round(numbers.to_numpy()))
    return np.asarray(whole, dtype=bool)


def _repeated_codes(codes: pd.Series) -> Iterator[Problem]:
    repeated = np.asarray(codes.duplicated(keep="first") & codes.notna(), dtype=bool)
    column = Column("code", Kind.TEXT, "")
    yield from _each(codes, repeated, "code_repeated", "与前面的行重复", "每行应有唯一编号", column=column)


def _geometry_faults(frame: pd.DataFrame, spec: LayerSpec) -> Iterator[Problem]:
    if not spec.geometry_types:
        return
    if not isinstance(frame, gpd.GeoDataFrame) or frame.active_geometry_name is None:
        yield _refused("geometry_missing", "没有几何图形列", "请提供带图形的文件")
        return
    if frame.crs is None or frame.crs.to_epsg() != 4326:
        stated = "未说明" if frame.crs is None else str(frame.crs.name)
        yield _refused("crs_mismatch", f"坐标系为“{stated}”", "请转换为 WGS-84（EPSG:4326）", value=stated)
    yield from _shape_faults(frame.geometry, spec.geometry_types)


def _shape_faults(shapes: gpd.GeoSeries, allowed: Iterable[str]) -> Iterator[Problem]:
    bare = np.asarray(shapes, dtype=object)
    lacking = np.asarray(shapely.is_missing(bare) | shapely.is_empty(bare), dtype=bool)
    yield from _each(shapes, lacking, "shape_missing", "没有图形", "请补画或删去该行")
    types = np.asarray(shapes.geom_type, dtype=object)
    odd = ~lacking & ~np.isin(types.astype(str), list(allowed))
    yield from _each(types, odd, "shape_type", f"图形类型应为 {'、'.join(allowed)}", "请改正")
    broken = ~lacking & ~np.asarray(shapely.is_valid(bare), dtype=bool)
    reasons = np.full(len(bare), "", dtype=object)
    reasons[broken] = shapely.is_valid_reason(bare[broken])
    yield from _each(reasons, broken, "shape_invalid", "图形自相交或不合法", "请在 GIS 软件中修复")
    yield from _each(
        types, ~lacking & _outside_earth(bare), "shape_outside", "坐标超出经纬度范围", "请核对坐标系"
    )


def _outside_earth(shapes: npt.NDArray[np.object_]) -> Mask:
    bounds = shapely.bounds(shapes)
    limits = np.array([180.0, 90.0, 180.0, 90.0])
    return np.asarray((np.abs(bounds) > limits).any(axis=1), dtype=bool)


def _each(
    values: pd.Series | npt.NDArray[np.object_],
    mask: Mask,
    code: str,
    *told: str,
    column: Column | None = None,
) -> Iterator[Problem]:
    """One problem for each row of a mask; ``told`` is the reason and the remedy."""
    listed = np.asarray(values, dtype=object)
    name = None if column is None else column.name
    for position in np.flatnonzero(mask):
        value = listed[position]
        shown = "" if column is None and hasattr(value, "geom_type") else str(value)
        yield _refused(code, *told, row=int(position) + FIRST_ROW, column=name, value=shown)


_KIND_CHINESE = {
    Kind.TEXT: "文字",
    Kind.INTEGER: "整数",
    Kind.NUMBER: "数字",
    Kind.FLAG: "是/否（true/false）",
    Kind.DATE: "日期（YYYY-MM-DD）",
    Kind.TIME: "时间（HH:MM）",
}
