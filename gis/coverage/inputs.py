"""Check what is handed in before anything is measured; every fault names its layer, row and column."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis.errors import InputError
from gis.model.categories import Category, Confirmation
from gis.model.problems import Problem, Severity
from gis.network.network import Floats, Ints, Shapes
from gis.space.crs import frame_to_wgs84

MOST_HOUSEHOLDS = 1_000_000


def check_buildings(buildings: gpd.GeoDataFrame, households: str) -> gpd.GeoDataFrame:
    """Give buildings a ``code``, a whole number of ``households`` and EPSG:4326.

    Raises
    ------
    InputError
        ``crs_missing``, ``column_missing``; ``value_invalid`` where a figure is not a whole number from 0 to
        1,000,000; ``code_repeated``.
    """
    require_frame(buildings, "buildings", "楼栋")
    if households not in buildings.columns:
        raise InputError(
            f"buildings have no column {households}",
            chinese=f"楼栋图层没有户数字段“{households}”，现有字段：{_names(buildings)}",
            code="column_missing",
            layer="buildings",
            column=households,
        )
    checked = frame_to_wgs84(buildings).reset_index(drop=True)
    counts = _counts(checked[households], households)
    checked["households"] = counts
    checked["code"] = _codes(checked, "B", "buildings")
    for column in ("community_code", "estate_code"):
        given = checked[column] if column in checked else pd.Series("", index=checked.index)
        checked[column] = given.where(given.notna(), "").astype(str)
    return checked


def _counts(values: "pd.Series[float]", column: str) -> Ints:
    numbers = pd.to_numeric(values, errors="coerce").to_numpy(np.float64)
    with np.errstate(invalid="ignore"):
        bad = ~((numbers >= 0) & (numbers <= MOST_HOUSEHOLDS) & (numbers == np.rint(numbers)))
    if bad.any():
        row = int(np.flatnonzero(bad)[0])
        raise InputError(
            f"row {row + 1}: households {values.iloc[row]!r}",
            chinese=f"楼栋图层第 {row + 1} 行的“{column}”为“{str(values.iloc[row])[:40]}”，"
            f"户数应为 0 到 {MOST_HOUSEHOLDS} 的整数（共 {int(bad.sum())} 行有此问题）",
            code="value_invalid",
            layer="buildings",
            row=row + 1,
            column=column,
            value=str(values.iloc[row])[:40],
        )
    return numbers.astype(np.int64)


def check_facilities(
    facilities: gpd.GeoDataFrame, category_field: str = "category"
) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """Give facilities ``code``, ``category``, ``subtype``, ``confirmation`` and ``is_open``.

    A facility the community calls closed or misplaced is not counted; one of an unknown category is
    reported and not counted either.
    """
    require_frame(facilities, "facilities", "设施")
    checked = frame_to_wgs84(facilities).reset_index(drop=True)
    if category_field not in checked.columns:
        raise InputError(
            f"facilities have no column {category_field}",
            chinese=f"设施图层没有类别字段“{category_field}”，现有字段：{_names(facilities)}",
            code="column_missing",
            layer="facilities",
            column=category_field,
        )
    checked["category"] = checked[category_field].astype(str).str.strip()
    checked["code"] = _codes(checked, "F", "facilities")
    for column in ("name", "subtype"):
        given = checked[column] if column in checked else pd.Series("", index=checked.index)
        checked[column] = given.where(given.notna(), "").astype(str)
    unconfirmed = Confirmation.UNCONFIRMED.value
    said = (
        checked["confirmation"] if "confirmation" in checked else pd.Series(unconfirmed, index=checked.index)
    )
    checked["confirmation"] = said.where(said.notna(), unconfirmed).astype(str)
    known = checked["category"].isin([category.value for category in Category])
    gone = checked["confirmation"].isin([Confirmation.CLOSED.value, Confirmation.MISPLACED.value])
    checked["is_open"] = known & ~gone
    return checked, [_unknown(checked, int(row)) for row in np.flatnonzero(~known)]


def _unknown(facilities: gpd.GeoDataFrame, row: int) -> Problem:
    return Problem(
        "facility_category_unknown",
        "设施类别不在六类与党群服务点之内，未参与测算",
        "改为 shopping、services、medical、dining、education、culture 或 party",
        Severity.REFUSED,
        layer="facilities",
        row=row + 1,
        column="category",
        value=str(facilities["category"].iloc[row])[:80],
    )


def _codes(frame: gpd.GeoDataFrame, letter: str, layer: str) -> "pd.Series[str]":
    if "code" not in frame.columns:
        return pd.Series([f"{letter}{number}" for number in range(1, len(frame) + 1)], index=frame.index)
    codes: pd.Series[str] = frame["code"].where(frame["code"].notna(), "").astype(str)
    repeated = codes.duplicated(keep=False) & (codes != "")
    if repeated.any() or (codes == "").any():
        row = int(np.flatnonzero(repeated | (codes == ""))[0])
        raise InputError(
            f"{layer} row {row + 1}: code {codes.iloc[row]!r} is empty or repeated",
            chinese=f"图层“{layer}”第 {row + 1} 行的 code“{codes.iloc[row][:40]}”为空或重复，编号应唯一",
            code="code_repeated",
            layer=layer,
            row=row + 1,
            column="code",
        )
    return codes


def new_code(codes: "pd.Series[str]", stem: str) -> str:
    """Make a code that is not in use: ``new-1``, ``new-2`` ..."""
    taken = set(codes)
    number = 1
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"


def require_frame(frame: gpd.GeoDataFrame, layer: str, chinese: str) -> None:
    """Refuse what is no GeoDataFrame, or says no CRS."""
    if not isinstance(frame, gpd.GeoDataFrame) or frame.crs is None:
        raise InputError(
            f"{layer} must be a GeoDataFrame with a CRS",
            chinese=f"{chinese}图层缺少坐标系，请指明坐标系后再测算",
            code="crs_missing",
            layer=layer,
        )


def places_of(shapes: Shapes) -> tuple[Floats, Floats]:
    """Longitude and latitude where each shape is entered: inside it; NaN where there is none."""
    bounds = shapely.bounds(shapes)
    finite = np.isfinite(bounds).all(axis=1) & (np.abs(bounds) <= [180, 90, 180, 90]).all(axis=1)
    lon, lat = np.full(len(shapes), np.nan), np.full(len(shapes), np.nan)
    points = shapely.point_on_surface(shapes[finite])
    lon[finite], lat[finite] = shapely.get_x(points), shapely.get_y(points)
    return lon, lat


def _names(frame: gpd.GeoDataFrame) -> str:
    return "、".join(str(name) for name in frame.columns)[:200]
