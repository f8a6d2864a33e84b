"""Bring a plan given as polygons, or as a table of buildings, onto the cells."""

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis.partition.adjacency import Adjacency


def grid_of_building(cells: gpd.GeoDataFrame, grids: pd.DataFrame) -> pd.Series:
    """Grid code by cell number: from polygons by the cell's representative point, or from building_code.

    A point on a border between two polygons goes to the one listed first. A table of buildings says nothing
    of land without buildings; see ``with_land``.
    """
    if isinstance(grids, gpd.GeoDataFrame) and "building_code" not in grids.columns:
        points = shapely.point_on_surface(cells.geometry.to_numpy())
        point, area = shapely.STRtree(grids.geometry.to_numpy()).query(points, predicate="intersects")
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
