"""The judge: scores any plan against every rule and names each breach with its cells.

It knows nothing of the drawer: its sums are taken from the cells and their borders with pandas and scipy, none
of the compiled kernels. Used by the drawer's report, the editor, the tests and the benchmark alike.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gis.errors import InputError
from gis.model.bands import RESIDENTIAL_BAND, Band
from gis.model.problems import Problem
from gis.partition.adjacency import Adjacency, adjacency_in_bands
from gis.partition.bands import Bands, make_bands
from gis.partition.cells import build_cells
from gis.partition.counts import propose
from gis.partition.landed import grid_of_building, require_plan, with_land
from gis.partition.packing import fewest_parts

BREACH_COLUMNS = ("rule", "community_code", "grid_code", "estate_code", "cells", "value", "explanation")


@dataclass(frozen=True, slots=True)
class CheckAnswer:
    """What the judge found.

    Attributes
    ----------
    report
        Measures, JSON-serialisable; see ``gis.partition``.
    breaches
        One row each: rule (``band``, ``contiguity``, ``community``, ``estate``, ``unassigned``, ``changed``),
        community_code, grid_code, estate_code, cells (list of int), value, explanation (Chinese).
    grids
        One row per grid: grid_code, community_code, kind, households, residents, in_band, contiguous,
        polsby_popper, area_m2, perimeter_m.
    problems
        Findings on the buildings, where cells were cut first.
    """

    report: dict[str, Any]
    breaches: pd.DataFrame
    grids: pd.DataFrame
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Case:
    """A plan on trial: cells with ``grid_code`` (None: in no grid), borders by community, bands."""

    cells: gpd.GeoDataFrame
    adjacency: Mapping[str, tuple[np.ndarray, Adjacency]]
    bands: Bands
    dedicated: frozenset[str]


def _borders(case: _Case) -> pd.DataFrame:
    """All borders inside communities: positions of both cells, lengths, whether open, and both grids."""
    tables = []
    for members, adjacency in case.adjacency.values():
        tables.append(
            pd.DataFrame(
                {
                    "first": members[adjacency.first],
                    "second": members[adjacency.second],
                    "length_m": adjacency.length_m,
                    "off_road_m": adjacency.off_road_m,
                    "is_open": adjacency.is_open,
                }
            )
        )
    borders = pd.concat(tables, ignore_index=True)
    grid = case.cells["grid_code"].to_numpy(dtype=object)
    return borders.assign(one=grid[borders["first"]], other=grid[borders["second"]])


def _parts(case: _Case, borders: pd.DataFrame) -> np.ndarray:
    """Label the connected parts of every grid; open borders and links connect, corners do not."""
    same = borders.loc[borders["is_open"] & (borders["one"] == borders["other"]) & borders["one"].notna()]
    size = len(case.cells)
    graph = coo_array(
        (np.ones(len(same), dtype=np.int8), (same["first"], same["second"])), shape=(size, size)
    )
    return np.asarray(connected_components(graph, directed=False)[1])


def _grid_table(case: _Case, borders: pd.DataFrame, part: np.ndarray) -> pd.DataFrame:
    """Measure every grid."""
    cells = case.cells
    own = cells.assign(part=part, area_m2=0.0, perimeter_m=0.0)
    for members, adjacency in case.adjacency.values():
        own.iloc[members, own.columns.get_loc("area_m2")] = adjacency.area_m2
        own.iloc[members, own.columns.get_loc("perimeter_m")] = adjacency.perimeter_m
    table = (
        own.loc[own["grid_code"].notna()]
        .groupby("grid_code")
        .agg(
            community_code=("community_code", _most_common),
            communities=("community_code", "nunique"),
            households=("households", "sum"),
            residents=("residents", "sum"),
            parts=("part", "nunique"),
            area_m2=("area_m2", "sum"),
            perimeter_m=("perimeter_m", "sum"),
        )
    )
    inner = borders.loc[borders["one"] == borders["other"]].groupby("one")["length_m"].sum()
    table["perimeter_m"] -= 2 * inner.reindex(table.index, fill_value=0.0)
    table["polsby_popper"] = (4 * np.pi * table["area_m2"] / table["perimeter_m"] ** 2).clip(upper=1.0)
    table["contiguous"] = table["parts"] == 1
    table["kind"] = np.where(table.index.isin(list(case.dedicated)), "dedicated", "residential")
    bands = [case.bands.of(code) for code in table["community_code"]]
    table["target"] = [band.target_households for band in bands]
    table["in_band"] = [
        band.holds(int(lived)) for band, lived in zip(bands, table["households"], strict=True)
    ]
    return pd.DataFrame(table.reset_index())


def _most_common(codes: pd.Series) -> str:
    return str(codes.mode().iloc[0])


def _estate_table(case: _Case) -> pd.DataFrame:
    """Parts of each estate beyond ceil(households / max), and beyond what whole buildings allow (``avoidable``)."""
    lived = case.cells.loc[case.cells["estate_code"].notna() & (case.cells["households"] > 0)]
    lived = lived.loc[lived["grid_code"].notna() & ~lived["grid_code"].isin(list(case.dedicated))]
    table = lived.groupby("estate_code").agg(
        community_code=("community_code", _most_common),
        parts=("grid_code", "nunique"),
        households=("households", "sum"),
    )
    most = [case.bands.of(code).max_households for code in table["community_code"]]
    table["allowed"] = -(-table["households"] // np.array(most, dtype=np.int64)) if len(table) else 0
    table["excess"] = (table["parts"] - table["allowed"]).clip(lower=0)
    table["fewest"] = table["allowed"]
    homes = dict(tuple(lived.groupby("estate_code")["households"]))
    for code in table.index[table["excess"] > 0]:
        limit = case.bands.of(table.at[code, "community_code"]).max_households
        table.at[code, "fewest"] = fewest_parts(homes[code].to_numpy(), limit)
    table["avoidable"] = (table["parts"] - table["fewest"]).clip(lower=0)
    return pd.DataFrame(table.reset_index())


def _row(
    rule: str, row: Any, cells: list[int], value: float, text: str, *, estate: str | None = None
) -> dict[str, Any]:
    return {
        "rule": rule,
        "community_code": row.community_code,
        "grid_code": getattr(row, "grid_code", None),
        "estate_code": estate,
        "cells": cells,
        "value": value,
        "explanation": text,
    }


def _grid_breaches(case: _Case, grids: pd.DataFrame, part: np.ndarray) -> list[dict[str, Any]]:
    """Grids out of the band, in several parts, or across communities."""
    rows = []
    cells = case.cells.assign(part=part)
    of_grid = dict(tuple(cells.groupby("grid_code")))
    found: list[Any] = list(
        grids.loc[~grids["in_band"] | ~grids["contiguous"] | (grids["communities"] > 1)].itertuples()
    )
    for row in found:
        own = of_grid[row.grid_code]
        every = own["cell"].tolist()
        if row.communities > 1:
            text = f"网格 {row.grid_code} 跨 {row.communities} 个社区"
            rows.append(_row("community", row, every, float(row.communities), text))
        if not row.contiguous:
            main = own.groupby("part")["households"].sum().idxmax()
            off = own.loc[own["part"] != main, "cell"].tolist()
            text = f"网格 {row.grid_code} 不连片，分成 {row.parts} 块"
            rows.append(_row("contiguity", row, off, float(row.parts), text))
        if not row.in_band and row.kind == "residential":
            band = case.bands.of(row.community_code)
            text = f"网格 {row.grid_code} 共 {row.households} 户，不在 {band.min_households}—{band.max_households} 户之内"
            rows.append(_row("band", row, every, float(row.households), text))
    return rows


def _estate_breaches(case: _Case, estates: pd.DataFrame) -> list[dict[str, Any]]:
    """Estates in more grids than whole buildings need; where they allow no fewer, nothing can be put right."""
    rows = []
    found: list[Any] = list(estates.loc[estates["avoidable"] > 0].itertuples())
    for row in found:
        cells = case.cells.loc[case.cells["estate_code"] == row.estate_code, "cell"].tolist()
        text = f"小区 {row.estate_code} 共 {row.households} 户，分在 {row.parts} 个网格，按整栋楼至少需要 {row.fewest} 个"
        rows.append(_row("estate", row, cells, float(row.avoidable), text, estate=row.estate_code))
    return rows


def _unassigned(case: _Case) -> list[dict[str, Any]]:
    """Cells in no grid, by community."""
    rows = []
    missing = case.cells.loc[case.cells["grid_code"].isna()]
    for code, own in missing.groupby("community_code"):
        lived = int(own["households"].sum())
        text = f"社区 {code} 有 {len(own)} 个地块（{lived} 户）不在任何网格"
        row = pd.Series({"community_code": code, "grid_code": None})
        rows.append(_row("unassigned", row, own["cell"].tolist(), float(lived), text))
    return rows


def _feasible_share(case: _Case, grids: pd.DataFrame) -> float:
    """Share of grids in the band, over communities whose total and largest building allow it."""
    allowed = []
    for code, own in case.cells.groupby("community_code"):
        free = own.loc[~own["grid_code"].isin(list(case.dedicated))]
        if propose(str(code), free["households"].to_numpy(), case.bands.of(str(code))).is_feasible:
            allowed.append(code)
    inside = grids.loc[grids["community_code"].isin(allowed) & (grids["kind"] == "residential"), "in_band"]
    return float(inside.mean()) if len(inside) else 1.0


def judge(case: _Case, existing: pd.Series | None = None) -> CheckAnswer:
    """Score a plan whose cells and borders are known."""
    borders = _borders(case)
    part = _parts(case, borders)
    grids, estates = _grid_table(case, borders, part), _estate_table(case)
    lived_in = grids.loc[grids["kind"] == "residential"]
    between = (borders["one"] != borders["other"]) & borders["one"].notna() & borders["other"].notna()
    rows = _grid_breaches(case, grids, part) + _estate_breaches(case, estates) + _unassigned(case)
    whole = estates["allowed"] <= 1
    report: dict[str, Any] = {
        "grids": len(grids),
        "in_band_share": _mean(lived_in["in_band"]),
        "feasible_in_band_share": _feasible_share(case, grids),
        "non_contiguous": int((~grids["contiguous"]).sum()),
        "estates_split": int((whole & (estates["parts"] > 1)).sum()),
        "estates_split_needlessly": int(estates["excess"].sum()),
        "estates_split_avoidably": int(estates["avoidable"].sum()),
        "crossing_community": int((grids["communities"] > 1).sum()),
        "mean_abs_deviation_households": _mean((lived_in["households"] - lived_in["target"]).abs()),
        "cut_length_m": float(borders.loc[between, "off_road_m"].sum()),
        "mean_polsby_popper": _mean(grids["polsby_popper"]),
        "households_in": int(case.cells["households"].sum()),
        "households_out": int(grids["households"].sum()),
        "households_unassigned": int(case.cells.loc[case.cells["grid_code"].isna(), "households"].sum()),
    }
    if existing is not None:
        report["households_changed"] = _changed(case, existing)
    return CheckAnswer(report, pd.DataFrame(rows, columns=list(BREACH_COLUMNS)), grids)


def _mean(values: pd.Series) -> float:
    return float(values.mean()) if len(values) else 0.0


def _changed(case: _Case, existing: pd.Series) -> int:
    """Households whose grid is another than in the existing plan; those that had none do not count."""
    before = case.cells["cell"].map(existing)
    moved = before.notna() & (before != case.cells["grid_code"])
    return int(case.cells.loc[moved, "households"].sum())


def check_cells(
    cells: gpd.GeoDataFrame,
    grid_of_cell: pd.Series,
    *,
    roads: gpd.GeoDataFrame | None = None,
    barriers: gpd.GeoDataFrame | None = None,
    communities: gpd.GeoDataFrame | None = None,
    band: Band | tuple[int, int] = RESIDENTIAL_BAND,
    target_households: int | None = None,
    bands: Mapping[str, Any] | None = None,
    existing: pd.Series | None = None,
    dedicated_grids: tuple[str, ...] = (),
    adjacency: Mapping[str, tuple[np.ndarray, Adjacency]] | None = None,
) -> CheckAnswer:
    """Score a plan given as the grid of each cell.

    Parameters
    ----------
    cells
        As ``build_cells`` gives them.
    grid_of_cell
        Grid code by cell number; cells missing from it are in no grid.
    existing
        Grid code by cell number of the plan before, to count households that change hands.
    dedicated_grids
        Grids that the band does not concern.
    adjacency
        Borders, where they were found before.

    Raises
    ------
    InputError
        ``grid_of_cell`` names a cell that does not exist, or names one twice.
    """
    if not grid_of_cell.index.is_unique or not grid_of_cell.index.isin(cells["cell"]).all():
        raise InputError(
            "grid_of_cell names unknown or repeated cells",
            chinese="方案中的地块编号重复或不存在",
            code="cells_unknown",
        )
    own_bands = make_bands(band, target_households, bands, communities)
    named = cells.reset_index(drop=True).assign(grid_code=cells["cell"].map(grid_of_cell).to_numpy())
    named["grid_code"] = named["grid_code"].astype(object).where(named["grid_code"].notna(), None)
    if adjacency is None:
        adjacency = adjacency_in_bands(named, own_bands, roads, barriers)
    return judge(_Case(named, adjacency, own_bands, frozenset(dedicated_grids)), existing)


def check(
    buildings: gpd.GeoDataFrame,
    grids: pd.DataFrame,
    *,
    households: str = "households",
    communities: gpd.GeoDataFrame | None = None,
    estates: gpd.GeoDataFrame | None = None,
    roads: gpd.GeoDataFrame | None = None,
    barriers: gpd.GeoDataFrame | None = None,
    cells: gpd.GeoDataFrame | None = None,
    band: Band | tuple[int, int] = RESIDENTIAL_BAND,
    target_households: int | None = None,
    bands: Mapping[str, Any] | None = None,
    existing: pd.DataFrame | None = None,
) -> CheckAnswer:
    """Score a plan given as polygons, or as a table building_code, grid_code.

    Parameters
    ----------
    cells
        Where they were cut before; otherwise they are cut from the other layers first.
    existing
        The plan before, in either form, to count households that change hands.

    Raises
    ------
    InputError
        See ``landed.require_plan``, ``cells.build_cells``.
    """
    problems: list[Problem] = []
    for given in (grids, existing):
        require_plan(given)
    if cells is None:
        answer = build_cells(
            buildings, communities, estates=estates, roads=roads, barriers=barriers, households=households
        )
        cells, problems = answer.cells, answer.problems
    own_bands = make_bands(band, target_households, bands, communities)
    adjacency = adjacency_in_bands(cells, own_bands, roads, barriers)
    plan = grid_of_building(cells, grids)
    if not isinstance(grids, gpd.GeoDataFrame) or "building_code" in grids.columns:
        plan = with_land(cells.reset_index(drop=True), plan, adjacency)
    found = check_cells(
        cells,
        plan,
        adjacency=adjacency,
        communities=communities,
        band=band,
        target_households=target_households,
        bands=bands,
        existing=None if existing is None else grid_of_building(cells, existing),
        dedicated_grids=_dedicated(grids),
    )
    return CheckAnswer(found.report, found.breaches, found.grids, problems)


def _dedicated(grids: pd.DataFrame) -> tuple[str, ...]:
    """Codes of the dedicated grids, where the plan says kinds."""
    if "kind" not in grids.columns or "code" not in grids.columns:
        return ()
    return tuple(grids.loc[grids["kind"] == "dedicated", "code"])
