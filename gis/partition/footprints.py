"""Take buildings as they come and say of each row what became of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from gis.errors import InputError
from gis.model.problems import Problem, Severity

# The layer's name in findings.
BUILDINGS = "楼栋"
# A row of more parts than this is a collection of buildings, not a building.
MOST_PARTS = 12
# Half the side of the square that stands for a building known only as a point, in degrees (about 5 m).
_POINT_HALF_SIDE_DEG = 5e-5
# A part of a footprint longer than this (about 5 km) is no building, and its cell would swallow the town.
_LONGEST_SIDE_DEG = 0.05
# More households than any building, estate or row that stands for many buildings can hold.
MOST_HOUSEHOLDS = 1_000_000


@dataclass(frozen=True, slots=True)
class Footprints:
    """Buildings fit for cutting cells.

    Attributes
    ----------
    buildings
        Rows kept: index 0..n-1, ``code`` text and unique, ``households`` and ``residents`` int64, geometry
        Polygon or MultiPolygon, valid, 2-D; ``row`` is the 0-based position in what came in; other columns
        as they came.
    problems
        Rows left out or altered.
    households_in
        Sum over all rows that came in, negatives and blanks counted as 0.
    households_excluded
        Sum over the rows left out.
    """

    buildings: gpd.GeoDataFrame
    problems: list[Problem]
    households_in: int
    households_excluded: int


def problem(
    code: str, reason: str, remedy: str, severity: Severity, row: int | None = None, **more: Any
) -> Problem:
    """Word a finding about the buildings; ``row`` is 0-based here and 1-based in the finding."""
    shown = None if row is None else row + 1
    return Problem(code, reason, remedy, severity, layer=BUILDINGS, row=shown, **more)


def require_frame(frame: gpd.GeoDataFrame, chinese_layer: str) -> None:
    """Raise unless the frame has geometry in EPSG:4326."""
    if not isinstance(frame, gpd.GeoDataFrame) or frame.crs is None or frame.crs.to_epsg() != 4326:
        crs = getattr(frame, "crs", None)
        raise InputError(
            f"layer {chinese_layer}: coordinate system {crs} is not EPSG:4326",
            chinese=f"图层“{chinese_layer}”的坐标系不是 EPSG:4326（当前：{crs}），请先转换",
            code="crs_mismatch",
            layer=chinese_layer,
        )


def _numbers(buildings: pd.DataFrame, column: str) -> pd.Series:
    """Read the column as numbers; text that is none raises and names its row."""
    if column not in buildings.columns:
        raise InputError(
            f"buildings have no column {column!r}",
            chinese=f"图层“楼栋”没有字段“{column}”；现有字段：{'、'.join(map(str, buildings.columns))}",
            code="column_missing",
            layer="buildings",
            column=column,
        )
    values = pd.to_numeric(buildings[column], errors="coerce").astype(float)
    bad = values.isna() & buildings[column].notna() & (buildings[column].astype(str).str.strip() != "")
    _refuse_value(buildings[column], bad | np.isinf(values), "不是数字", "value_not_a_number")
    _refuse_value(buildings[column], values > MOST_HOUSEHOLDS, f"超过 {MOST_HOUSEHOLDS}", "value_too_large")
    return values


def _refuse_value(given: pd.Series, is_bad: pd.Series, what: str, code: str) -> None:
    """Raise at the first bad value, naming its row."""
    rows = np.flatnonzero(is_bad)
    if not rows.size:
        return
    row, value = int(rows[0]), str(given.iloc[rows[0]])[:80]
    raise InputError(
        f"buildings row {row + 1}: {given.name}={value!r}: {code}",
        chinese=f"图层“楼栋”第 {row + 1} 行字段“{given.name}”的值“{value}”{what}",
        code=code,
        layer="buildings",
        row=row + 1,
        column=given.name,
        value=value,
    )


def _counts(buildings: pd.DataFrame, column: str, problems: list[Problem]) -> np.ndarray:
    """Whole, non-negative households; blanks and negatives count as 0, fractions are rounded; all listed."""
    values = _numbers(buildings, column)
    counts = values.fillna(0.0).to_numpy()
    faults = (
        (values.isna().to_numpy(), "households_missing", "户数为空，按 0 计"),
        (counts < 0, "households_negative", "户数为负，按 0 计"),
        (counts != np.round(counts), "households_fraction", "户数不是整数，已四舍五入"),
    )
    for rows, code, reason in faults:
        for row in np.flatnonzero(rows):
            value = str(buildings[column].iloc[row])
            problems.append(
                problem(
                    code,
                    reason,
                    "请核实户数后重新导入",
                    Severity.CHANGED,
                    int(row),
                    column=column,
                    value=value,
                )
            )
    return np.clip(np.round(counts), 0, None).astype(np.int64)


def _polygons(geometries: Iterable[shapely.Geometry | None], problems: list[Problem]) -> np.ndarray:
    """Valid 2-D areas; points become small squares, and what has no area becomes None."""
    shapes = np.array(list(geometries), dtype=object)
    if shapely.has_z(shapes).any():
        problems.append(problem("geometry_3d", "几何带高程，已按平面处理", "无需处理", Severity.NOTED))
    shapes = shapely.force_2d(shapes)
    kinds = shapely.get_type_id(shapes)
    points = (kinds == 0) & ~shapely.is_empty(shapes)
    if points.any():
        shapes[points] = shapely.buffer(shapes[points], _POINT_HALF_SIDE_DEG, cap_style="square")
        text = f"{int(points.sum())} 栋楼只有点位，按 10 米见方的轮廓处理"
        problems.append(problem("geometry_point", text, "如有轮廓请补充", Severity.NOTED))
    broken = ~shapely.is_valid(shapes) & ~shapely.is_missing(shapes)
    for row in np.flatnonzero(broken):
        reason = str(shapely.is_valid_reason(shapes[row]))
        problems.append(
            problem(
                "geometry_mended",
                "轮廓自相交等，已修复",
                "请核对轮廓",
                Severity.CHANGED,
                int(row),
                value=reason[:80],
            )
        )
        shapes[row] = shapely.make_valid(shapes[row], method="structure")
    return np.array([_area_only(shape) for shape in shapes], dtype=object)


def _area_only(shape: BaseGeometry | None) -> BaseGeometry | None:
    """Drop points and lines that mending may leave; None where no area is left."""
    if shape is None or shape.is_empty:
        return None
    if shape.geom_type not in ("Polygon", "MultiPolygon"):
        parts = [
            part for part in getattr(shape, "geoms", ()) if part.geom_type in ("Polygon", "MultiPolygon")
        ]
        shape = shapely.union_all(parts) if parts else None
    return shape if shape is not None and shape.area > 0 else None


def _codes(buildings: pd.DataFrame) -> np.ndarray:
    """The column ``code`` as text, or numbers from 1 where there is none."""
    if "code" not in buildings.columns:
        return np.array([str(row + 1) for row in range(len(buildings))], dtype=object)
    codes = buildings["code"].astype(str).str.strip()
    missing = np.flatnonzero(buildings["code"].isna() | (codes == ""))
    if missing.size:
        row = int(missing[0])
        raise InputError(
            f"buildings row {row + 1}: code is empty",
            chinese=f"图层“楼栋”第 {row + 1} 行缺少编码（code）",
            code="code_missing",
            layer="buildings",
            row=row + 1,
            column="code",
        )
    return np.asarray(codes, dtype=object)


def _leave_out(codes: np.ndarray, shapes: np.ndarray, problems: list[Problem]) -> np.ndarray:
    """Mark the rows to keep: with a shape that a building can have, and the first of their code; list the others."""
    empty = np.array([shape is None for shape in shapes], dtype=bool)
    off, vast = _unlikely(shapes)
    taken = np.zeros(len(codes), dtype=bool)
    fit = np.flatnonzero(~(empty | off | vast))
    taken[fit] = pd.Series(codes[fit]).duplicated()
    for rows, code, reason, remedy in (
        (empty, "geometry_empty", "没有面积的几何，未纳入", "请补充轮廓"),
        (off, "geometry_off_earth", "坐标不是有效的经纬度，未纳入", "请核对坐标系与坐标值"),
        (vast, "geometry_vast", "轮廓长度超过 5 公里，不是一栋楼，未纳入", "请改正轮廓"),
    ):
        problems += [
            problem(code, reason, remedy, Severity.REFUSED, int(row), value=codes[row])
            for row in np.flatnonzero(rows)
        ]
    for row in np.flatnonzero(taken):
        reason = f"编码“{codes[row]}”重复，只保留第一行"
        more = {"column": "code", "value": codes[row]}
        problems.append(problem("code_repeated", reason, "请改正编码", Severity.REFUSED, int(row), **more))
    keep: np.ndarray = ~(empty | off | vast | taken)
    return keep


def _unlikely(shapes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Whether each shape lies off the earth's longitudes and latitudes, and whether a part of it is too long."""
    west, south, east, north = shapely.bounds(shapes).T
    off = ~shapely.is_missing(shapes) & ~((west >= -180) & (east <= 180) & (south > -90) & (north < 90))
    parts, owner = shapely.get_parts(shapes, return_index=True)
    box = shapely.bounds(parts)
    vast = np.zeros(len(shapes), dtype=bool)
    vast[owner[((box[:, 2:] - box[:, :2]) > _LONGEST_SIDE_DEG).any(axis=1)]] = True
    return off, vast & ~off


