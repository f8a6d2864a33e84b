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

# A row of more parts than this is a collection of buildings, not a building.
MOST_PARTS = 12
# Half the side of the square that stands for a building known only as a point, in degrees (about 5 m).
_POINT_HALF_SIDE_DEG = 5e-5


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
    return Problem(code, reason, remedy, severity, layer="楼栋", row=shown, **more)


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
    values = pd.to_numeric(buildings[column], errors="coerce")
    bad = values.isna() & buildings[column].notna() & (buildings[column].astype(str).str.strip() != "")
    bad |= np.isinf(values.fillna(0))
    if bad.any():
        row = int(np.flatnonzero(bad)[0])
        value = str(buildings[column].iloc[row])[:80]
        raise InputError(
            f"buildings row {row + 1}: {column}={value!r} is not a number",
            chinese=f"图层“楼栋”第 {row + 1} 行字段“{column}”的值“{value}”不是数字",
            code="value_not_a_number",
            layer="buildings",
            row=row + 1,
            column=column,
            value=value,
        )
    return values.astype(float)


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
    missing = np.flatnonzero(buildings["code"].isna())
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
    return buildings["code"].astype(str).to_numpy(dtype=object)


def _leave_out(codes: np.ndarray, shapes: np.ndarray, problems: list[Problem]) -> np.ndarray:
    """Mark the rows to keep; a row without area, or repeating an earlier code, is left out and listed."""
    empty = np.array([shape is None for shape in shapes], dtype=bool)
    repeated = pd.Series(codes).duplicated().to_numpy()
    for row in np.flatnonzero(empty):
        problems.append(
            problem(
                "geometry_empty",
                "没有面积的几何，未纳入",
                "请补充轮廓",
                Severity.REFUSED,
                int(row),
                value=codes[row],
            )
        )
    for row in np.flatnonzero(repeated & ~empty):
        reason = f"编码“{codes[row]}”重复，只保留第一行"
        problems.append(
            problem(
                "code_repeated",
                reason,
                "请改正编码",
                Severity.REFUSED,
                int(row),
                column="code",
                value=codes[row],
            )
        )
    return ~(empty | repeated)


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
        No row at all, another CRS, the column missing, or a value in it that is no number.
    """
    require_frame(buildings, "楼栋")
    if buildings.empty:
        raise InputError(
            "no buildings", chinese="图层“楼栋”没有任何记录", code="layer_empty", layer="buildings"
        )
    problems: list[Problem] = []
    counts = _counts(buildings, households, problems)
    codes = _codes(buildings)
    shapes = _polygons(buildings.geometry, problems)
    keep = _leave_out(codes, shapes, problems)
    kept = buildings.loc[keep].reset_index(drop=True).copy()
    kept["code"], kept["households"], kept["row"] = codes[keep], counts[keep], np.flatnonzero(keep)
    kept["residents"] = _residents(kept)
    kept = kept.set_geometry(gpd.GeoSeries(shapes[keep], crs=4326, index=kept.index))
    return Footprints(kept, problems, int(counts.sum()), int(counts[~keep].sum()))


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
