"""Say in Chinese why grids are out of the band, one by one and summed up."""

from collections import Counter
from dataclasses import replace
from typing import Any

import geopandas as gpd
import pandas as pd

from gis.model.bands import Band
from gis.partition.check import CheckAnswer
from gis.partition.obstacles import Obstacle, find_obstacles
from gis.partition.search import Found
from gis.partition.tasks import Task

# Buildings named in a sentence; the row lists all.
_NAMED = 3
_SUMMED_UP = {
    "building_above_max": "{n} 个含超过上限的单栋楼",
    "piece_total": "{n} 个所在连片范围的户数不可分",
    "pocket": "{n} 个的楼栋与相邻楼栋怎样组合都不在区间",
    "strands_others": "{n} 个只有使相邻网格超出区间才能落入",
    "surroundings": "{n} 个与周边楼栋不可能全部落入区间",
    "proven_infeasible": "{n} 个所在范围已证明无解",
    "kept": "{n} 个为锁定或未重划的网格",
    "not_found": "{n} 个未找到落入区间的方案",
}
REASONS = tuple(_SUMMED_UP)
_COLUMNS = ("grid_code", "community_code", "households", "reason", "buildings", "explanation")


def _sentence(code: str, item: Obstacle, buildings: list[str], band: Band) -> str:
    """One grid's reason."""
    bounds = f"{band.min_households}—{band.max_households} 户"
    named = "、".join(buildings[:_NAMED]) + (f"等 {len(buildings)} 栋" if len(buildings) > _NAMED else "")
    begin = f"网格 {code}（{item.households} 户）"
    if item.code == "building_above_max":
        return f"{begin}含楼栋 {named}，单栋最多 {item.core_households} 户，超过上限，必然超出区间"
    if item.code == "piece_total":
        short = item.core_households < band.min_households
        why = f"不足下限 {band.min_households} 户" if short else f"任何网格数都不能使各网格落在 {bounds}"
        return f"{begin}所在连片范围（以社区界、不可穿越的界线或超限楼栋为界）共 {item.core_households} 户，{why}"
    if item.code == "pocket":
        why = f"与相邻整栋楼的任何连片组合都不在 {bounds}，或使余下部分不可分（已逐一验证）"
        return f"{begin}：楼栋 {named} 共 {item.core_households} 户，{why}"
    if item.code == "strands_others":
        why = "每个落在区间的组合都会使旁边现已达标的楼栋无法落入（已逐一验证）"
        return f"{begin}：楼栋 {named} 共 {item.core_households} 户，与相邻整栋楼的连片组合中，{why}"
    if item.code == "surroundings":
        why = f"任何整栋楼的连片组合都不能使它们全部落在 {bounds}（已求解证明）"
        return f"{begin}：楼栋 {named} 共 {item.core_households} 户，{why}"
    if item.code == "proven_infeasible":
        return f"{begin}：所在范围内没有各网格都在 {bounds} 的方案（已证明）"
    return f"{begin}：未找到落在 {bounds} 的方案，也未能证明没有"


def explain_grids(
    tasks: list[Task], found: list[Found], drawn: gpd.GeoDataFrame, verdict: CheckAnswer
) -> pd.DataFrame:
    """A row for every grid out of the band.

    Parameters
    ----------
    drawn
        Cells with ``grid_code``.

    Returns
    -------
    DataFrame
        grid_code, community_code, households, reason (one of ``REASONS``), buildings (list of codes that the
        reason is about), explanation (Chinese).
    """
    rows: list[dict[str, Any]] = []
    codes, names = drawn["grid_code"].to_numpy(), drawn["building_code"].to_numpy()
    for task, plan in zip(tasks, found, strict=True):
        for item in find_obstacles(task.instance, plan.grid):
            is_proven = item.code == "not_found" and plan.proof == "infeasible"
            told_as = replace(item, code="proven_infeasible") if is_proven else item
            code = str(codes[task.members[plan.grid == item.grid]][0])
            buildings = [str(name) for name in names[task.members[item.core]] if pd.notna(name)]
            text = _sentence(code, told_as, buildings, task.instance.band)
            facts = (code, task.community_code, item.households, told_as.code, buildings, text)
            rows.append(dict(zip(_COLUMNS, facts, strict=True)))
    told = {row["grid_code"] for row in rows}
    out = verdict.grids.loc[~verdict.grids["in_band"] & (verdict.grids["kind"] == "residential")]
    for grid in out.loc[~out["grid_code"].isin(told)].itertuples():
        text = f"网格 {grid.grid_code}（{grid.households} 户）为锁定或未列入重划的网格，保持原样"
        facts = (str(grid.grid_code), str(grid.community_code), int(str(grid.households)), "kept", [], text)
        rows.append(dict(zip(_COLUMNS, facts, strict=True)))
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def sum_up(rows: pd.DataFrame) -> str:
    """All grids out of the band of one place in one sentence, a lone one with its reason; empty where none."""
    if rows.empty:
        return ""
    if len(rows) == 1:
        return f"1 个网格超出区间：{rows['explanation'].iloc[0]}"
    counts = Counter(rows["reason"])
    parts = [text.format(n=counts[code]) for code, text in _SUMMED_UP.items() if counts[code]]
    return f"{len(rows)} 个网格超出区间：" + "，".join(parts)
