"""The gap ledger (问题台账): which estate lacks what, whom it concerns, what would close it, who answers for it."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis.coverage.judge import Status
from gis.coverage.model import CoverageModel
from gis.coverage.remedies import Remedy, find_remedy
from gis.model.categories import Category
from gis.network.network import Ints

DEPARTMENTS = {
    Category.SHOPPING: "商务主管部门",
    Category.SERVICES: "街道办事处（社区服务）",
    Category.MEDICAL: "卫生健康主管部门",
    Category.DINING: "商务主管部门、民政部门（社区食堂）",
    Category.EDUCATION: "教育主管部门",
    Category.CULTURE: "文化和旅游主管部门",
    Category.PARTY: "街道党工委",
}
COLUMNS = [
    "unit_kind",
    "unit_code",
    "unit_name",
    "community_code",
    "item",
    "item_chinese",
    "category",
    "minutes",
    "households",
    "households_lacking",
    "nearest_seconds",
    "nearest_facility",
    "nearest_name",
    "remedy",
    "remedy_households",
    "remedy_text",
    "remedy_lon",
    "remedy_lat",
    "responsible_unit",
    "department",
]


def find_gaps(
    model: CoverageModel, buildings: gpd.GeoDataFrame, judged: dict[tuple[int, int], Ints]
) -> gpd.GeoDataFrame:
    """List every estate (and the rest of each community) that has uncovered households, by item.

    Only households known to be uncovered count; those at the map's end and those off the network have lists
    of their own. ``nearest_seconds`` is the household-weighted mean of the walks to the nearest facility
    (NaN where none lies within the horizon). Rows are sorted by households lacking, most first.
    """
    names = _names(model)
    rows: list[dict[str, Any]] = []
    shapes: list[shapely.Point] = []
    unit = np.where(buildings["estate_code"] != "", buildings["estate_code"], buildings["community_code"])
    kind = np.where(buildings["estate_code"] != "", "estate", "community")
    for number, item in enumerate(model.items):
        minutes = item.minutes[-1]
        lacking = (judged[number, minutes] == list(Status).index(Status.UNCOVERED)) & (model.households > 0)
        if not lacking.any():
            continue
        groups = pd.Series(np.flatnonzero(lacking)).groupby([kind[lacking], unit[lacking]])
        for key, members in groups:
            unit_kind, code = map(str, key)
            chosen = members.to_numpy(np.int64)
            everyone = np.flatnonzero((kind == unit_kind) & (unit == code))
            remedy = find_remedy(model, number, minutes, chosen)
            head = {"unit_kind": unit_kind, "unit_code": code, "unit_name": names.get(code, code)}
            community = str(buildings["community_code"].iloc[chosen].mode().iloc[0])
            tail = {"community_code": community, "responsible_unit": names.get(community, community)}
            counted = {"minutes": minutes, "households": int(model.households[everyone].sum())}
            rows.append({**head, **_row(model, buildings, number, chosen, remedy), **counted, **tail})
            shapes.append(_middle(buildings, chosen))
    gaps = gpd.GeoDataFrame(pd.DataFrame(rows, columns=COLUMNS), geometry=shapes, crs="EPSG:4326")
    return gaps.sort_values("households_lacking", ascending=False, kind="stable").reset_index(drop=True)


def _row(
    model: CoverageModel,
    buildings: gpd.GeoDataFrame,
    number: int,
    chosen: Ints,
    remedy: Remedy,
) -> dict[str, Any]:
    item = model.items[number]
    households = model.households
    seconds = buildings[f"{item.key}_seconds"].to_numpy(float)[chosen]
    walked = np.isfinite(seconds)
    weights = households[chosen][walked]
    nearest_s = float(np.average(seconds[walked], weights=weights)) if walked.any() else np.nan
    codes = buildings[f"{item.key}_facility"].iloc[chosen].dropna()
    nearest = str(codes.mode().iloc[0]) if len(codes) else ""
    found = model.facilities.loc[model.facilities["code"] == nearest, "name"]
    return {
        "item": item.key,
        "item_chinese": item.chinese,
        "category": item.category.value,
        "households_lacking": int(households[chosen].sum()),
        "nearest_seconds": nearest_s,
        "nearest_facility": nearest,
        "nearest_name": str(found.iloc[0]) if len(found) else "",
        "remedy": remedy.kind,
        "remedy_households": remedy.households,
        "remedy_text": remedy.chinese,
        "remedy_lon": remedy.lon,
        "remedy_lat": remedy.lat,
        "department": DEPARTMENTS[item.category],
    }


def _middle(buildings: gpd.GeoDataFrame, chosen: Ints) -> shapely.Point:
    """Where to show the gap: the middle of the places concerned."""
    shapes = np.asarray(buildings.geometry.array, dtype=object)[chosen]
    middle: shapely.Point = shapely.MultiPoint(list(shapely.point_on_surface(shapes))).centroid
    return middle


def _names(model: CoverageModel) -> dict[str, str]:
    """Names of communities and estates by code."""
    names: dict[str, str] = {}
    sources = model.network.sources
    estates = model.asked.estates if sources is None or model.asked.estates is not None else sources.estates
    for frame in (model.asked.communities, estates):
        if frame is not None and {"code", "name"} <= set(frame.columns):
            pairs = frame.dropna(subset=["code", "name"])
            names.update(zip(pairs["code"].astype(str), pairs["name"].astype(str), strict=True))
    return names
