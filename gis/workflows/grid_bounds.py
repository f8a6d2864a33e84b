"""Write the four bounds (四至) of a plan's grids from the roads, waters, railways, estates and walls around them."""

from collections.abc import Iterator

import geopandas as gpd
import pandas as pd

from gis.model.ids import PlanId
from gis.model.progress import Progress, silent
from gis.model.units import UnitKind
from gis.redraw.bounds import REACH_M, Ground, four_bounds, lay_ground
from gis.space.layers import Layer
from gis.store import layers, units
from gis.store.engine import Connection
from gis.store.units import UnitRecord
from gis.workflows.plan_book import PlanBook, find_plan, read_book

WATER_REACH_M = 80.0
RAIL_REACH_M = 60.0
_CRS = "EPSG:4326"
_OPEN_KINDS = {"river": WATER_REACH_M, "rail": RAIL_REACH_M}


def with_bounds(connection: Connection, book: PlanBook, *, progress: Progress = silent) -> gpd.GeoDataFrame:
    """Give the book's grids a column ``bounds``, the sentence of each."""
    ground = read_ground(connection, book)
    return book.grids.assign(bounds=list(_sentences(book, ground, progress)))


def read_bounded(
    connection: Connection,
    subdistrict: UnitRecord,
    unit: UnitRecord,
    *,
    plan_id: PlanId | None = None,
    progress: Progress = silent,
) -> tuple[PlanBook, gpd.GeoDataFrame]:
    """Open a plan for a paper: its book, and its grids with their bounds.

    Parameters
    ----------
    subdistrict, unit
        Whose plan, and the sub-district itself or a community of it, whose grids alone are then read.
    plan_id
        A draft or an older plan; the one in force where not given.

    Raises
    ------
    NotFound
        ``plan_missing``, ``plan_unknown``.
    """
    chosen = plan_id or find_plan(connection, subdistrict.unit_id)
    community = unit.code if unit.kind is UnitKind.COMMUNITY else None
    book = read_book(connection, chosen, community_code=community)
    return book, with_bounds(connection, book, progress=progress)


def _sentences(book: PlanBook, ground: Ground, progress: Progress) -> Iterator[str]:
    pairs = zip(book.grids["grid_id"], book.grids["community_id"], book.grids.geometry, strict=True)
    for done, (grid_id, community_id, shape) in enumerate(pairs):
        progress("描述四至", done, len(book.grids))
        yield four_bounds(shape, ground, key=int(grid_id), group=int(community_id)).sentence()


def read_ground(connection: Connection, book: PlanBook) -> Ground:
    """Read what the grids of a plan lie between, on the book's day."""
    subdistrict = units.read_unit(connection, book.plan.subdistrict_id, at=book.on)
    read = {
        layer: layers.read_layer(connection, layer, within=subdistrict.path, at=book.on)
        for layer in (Layer.STREETS, Layer.BARRIERS, Layer.WATER, Layer.ESTATES)
    }
    barriers = read[Layer.BARRIERS]
    is_open = barriers["kind"].isin(list(_OPEN_KINDS))
    return lay_ground(
        lines=_lines(read[Layer.STREETS], barriers[is_open], read[Layer.WATER]),
        neighbours=_neighbours(connection, book, subdistrict),
        estates=_frame(read[Layer.ESTATES][["name", "geometry"]]),
        walls=_frame(barriers.loc[~is_open, ["name", "geometry"]]),
    )


def _lines(streets: pd.DataFrame, open_barriers: pd.DataFrame, water: pd.DataFrame) -> gpd.GeoDataFrame:
    """Roads, rivers, railways and banks, each with how far off it still bounds a grid."""
    parts = [
        streets[["name", "geometry"]].assign(reach_m=REACH_M),
        open_barriers[["name", "geometry"]].assign(reach_m=open_barriers["kind"].map(_OPEN_KINDS)),
        water[["name", "geometry"]].assign(reach_m=WATER_REACH_M),
    ]
    return _frame(pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True))


def _neighbours(connection: Connection, book: PlanBook, subdistrict: UnitRecord) -> gpd.GeoDataFrame:
    """The plan's grids under their short names, and every community of the sub-district for land in no grid."""
    communities = layers.read_layer(connection, Layer.COMMUNITIES, within=subdistrict.path, at=book.on)
    grids = book.grids.assign(
        key=book.grids["grid_id"],
        group=book.grids["community_id"],
        group_name=book.grids["community_name"],
        name=[
            str(name).removeprefix(str(community))
            for name, community in zip(book.grids["name"], book.grids["community_name"], strict=True)
        ],
    )
    around = communities.assign(
        key=communities["unit_id"], group=communities["unit_id"], group_name=communities["name"]
    )
    kept = ["name", "key", "group", "group_name", "geometry"]
    return _frame(pd.concat([grids[kept], around[kept]], ignore_index=True))


def _frame(frame: pd.DataFrame) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(frame, geometry="geometry", crs=_CRS)
