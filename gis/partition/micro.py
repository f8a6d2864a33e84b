"""Micro-grids: sets of whole stairwells or buildings, nested in grids, some 60 households each.

The size is advisory: whole buildings seldom allow it (on one measured sub-district 6.7 % of the buildings held
more than 80 households). The search is that of grids with other figures: a building plays the part of an
estate (not to be cut needlessly), a stairwell the part of a cell, and the band weighs little.
"""

from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gis.errors import InputError
from gis.model.bands import Band
from gis.model.problems import Problem, Severity
from gis.model.progress import Progress, silent
from gis.partition.adjacency import Adjacency, find_adjacency
from gis.partition.bands import as_band
from gis.partition.instance import make_instance
from gis.partition.parts import PARTS, divide_floors
from gis.partition.programme import Weights
from gis.partition.search import Aim, Effort, search

MICRO_BAND = Band(50, 80, 60)
# What keeps stairwells together, in the place of metres of border: of one building, and of neighbours.
_SAME_BUILDING = 30.0
_NEIGHBOURS = 10.0
_WEIGHTS = Weights(band_m=30.0, split_m=60.0, shape_m=0.0, target_m=150.0)


@dataclass(frozen=True, slots=True)
class MicroAnswer:
    """Micro-grids.

    Attributes
    ----------
    parts
        The parts with micro_grid_code and grid_code; a part whose building is in no grid has neither.
    micro_grids
        code, grid_code, number, households, parts, buildings, in_band.
    report
        micro_grids, in_band_share, mean_households, smallest, largest, mean_abs_deviation_households,
        buildings_split, parts_above_band, micro_grids_below_band, micro_grids_above_band,
        micro_grids_above_band_by_one_part, households_in, households_out, explanation (Chinese).
    problems
        Parts that could not be placed.
    """

    parts: pd.DataFrame
    micro_grids: pd.DataFrame
    report: dict[str, Any]
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Ground:
    """Cells of one grid and the borders among them that one can cross."""

    cells: gpd.GeoDataFrame
    first: np.ndarray
    second: np.ndarray