def read_footprints(buildings: gpd.GeoDataFrame, households: str) -> Footprints:
    """Check the buildings and keep those that can have a cell.

    Parameters
    ----------
    buildings
        EPSG:4326; ``code`` optional (row numbers then), the column ``households`` names, ``residents`` optional.
    households
        Column that counts households.

    Raises
    ------
    InputError
        No row at all, another CRS, the column missing, a value in it that is no number or above
        ``MOST_HOUSEHOLDS``, a row without code, or no row whose coordinates are longitudes and latitudes.
    """
    require_frame(buildings, BUILDINGS)
    if buildings.empty:
        raise InputError(
            "no buildings", chinese="图层“楼栋”没有任何记录", code="layer_empty", layer="buildings"
        )
    problems: list[Problem] = []
    counts = _counts(buildings, households, problems)
    codes = _codes(buildings)
    shapes = _polygons(buildings.geometry, problems)
    keep = _leave_out(codes, shapes, problems)
    if not keep.any():
        raise _nothing_left(problems)
    kept = buildings.loc[keep].reset_index(drop=True).copy()
    kept["code"], kept["households"], kept["row"] = codes[keep], counts[keep], np.flatnonzero(keep)
    kept["residents"] = _residents(kept)
    kept = kept.set_geometry(gpd.GeoSeries(shapes[keep], crs=4326, index=kept.index))
    return Footprints(kept, problems, int(counts.sum()), int(counts[~keep].sum()))


