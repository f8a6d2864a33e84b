"""What a planner should look at in a plan (待调整): what is in no grid, out of the band, in pieces, or split.

The panel's quick list, on every edit; the whole plan's judge is ``gis.partition.check_cells``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gis.model.bands import Band
from gis.model.ids import CellId, UnitId
from gis.model.units import GridKind
from gis.redraw.sketch import Sketch
from gis.redraw.totals import grid_totals

Box = tuple[float, float, float, float]


class AttentionKind(StrEnum):
    """Why to look."""

    UNASSIGNED = "unassigned"
    OUT_OF_BAND = "out_of_band"
    DETACHED = "detached"
    ESTATE_SPLIT = "estate_split"


@dataclass(frozen=True, slots=True)
class Attention:
    """One thing to look at.

    Attributes
    ----------
    chinese
        What, in a sentence.
    grid_id, estate_id
        Which, where it is about one.
    households
        Of the cells meant.
    cell_ids
        Where.
    box
        (west, south, east, north) of those cells in degrees; the community's own where a grid is empty.
    """

    kind: AttentionKind
    chinese: str
    grid_id: UnitId | None
    community_id: UnitId
    estate_id: UnitId | None
    households: int
    cell_ids: tuple[CellId, ...]
    box: Box


def find_problems(
    cells: gpd.GeoDataFrame, sketch: Sketch, *, band: Band, pairs: NDArray[np.int64]
) -> list[Attention]:
    """List what needs a look: unassigned first, then grids out of the band, in pieces, and estates split.

    Parameters
    ----------
    cells
        The fabric: ``cell``, ``community_id``, ``building_id``, ``estate_id``, ``households``, geometry
        (EPSG:4326); ``estate_name`` is used where present.
    band
        Of residential grids; dedicated ones are sized otherwise and never out of it.
    pairs
        Row positions of cells that share an edge, one pair a row.
    """
    rows = cells.assign(
        grid_id=cells["cell"].map(pd.Series(sketch.grid_of_cell, dtype="Int64")).astype("Int64"),
        estate_id=cells["estate_id"].astype("Int64"),
        households=cells["households"].fillna(0).astype("int64"),
    )
    return [
        *_unassigned(rows, pairs),
        *_out_of_band(rows, sketch, band),
        *_detached(rows, sketch, pairs),
        *_split_estates(rows, band),
    ]


def _about(
    rows: gpd.GeoDataFrame,
    kind: AttentionKind,
    chinese: str,
    *,
    grid_id: UnitId | None = None,
    estate_id: UnitId | None = None,
) -> Attention:
    """Say something of the given cells."""
    west, south, east, north = (float(edge) for edge in rows.total_bounds)
    return Attention(
        kind,
        chinese,
        grid_id,
        UnitId(int(rows["community_id"].iloc[0])),
        estate_id,
        int(rows["households"].sum()),
        tuple(CellId(int(cell)) for cell in rows["cell"]),
        (west, south, east, north),
    )


def _pieces(member: NDArray[np.bool_], pairs: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Cut the chosen rows into connected pieces (row positions), the largest first."""
    positions = np.flatnonzero(member)
    place = np.full(len(member), -1)
    place[positions] = np.arange(len(positions))
    inner = pairs[member[pairs[:, 0]] & member[pairs[:, 1]]] if len(pairs) else pairs.reshape(0, 2)
    links = coo_array(
        (np.ones(len(inner)), (place[inner[:, 0]], place[inner[:, 1]])),
        shape=(len(positions), len(positions)),
    )
    count, label = connected_components(links, directed=False)
    return sorted((positions[label == piece] for piece in range(count)), key=len, reverse=True)