def _nodes(ground: _Ground, parts: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Nodes (parts, and cells without parts) and the edges between them (one, other, cost)."""
    order = parts.sort_values(["building_code", "stairwell", "floor_from"], kind="stable")
    place = ground.cells.reset_index(drop=True).reset_index(names="place")
    homes = place.dropna(subset=["building_code"]).set_index("building_code")["place"]
    nodes = order.assign(place=order["building_code"].map(homes))
    empty = place.loc[~place["place"].isin(nodes["place"]), ["place"]].assign(households=0)
    nodes = pd.concat([nodes, empty], ignore_index=True)
    ends = nodes.reset_index(names="node").groupby("place")["node"].agg(["min", "max"])
    edges = [
        (int(a), int(b), _NEIGHBOURS)
        for one, other in zip(ground.first, ground.second, strict=True)
        for a in {ends.at[one, "min"], ends.at[one, "max"]}
        for b in {ends.at[other, "min"], ends.at[other, "max"]}
    ]
    same = np.flatnonzero(nodes["place"].to_numpy()[:-1] == nodes["place"].to_numpy()[1:])
    edges += [(int(one), int(one) + 1, _SAME_BUILDING) for one in same]
    return nodes, pd.DataFrame(edges, columns=["one", "other", "cost"])


def _adjacency(size: int, edges: pd.DataFrame) -> Adjacency:
    """Dress the edges up as borders; lengths are the costs, areas do not count."""
    one = edges[["one", "other"]].min(axis=1).to_numpy(dtype=np.int64)
    other = edges[["one", "other"]].max(axis=1).to_numpy(dtype=np.int64)
    cost = edges["cost"].to_numpy(dtype=float)
    yes, no = np.ones(len(edges), dtype=bool), np.zeros(len(edges), dtype=bool)
    return Adjacency(one, other, cost, cost, cost, yes, no, np.ones(size), np.full(size, 4.0))


def _draw_grid(code: str, ground: _Ground, parts: pd.DataFrame, band: Band, seed: int) -> pd.DataFrame:
    """Micro-grids of one grid: its parts with a label each."""
    nodes, edges = _nodes(ground, parts)
    instance = make_instance(
        code,
        _adjacency(len(nodes), edges),
        households=nodes["households"].to_numpy(dtype=np.int64),
        estates=nodes["building_code"].where(nodes["building_code"].notna(), None).to_numpy(dtype=object),
        band=band,
        weights=_WEIGHTS,
    )
    wished = max(1, round(instance.total / band.target_households))
    counts = sorted({max(1, wished - 1), wished, min(wished + 1, int((nodes["households"] > 0).sum()))})
    found = search(instance, counts, Aim(_WEIGHTS, seed, Effort(1.0)))
    labelled = nodes.assign(label=found.grid)
    return labelled.loc[labelled["code"].notna()]


def _ground_of(cells: gpd.GeoDataFrame, roads: Any, barriers: Any) -> dict[str, _Ground]:
    """Cells and open borders of every grid; links included."""
    grounds = {}
    grid = cells["grid_code"].to_numpy(dtype=object)
    for members, adjacency in find_adjacency(cells, roads=roads, barriers=barriers).values():
        first, second = members[adjacency.first], members[adjacency.second]
        keep = adjacency.is_open & (grid[first] == grid[second])
        for code in pd.unique(grid[members][pd.notna(grid[members])]):
            own = members[grid[members] == code]
            number = np.full(len(cells), -1)
            number[own] = np.arange(len(own))
            inside = keep & (number[first] >= 0) & (number[second] >= 0)
            grounds[str(code)] = _Ground(cells.iloc[own], number[first[inside]], number[second[inside]])
    return grounds


def draw_micro(
    parts: pd.DataFrame,
    cells: gpd.GeoDataFrame,
    grid_of_cell: pd.Series,
    *,
    band: Band | tuple[int, int] = MICRO_BAND,
    target_households: int | None = None,
    floors: bool = False,
    roads: gpd.GeoDataFrame | None = None,
    barriers: gpd.GeoDataFrame | None = None,
    seed: int = 0,
    progress: Progress = silent,
) -> MicroAnswer:
    """Propose micro-grids inside every grid.

    Parameters
    ----------
    parts
        Layer ``building_parts`` (``parts.parts_of`` where there is none).
    cells, grid_of_cell
        As ``check_cells`` takes them.
    floors
        Also cut stairwells above the band into bands of floors.

    Raises
    ------
    InputError
        Columns missing from ``parts``.
    """
    for column in ("code", "building_code", "stairwell", "households"):
        if column not in parts.columns:
            raise InputError(
                f"building_parts have no column {column}",
                chinese=f"图层“楼栋单元”缺少字段“{column}”",
                code="column_missing",
                column=column,
            )
    limits = as_band(band, target_households)
    whole = parts.reindex(columns=list(dict.fromkeys([*parts.columns, "floor_from", "floor_to"])))
    used = divide_floors(whole, limits.max_households) if floors else whole
    named = cells.reset_index(drop=True).assign(grid_code=cells["cell"].map(grid_of_cell).to_numpy())
    home = named.dropna(subset=["building_code"]).set_index("building_code")["grid_code"]
    own_grid = used["building_code"].map(home)
    grounds = _ground_of(named, roads, barriers)
    drawn, groups = [], dict(tuple(used.groupby(own_grid)))
    for done, (code, own) in enumerate(groups.items(), start=1):
        drawn.append(_draw_grid(str(code), grounds[str(code)], own, limits, seed).assign(grid_code=code))
        progress("划分微网格", done, len(groups))
    return _answer(used, drawn, limits, int(own_grid.isna().sum()))


def _answer(parts: pd.DataFrame, drawn: list[pd.DataFrame], band: Band, homeless: int) -> MicroAnswer:
    """Number the micro-grids within their grids and sum up."""
    label = (
        pd.concat(drawn, ignore_index=True)
        if drawn
        else pd.DataFrame(columns=[*parts.columns, "label", "grid_code"])
    )
    number = label.groupby("grid_code")["label"].transform(lambda own: pd.factorize(own)[0] + 1)
    label = label.assign(number=number.astype(int))
    label["micro_grid_code"] = [
        f"{code}-{n:02d}" for code, n in zip(label["grid_code"], label["number"], strict=True)
    ]
    table = label.groupby("micro_grid_code").agg(
        grid_code=("grid_code", "first"),
        number=("number", "first"),
        households=("households", "sum"),
        parts=("code", "size"),
        buildings=("building_code", "nunique"),
    )
    table["in_band"] = table["households"].between(band.min_households, band.max_households)
    columns = [*parts.columns, "micro_grid_code", "grid_code"]
    placed = parts.drop(columns=["micro_grid_code", "grid_code"], errors="ignore").merge(
        label[["code", "micro_grid_code", "grid_code"]], on="code", how="left"
    )
    problems = []
    if homeless:
        text = f"{homeless} 个单元所在楼栋不在任何网格，未编入微网格"
        problems.append(Problem("part_without_grid", text, "请先划分网格", Severity.REFUSED, layer=PARTS))
    report = _report(placed, label, table, band)
    return MicroAnswer(
        placed[list(dict.fromkeys(columns))], table.rename_axis("code").reset_index(), report, problems
    )


def _explain(table: pd.DataFrame, band: Band, *, above: int, forced_large: int) -> str:
    """Say in Chinese how even the micro-grids are, and of those outside the band which had to be."""
    lived = table["households"]
    if not len(table):
        return "没有住户，未划分微网格"
    bounds = f"{band.min_households}—{band.max_households} 户"
    text = (
        f"{len(table)} 个微网格，平均 {lived.mean():.0f} 户（最少 {lived.min()}、最多 {lived.max()}），"
        f"{table['in_band'].mean():.0%} 在 {bounds}之内"
    )
    large, small = int((lived > band.max_households).sum()), int((lived < band.min_households).sum())
    if forced_large:
        text += f"；{forced_large} 个因单个单元就超过 {band.max_households} 户而偏大，不拆楼层无法均衡"
    if large > forced_large:
        text += f"；{large - forced_large} 个由整单元合成而偏大"
    if small:
        text += f"；{small} 个不足 {band.min_households} 户"
    return text + ("" if above else "；没有超过上限的单元")


def _report(parts: pd.DataFrame, label: pd.DataFrame, table: pd.DataFrame, band: Band) -> dict[str, Any]:
    """Say how even the micro-grids are and what could not be evened out."""
    lived = table["households"]
    split = int((label.groupby("building_code")["micro_grid_code"].nunique() > 1).sum())
    above = int((parts["households"] > band.max_households).sum())
    small = int((lived < band.min_households).sum())
    forced = set(label.loc[label["households"] > band.max_households, "micro_grid_code"])
    large = table.index[lived > band.max_households]
    forced_large = int(large.isin(list(forced)).sum())
    text = _explain(table, band, above=above, forced_large=forced_large)
    return {
        "micro_grids": len(table),
        "in_band_share": float(table["in_band"].mean()) if len(table) else 1.0,
        "mean_households": float(lived.mean()) if len(table) else 0.0,
        "smallest": int(lived.min()) if len(table) else 0,
        "largest": int(lived.max()) if len(table) else 0,
        "mean_abs_deviation_households": float((lived - band.target_households).abs().mean())
        if len(table)
        else 0.0,
        "buildings_split": split,
        "parts_above_band": above,
        "micro_grids_below_band": small,
        "micro_grids_above_band": len(large),
        "micro_grids_above_band_by_one_part": forced_large,
        "households_in": int(parts["households"].sum()),
        "households_out": int(lived.sum()),
        "explanation": text,
    }