def _nothing_left(problems: list[Problem]) -> InputError:
    """Name what stood against the first row, which stands against all."""
    first = next(item for item in problems if item.severity is Severity.REFUSED)
    return InputError(
        f"no building is fit for use; row {first.row}: {first.code}",
        chinese=f"图层“楼栋”没有可用的记录；第 {first.row} 行：{first.reason}。{first.remedy}",
        code="layer_unusable",
        layer="buildings",
        row=first.row,
    )


def _residents(buildings: pd.DataFrame) -> np.ndarray:
    """The column ``residents`` as whole numbers, 0 where unknown."""
    if "residents" not in buildings.columns:
        return np.zeros(len(buildings), dtype=np.int64)
    values = pd.to_numeric(buildings["residents"], errors="coerce").fillna(0)
    return values.clip(lower=0).round().astype(np.int64).to_numpy()


def separate_collections(buildings: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Make a row of each part where the layer's rows are whole collections of buildings.

    A layer with a MultiPolygon of more than ``MOST_PARTS`` parts is taken for collections; every part of every
    row gets the code ``{code}-1``, ``{code}-2`` … and all columns. Other layers come back as they are. Counts
    are *not* shared out: use it before households are estimated, not after.
    """
    parts = shapely.get_num_geometries(buildings.geometry.to_numpy())
    if not len(parts) or parts.max() <= MOST_PARTS:
        return buildings
    codes = pd.Series(_codes(buildings), index=buildings.index)
    pieces = buildings.assign(code=codes).reset_index(drop=True).explode()
    pieces["code"] = pieces["code"] + "-" + (pieces.groupby(level=0).cumcount() + 1).astype(str)
    return pieces.reset_index(drop=True)
