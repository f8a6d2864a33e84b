"""What a planner should look at in a plan (待调整): what is in no grid, out of the band, in pieces, or split.

The panel's quick list, on every edit; the whole plan's judge is ``gis.partition.check_cells``.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gis.model.bands import CommunityBands
from gis.model.ids import CellId, UnitId
from gis.model.units import GridKind
from gis.redraw.sketch import Sketch

Box = tuple[float, float, float, float]
Integers = NDArray[np.int64]
NONE = -1


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


@dataclass(frozen=True, slots=True)
class _Cells:
    """The fabric and the plan as arrays, one place per cell; ``NONE`` where there is no estate or grid."""

    cell: Integers
    community: Integers
    estate: Integers
    estate_name: NDArray[np.object_]
    has_building: NDArray[np.bool_]
    households: Integers
    grid: Integers
    bounds: NDArray[np.float64]

    @classmethod
    def of(cls, cells: gpd.GeoDataFrame, sketch: Sketch) -> "_Cells":
        """Lay out a frame and a sketch."""
        named = cells["estate_name"] if "estate_name" in cells.columns else pd.Series(None, index=cells.index)
        ids = cells["cell"].to_numpy(dtype=np.int64)
        in_grid = (sketch.grid_of_cell[CellId(cell)] for cell in ids.tolist())
        return cls(
            cell=ids,
            community=cells["community_id"].to_numpy(dtype=np.int64),
            estate=cells["estate_id"].fillna(NONE).to_numpy(dtype=np.int64),
            estate_name=named.astype(object).where(named.notna(), "").to_numpy(dtype=object),
            has_building=cells["building_id"].notna().to_numpy(dtype=bool),
            households=cells["households"].fillna(0).to_numpy(dtype=np.int64),
            grid=np.array([NONE if grid is None else grid for grid in in_grid], dtype=np.int64),
            bounds=shapely.bounds(cells.geometry.to_numpy()),
        )

    def lived_in(self, places: Integers) -> int:
        """Households of some cells."""
        return int(self.households[places].sum())

    def names(self, places: Integers) -> str:
        """Name the estates of some cells, at most two, with a space behind; empty where none has a name."""
        found = dict.fromkeys(str(name) for name in self.estate_name[places] if name)
        return "、".join(list(found)[:2]) + (" " if found else "")

    def attention(
        self,
        kind: AttentionKind,
        chinese: str,
        places: Integers,
        *,
        grid_id: UnitId | None = None,
        estate_id: UnitId | None = None,
    ) -> Attention:
        """Say something of the cells at some places."""
        low, high = self.bounds[places, :2].min(axis=0), self.bounds[places, 2:].max(axis=0)
        return Attention(
            kind,
            chinese,
            grid_id,
            UnitId(int(self.community[places[0]])),
            estate_id,
            self.lived_in(places),
            tuple(CellId(cell) for cell in self.cell[places].tolist()),
            (float(low[0]), float(low[1]), float(high[0]), float(high[1])),
        )


def find_problems(
    cells: gpd.GeoDataFrame, sketch: Sketch, *, bands: CommunityBands, pairs: Integers
) -> list[Attention]:
    """List what needs a look: unassigned first, then grids out of the band, in pieces, and estates split.

    Parameters
    ----------
    cells
        The fabric: ``cell``, ``community_id``, ``building_id``, ``estate_id``, ``households``, geometry
        (EPSG:4326); ``estate_name`` is used where present.
    bands
        Of residential grids, by their community; dedicated ones are sized otherwise and never out of it.
    pairs
        Row positions of cells that one can go between, one pair a row.
    """
    laid = _Cells.of(cells, sketch)
    return [
        *_unassigned(laid, pairs),
        *_out_of_band(laid, sketch, bands),
        *_detached(laid, sketch, pairs),
        *_split_estates(laid, bands),
    ]


def label_pieces(group: Integers, pairs: Integers) -> Integers:
    """Label connected pieces: cells are joined where a pair has them in the same group, ``NONE`` joins none.

    Parameters
    ----------
    group
        A number per cell.
    pairs
        Positions of cells that one can go between, a pair a row.
    """
    one, other = (pairs[:, 0], pairs[:, 1]) if len(pairs) else (np.empty(0, np.int64),) * 2
    keep = (group[one] == group[other]) & (group[one] != NONE)
    links = coo_array((np.ones(int(keep.sum())), (one[keep], other[keep])), shape=(len(group),) * 2)
    _, label = connected_components(links, directed=False)
    return np.asarray(label, dtype=np.int64)


def _pieces(members: Integers, label: Integers) -> list[Integers]:
    """Cut some places into their pieces, the one with most cells first."""
    pieces = [members[label[members] == piece] for piece in dict.fromkeys(label[members].tolist())]
    return sorted(pieces, key=len, reverse=True)


def _unassigned(cells: _Cells, pairs: Integers) -> Iterator[Attention]:
    """Cells in no grid: each connected group of one community; a plan with land in no grid has a hole."""
    homeless = cells.grid == NONE
    label = label_pieces(np.where(homeless, cells.community, NONE), pairs)
    for piece in _pieces(np.flatnonzero(homeless), label):
        buildings = int(cells.has_building[piece].sum())
        what = f"{buildings} 栋 {cells.lived_in(piece)} 户" if buildings else f"{len(piece)} 块空地"
        text = f"{cells.names(piece)}{what}未划入网格"
        yield cells.attention(AttentionKind.UNASSIGNED, text, piece)


def _out_of_band(cells: _Cells, sketch: Sketch, bands: CommunityBands) -> Iterator[Attention]:
    """Residential grids with fewer or more households than the band, whose bounds are inside it."""
    for grid_id, grid in sketch.grids.items():
        own = np.flatnonzero(cells.grid == grid_id)
        households, band = cells.lived_in(own), bands.of(grid.community_id)
        if grid.kind is GridKind.DEDICATED or band.holds(households):
            continue
        is_over = households > band.max_households
        bound, word = (band.max_households, "多于上限") if is_over else (band.min_households, "少于下限")
        text = f"{grid.name} {households} 户，{word} {bound} 户"
        if len(own):
            yield cells.attention(AttentionKind.OUT_OF_BAND, text, own, grid_id=grid_id)
        else:
            # An empty grid has no place of its own; its community's is shown.
            around = np.flatnonzero(cells.community == grid.community_id)
            told = cells.attention(AttentionKind.OUT_OF_BAND, text, around, grid_id=grid_id)
            yield replace(told, households=0, cell_ids=())


def _detached(cells: _Cells, sketch: Sketch, pairs: Integers) -> Iterator[Attention]:
    """Pieces of a grid that do not touch its largest; a corner is no touch."""
    label = label_pieces(cells.grid, pairs)
    seen = np.unique(np.column_stack([cells.grid, label])[cells.grid != NONE], axis=0)
    grids, counts = np.unique(seen[:, 0], return_counts=True)
    for grid_id in grids[counts > 1].tolist():
        for piece in _pieces(np.flatnonzero(cells.grid == grid_id), label)[1:]:
            text = f"{sketch.name_of(UnitId(grid_id))}有一块与主体不相连（{cells.lived_in(piece)} 户）"
            yield cells.attention(AttentionKind.DETACHED, text, piece, grid_id=UnitId(grid_id))


def _split_estates(cells: _Cells, bands: CommunityBands) -> Iterator[Attention]:
    """Estates in more grids than their households ask for: more than ⌈households / max⌉."""
    homes = (cells.estate != NONE) & (cells.grid != NONE) & (cells.households > 0)
    seen = np.unique(np.column_stack([cells.estate, cells.grid])[homes], axis=0)
    estates, counts = np.unique(seen[:, 0], return_counts=True)
    for estate_id, grids in zip(estates.tolist(), counts.tolist(), strict=True):
        own = np.flatnonzero(homes & (cells.estate == estate_id))
        households = cells.lived_in(own)
        communities, parts = np.unique(cells.community[own], return_counts=True)
        # An estate in two communities is held to the band of the one with more of its cells, as the judge does.
        most = bands.of(UnitId(int(communities[parts.argmax()]))).max_households
        if grids > max(1, -(-households // most)):
            name = cells.names(own).strip() or "小区"
            text = f"{name}（{households} 户）分属 {grids} 个网格"
            yield cells.attention(AttentionKind.ESTATE_SPLIT, text, own, estate_id=UnitId(estate_id))
