"""Bring a plan given as polygons, or as a table of buildings, onto the cells."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis.errors import InputError
from gis.model.problems import Problem, Severity
from gis.partition.adjacency import Adjacency
from gis.partition.footprints import problem

_FACTS = ("number", "kind", "name", "official_code", "community_code")


def grid_of_building(cells: gpd.GeoDataFrame, grids: pd.DataFrame) -> pd.Series:
    """Grid code by cell number: from polygons by the cell's representative point, or from building_code.

    A point on a border between two polygons goes to the one listed first. A table of buildings says nothing
    of land without buildings; see ``with_land``.
    """
    if isinstance(grids, gpd.GeoDataFrame) and "building_code" not in grids.columns:
        points = shapely.point_on_surface(cells.geometry.to_numpy())
        point, area = shapely.STRtree(grids.geometry.to_numpy()).query(points, predicate="intersects")
        order = np.lexsort((area, point))
        point, area = point[order], area[order]
        place, first = np.unique(point, return_index=True)
        return pd.Series(
            grids["code"].to_numpy()[area[first]], index=cells["cell"].to_numpy()[place], dtype=object
        )
    table = (
        grids.dropna(subset=["grid_code"])
        .drop_duplicates("building_code")
        .set_index("building_code")["grid_code"]
    )
    found = cells.set_index("cell")["building_code"].map(table)
    homes: pd.Series = found.dropna()
    return homes


def with_land(
    cells: gpd.GeoDataFrame,
    grid_of_cell: pd.Series,
    adjacency: Mapping[str, tuple[np.ndarray, Adjacency]],
) -> pd.Series:
    """Give land without buildings to the neighbouring grid with the longest common open border, inwards."""
    grid = cells["cell"].map(grid_of_cell).astype(object).to_numpy(copy=True)
    is_land = cells["building_code"].isna().to_numpy()
    for members, own in adjacency.values():
        one = np.concatenate([members[own.first], members[own.second]])
        other = np.concatenate([members[own.second], members[own.first]])
        length_m, is_open = np.tile(own.length_m, 2), np.tile(own.is_open, 2)
        while True:
            joins = is_open & is_land[one] & pd.isna(grid[one]) & pd.notna(grid[other])
            if not joins.any():
                break
            order = np.flatnonzero(joins)[np.argsort(length_m[joins], kind="stable")]
            grid[one[order]] = grid[other[order]]
    return pd.Series(grid, index=cells["cell"].to_numpy(), dtype=object).dropna()


def existing_on_cells(
    cells: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame, existing: pd.DataFrame
) -> tuple[pd.DataFrame, list[Problem]]:
    """Bring an existing plan onto the cells: by the buildings' ``grid_code`` where given, else by location.

    Parameters
    ----------
    existing
        Layer ``grids`` (code, geometry; number, kind, name, official_code, community_code where known), or a
        table building_code, grid_code.

    Returns
    -------
    frame
        cell, grid_code, and what is known of each grid; a grid that holds no cell has a row without one.
    problems
        Grids without a cell, cells in two grids, buildings of the table that are not there.

    Raises
    ------
    InputError
        A column missing, a code empty or repeated, a building in two grids, or a plan that touches none of the cells.
    """
    require_plan(existing)
    problems: list[Problem] = []
    if _is_layer(existing):
        grids = existing.assign(code=existing["code"].astype(str).str.strip())
        frame = _grids_on_cells(cells, buildings, grids, problems)
    else:
        frame = _table_on_cells(cells, existing, problems)
    if frame["cell"].isna().all():
        raise InputError(
            "the existing plan holds none of the cells",
            chinese="现行网格不含本次的任何楼栋地块，请核对文件、坐标系和楼栋编码",
            code="existing_elsewhere",
            layer="grids",
        )
    return frame, [replace(item, layer="现行网格") for item in problems]


def _is_layer(plan: pd.DataFrame) -> bool:
    """Whether a plan comes as polygons rather than as a table of buildings."""
    return isinstance(plan, gpd.GeoDataFrame) and "building_code" not in plan.columns


def require_plan(plan: pd.DataFrame | None) -> None:
    """Raise unless a plan, where there is one, names every grid, or every building's grid, once.

    Raises
    ------
    InputError
        ``column_missing``, ``code_missing``, ``code_repeated``, with the row.
    """
    if plan is None:
        return
    _require_filled(plan, ("code",) if _is_layer(plan) else ("building_code", "grid_code"))


def _require_filled(existing: pd.DataFrame, columns: Sequence[str]) -> None:
    """Raise unless the columns are there and filled, and the first names each row once."""
    key = columns[0]
    for column in columns:
        if column not in existing.columns:
            raise _refusal(
                f"缺少字段“{column}”（图层用 code，表格用 building_code、grid_code）",
                "column_missing",
                column,
            )
        blank = existing[column].isna() | (existing[column].astype(str).str.strip() == "")
        # A building in no grid yet is a fact, not a fault.
        if column != "grid_code" and blank.any():
            row = int(np.flatnonzero(blank)[0]) + 1
            raise _refusal(f"第 {row} 行缺少“{column}”", "code_missing", column, row=row)
    twice = existing[key].astype(str).duplicated(keep=False).to_numpy()
    if key == "building_code":
        grids_of_each = existing.groupby(existing[key].astype(str))["grid_code"].transform("nunique")
        twice = twice & (grids_of_each.to_numpy() > 1)
    if twice.any():
        rows = np.flatnonzero(twice)
        value = str(existing[key].iloc[rows[0]])
        same = [int(row) + 1 for row in rows if str(existing[key].iloc[row]) == value]
        what = "重复" if key == "code" else "属于两个网格"
        raise _refusal(
            f"“{value}”{what}（第 {'、'.join(map(str, same[:5]))} 行）", "code_repeated", key, row=same[-1]
        )


def _refusal(what: str, code: str, column: str, *, row: int | None = None) -> InputError:
    return InputError(
        f"existing plan: {code} {column} row {row}",
        chinese=f"现行网格{what}",
        code=code,
        layer="grids",
        column=column,
        row=row,
    )


def _grids_on_cells(
    cells: gpd.GeoDataFrame, buildings: pd.DataFrame, grids: gpd.GeoDataFrame, problems: list[Problem]
) -> pd.DataFrame:
    """Grid of each cell from polygons, and of buildings that say their grid from what they say."""
    shapes = shapely.make_valid(shapely.force_2d(grids.geometry.to_numpy()))
    layer = grids.set_geometry(gpd.GeoSeries(shapes, index=grids.index, crs=grids.crs))
    found = grid_of_building(cells, layer)
    points = shapely.point_on_surface(cells.geometry.to_numpy())
    hit, _ = shapely.STRtree(shapes).query(points, predicate="within")
    doubly = int((np.bincount(hit, minlength=1) > 1).sum())
    if doubly:
        text = f"{doubly} 个地块同时落在两个现行网格内，按先列出的网格计"
        problems.append(problem("existing_overlap", text, "请核对现行网格边界", Severity.NOTED))
    if "grid_code" in buildings.columns and "code" in buildings.columns:
        said = buildings[["code", "grid_code"]].rename(columns={"code": "building_code"}).dropna()
        own = grid_of_building(cells, said.astype(str))
        own = own.loc[own.isin(grids["code"])]
        lived = cells.loc[cells["cell"].isin(own.index), "cell"]
        found = pd.concat([found.drop(index=found.index.intersection(lived)), own])
    table = found.rename("grid_code").rename_axis("cell").reset_index()
    facts = pd.DataFrame(grids.drop(columns="geometry")).rename(columns={"code": "grid_code"})
    missing = facts.loc[~facts["grid_code"].isin(table["grid_code"]), "grid_code"]
    for code in missing:
        text = f"网格“{code}”不含任何楼栋地块，其编号不再使用"
        problems.append(problem("grid_empty", text, "请核对该网格的边界", Severity.NOTED, value=code))
    keep = ["grid_code", *(name for name in _FACTS if name in facts.columns)]
    return table.merge(facts[keep].drop_duplicates("grid_code"), on="grid_code", how="outer")


def _table_on_cells(cells: gpd.GeoDataFrame, table: pd.DataFrame, problems: list[Problem]) -> pd.DataFrame:
    """Grid of each cell from the table's buildings."""
    known = pd.DataFrame(table[["building_code", "grid_code"]]).dropna()
    known = known.astype(str).apply(lambda column: column.str.strip())
    strange = ~known["building_code"].isin(cells["building_code"])
    if strange.any():
        first = str(known.loc[strange, "building_code"].iloc[0])
        text = f"{int(strange.sum())} 行的楼栋不在本次楼栋中，首个为“{first}”"
        problems.append(problem("building_unknown", text, "请核对楼栋编码", Severity.NOTED, value=first))
    found = grid_of_building(cells, known).rename("grid_code").rename_axis("cell").reset_index()
    gone = sorted(set(known["grid_code"]) - set(found["grid_code"]))
    return pd.concat([found, pd.DataFrame({"grid_code": gone})], ignore_index=True)


def cells_of_buildings(
    cells: gpd.GeoDataFrame, existing: pd.DataFrame | None, codes: Sequence[str]
) -> list[int]:
    """Cells of the buildings that are to stay in their existing grid.

    Raises
    ------
    InputError
        A building that is not there, or in no existing grid.
    """
    numbers = cells.dropna(subset=["building_code"]).set_index("building_code")["cell"]
    in_grid = set() if existing is None else set(existing["cell"].dropna())
    for code in codes:
        there = code in numbers.index
        if not there or int(numbers[code]) not in in_grid:
            what = "不在任何现行网格，无法锁定" if there else "不存在或未纳入，无法锁定"
            raise InputError(
                f"locked building {code}: not there or in no grid",
                chinese=f"楼栋“{code}”{what}",
                code="building_unknown",
                value=code,
            )
    return [int(numbers[code]) for code in codes]