def _unassigned(rows: gpd.GeoDataFrame, pairs: NDArray[np.int64]) -> Iterator[Attention]:
    """Homes in no grid: each connected group of one community; empty land needs no grid to be counted."""
    homeless = rows["grid_id"].isna() & (rows["households"] > 0)
    for _, community in rows[homeless].groupby("community_id"):
        member = rows.index.isin(community.index)
        for piece in _pieces(member, pairs):
            group = rows.iloc[piece]
            households, buildings = int(group["households"].sum()), int(group["building_id"].notna().sum())
            where = _estate_names(group)
            yield _about(group, AttentionKind.UNASSIGNED, f"{where}{buildings} 栋 {households} 户未划入网格")


def _estate_names(group: gpd.GeoDataFrame) -> str:
    """Name the estates of some cells, at most two; empty where none has a name."""
    if "estate_name" not in group.columns:
        return ""
    names = [str(name) for name in group["estate_name"].dropna().unique()[:2]]
    return "、".join(names) + (" " if names else "")


def _out_of_band(rows: gpd.GeoDataFrame, sketch: Sketch, band: Band) -> Iterator[Attention]:
    """Residential grids with fewer or more households than the band, whose bounds are inside it."""
    for grid_id, households in grid_totals(rows, sketch)["households"].items():
        grid = sketch.grids[UnitId(int(str(grid_id)))]
        if grid.kind is GridKind.DEDICATED or band.holds(int(households)):
            continue
        own = rows[rows["grid_id"] == grid.grid_id]
        shown = own if len(own) else rows[rows["community_id"] == grid.community_id]
        bound, word = (
            (band.max_households, "多于上限")
            if households > band.max_households
            else (band.min_households, "少于下限")
        )
        told = _about(
            shown,
            AttentionKind.OUT_OF_BAND,
            f"{grid.name} {households} 户，{word} {bound} 户",
            grid_id=grid.grid_id,
        )
        yield told if len(own) else _emptied(told)


def _emptied(told: Attention) -> Attention:
    """Leave the place, but not the cells or households, of a grid that has none."""
    return Attention(
        told.kind, told.chinese, told.grid_id, told.community_id, told.estate_id, 0, (), told.box
    )


def _detached(rows: gpd.GeoDataFrame, sketch: Sketch, pairs: NDArray[np.int64]) -> Iterator[Attention]:
    """Pieces of a grid that do not touch its largest; a corner is no touch."""
    codes = rows["grid_id"].fillna(-1).to_numpy(dtype=np.int64)
    inner = pairs[codes[pairs[:, 0]] == codes[pairs[:, 1]]] if len(pairs) else pairs.reshape(0, 2)
    links = coo_array((np.ones(len(inner)), (inner[:, 0], inner[:, 1])), shape=(len(rows), len(rows)))
    _, label = connected_components(links, directed=False)
    pieces = pd.Series(label[codes >= 0]).groupby(codes[codes >= 0]).nunique()
    for grid_id in pieces[pieces > 1].index:
        grid = sketch.grids[UnitId(int(grid_id))]
        for piece in _pieces(codes == grid_id, pairs)[1:]:
            group = rows.iloc[piece]
            text = f"{grid.name}有一块与主体不相连（{int(group['households'].sum())} 户）"
            yield _about(group, AttentionKind.DETACHED, text, grid_id=grid.grid_id)


def _split_estates(rows: gpd.GeoDataFrame, band: Band) -> Iterator[Attention]:
    """Estates in more grids than their households ask for: more than ⌈households / max⌉."""
    homes = rows[rows["estate_id"].notna() & rows["grid_id"].notna() & (rows["households"] > 0)]
    for estate_id, estate in homes.groupby("estate_id"):
        grids, households = estate["grid_id"].nunique(), int(estate["households"].sum())
        if grids > max(1, -(-households // band.max_households)):
            name = _estate_names(estate).strip() or "小区"
            text = f"{name}（{households} 户）分属 {grids} 个网格"
            yield _about(estate, AttentionKind.ESTATE_SPLIT, text, estate_id=UnitId(int(str(estate_id))))
