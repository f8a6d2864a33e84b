"""Lay results on H3 cells; people stay on buildings, a cell only sums those whose place it holds."""

import geopandas as gpd
import numpy as np
import pandas as pd

from gis.coverage.inputs import places_of
from gis.errors import InputError
from gis.space import h3cells

RESOLUTIONS = range(8, 12)


def check_resolution(resolution: int) -> int:
    """Refuse a resolution outside 8-11 (``resolution_invalid``)."""
    if resolution not in RESOLUTIONS:
        raise InputError(
            f"resolution {resolution}",
            chinese=f"H3 分辨率应为 8 到 11，给出的是 {resolution}",
            code="resolution_invalid",
            value=str(resolution),
        )
    return resolution


def cells_of(buildings: gpd.GeoDataFrame, resolution: int) -> "pd.Series[str]":
    """Cell (15-character text) of each building; empty where it has no place."""
    lon, lat = places_of(np.asarray(buildings.geometry.array, dtype=object))
    placed = np.isfinite(lon)
    cells = np.full(len(buildings), "", dtype=object)
    cells[placed] = h3cells.to_hex(h3cells.cells_at(lon[placed], lat[placed], resolution=resolution))
    return pd.Series(cells, index=buildings.index)


def sum_cells(buildings: gpd.GeoDataFrame, items: list[str], resolution: int) -> gpd.GeoDataFrame:
    """Sum judged buildings by cell.

    Parameters
    ----------
    buildings
        With ``h3`` at this resolution, ``households``, ``all_six`` and for each item ``{item}_seconds`` and
        ``{item}_status``.

    Returns
    -------
    GeoDataFrame
        One row per cell that holds a building; ``{item}_seconds`` is the mean over the households that
        reach the item, NaN where none does.
    """
    placed = buildings[buildings["h3"] != ""]
    households = placed["households"]
    columns: dict[str, pd.Series[float]] = {
        "buildings": pd.Series(1, index=placed.index),
        "households": households,
        "all_six_households": households.where(placed["all_six"], 0),
    }
    for item in items:
        seconds = placed[f"{item}_seconds"]
        columns[f"{item}_covered_households"] = households.where(placed[f"{item}_status"] == "covered", 0)
        columns[f"{item}_walk"] = (seconds * households).where(seconds.notna(), 0.0)
        columns[f"{item}_reached"] = households.where(seconds.notna(), 0)
    sums = pd.DataFrame(columns).groupby(placed["h3"]).sum()
    for item in items:
        reached = sums.pop(f"{item}_reached")
        sums[f"{item}_seconds"] = sums.pop(f"{item}_walk") / reached.where(reached > 0)
    return _drawn(sums.reset_index().assign(resolution=resolution))


def roll_up(cells: gpd.GeoDataFrame, resolution: int) -> gpd.GeoDataFrame:
    """Sum cells into their parents; households are conserved, seconds weighted by covered households."""
    if len(cells) and resolution >= int(cells["resolution"].iloc[0]):
        return cells
    parents = h3cells.parents(h3cells.from_hex(cells["h3"]), resolution=resolution)
    plain = pd.DataFrame(cells.drop(columns=["geometry", "resolution", "h3"]))
    counts = [name for name in plain.columns if not str(name).endswith("_seconds")]
    texts = pd.Series(h3cells.to_hex(parents), index=cells.index, name="h3")
    sums = plain[counts].groupby(texts).sum()
    for name in plain.columns.difference(counts):
        weight = plain["households"].where(plain[name].notna(), 0)
        walked = (plain[name].fillna(0) * weight).groupby(texts).sum()
        reached = weight.groupby(texts).sum()
        sums[name] = walked / reached.where(reached > 0)
    return _drawn(sums.reset_index().assign(resolution=resolution))


def _drawn(cells: pd.DataFrame) -> gpd.GeoDataFrame:
    outlines = h3cells.outlines(h3cells.from_hex(cells["h3"]))
    return gpd.GeoDataFrame(cells, geometry=outlines, crs="EPSG:4326")
