"""Cells follow buildings and borders: say where the cells no longer fit, and cut new ones when asked.

A fabric is never edited. Where buildings or community borders have changed, a new one is cut beside it and a
crosswalk says which former cell went into which new one; plans keep the fabric they were drawn on.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis.errors import CannotSatisfy, NotFound
from gis.model.ids import FabricId, UnitId, UserId
from gis.model.problems import Problem
from gis.model.progress import Progress, silent
from gis.partition.cells import build_cells
from gis.space.layers import Layer
from gis.store import fabrics
from gis.store.engine import Connection
from gis.store.layers import read_layer

#: A cell keeps at least this share of its ground in its own community, or the border cuts it. The rest is
#: the rounding of shapes that were cut in metres.
WHOLE_SHARE = 0.999
_CUT_BY = (Layer.COMMUNITIES, Layer.ESTATES, Layer.STREETS, Layer.BARRIERS)


@dataclass(frozen=True, slots=True)
class CellDrift:
    """Where cells no longer fit what is built.

    Attributes
    ----------
    without_cell
        Codes of buildings that have no cell.
    emptied
        Codes of buildings whose cell stands and who are gone.
    moved
        Codes of buildings whose representative point lies outside their cell; on its edge is inside.
    cut_cells
        Cells of which a community's border leaves less than ``WHOLE_SHARE`` in their own community.
    """

    without_cell: tuple[str, ...]
    emptied: tuple[str, ...]
    moved: tuple[str, ...]
    cut_cells: tuple[int, ...]

    @property
    def is_none(self) -> bool:
        """Whether every cell still fits."""
        return not (self.without_cell or self.emptied or self.moved or self.cut_cells)


def find_drift(
    cells: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame, communities: gpd.GeoDataFrame | None = None
) -> CellDrift:
    """Hold cells against buildings, and against community borders where given.

    Parameters
    ----------
    cells
        As ``gis.store.fabrics.read_cells`` gives them.
    buildings, communities
        Frames of ``gis.space.layers``, EPSG:4326. A building outside every community can have no cell and is
        not told; on the border it is inside.
    """
    if communities is not None:
        ground = shapely.union_all(communities.geometry.to_numpy())
        shapely.prepare(ground)
        inside = shapely.intersects(ground, shapely.point_on_surface(buildings.geometry.to_numpy()))
        buildings = buildings[inside]
    homes = cells[cells["building_code"].notna()]
    of_building = pd.Series(homes.geometry.to_numpy(dtype=object), index=homes["building_code"].astype(str))
    codes = buildings["code"].astype(str).to_numpy()
    held = np.isin(codes, of_building.index.to_numpy())
    points = shapely.point_on_surface(buildings.geometry.to_numpy())[held]
    outside = ~shapely.intersects(of_building.reindex(codes[held]).to_numpy(), points)
    return CellDrift(
        without_cell=tuple(codes[~held]),
        emptied=tuple(sorted(set(of_building.index) - set(codes))),
        moved=tuple(codes[held][outside]),
        cut_cells=() if communities is None else _cut(cells, communities),
    )


def _cut(cells: gpd.GeoDataFrame, communities: gpd.GeoDataFrame) -> tuple[int, ...]:
    ground = pd.Series(communities.geometry.to_numpy(dtype=object), index=communities["code"].astype(str))
    own = ground.reindex(cells["community_code"].astype(str)).to_numpy()
    shapes = cells.geometry.to_numpy(dtype=object)
    shapely.prepare(own)
    cut = ~shapely.covers(own, shapes)
    kept = shapely.area(shapely.intersection(own[cut], shapes[cut])) / shapely.area(shapes[cut])
    return tuple(int(cell) for cell in cells["cell"].to_numpy()[cut][~(kept >= WHOLE_SHARE)])


def fitting_fabric(connection: Connection, subdistrict_id: UnitId, path: str) -> FabricId | None:
    """Name the newest fabric if its cells still fit the buildings and borders in force; None: cut anew."""
    try:
        fabric_id = fabrics.latest_fabric(connection, subdistrict_id)
    except NotFound:
        return None
    cells = fabrics.read_cells(connection, fabric_id)
    buildings, communities = (
        gpd.GeoDataFrame(read_layer(connection, layer, within=path))
        for layer in (Layer.BUILDINGS, Layer.COMMUNITIES)
    )
    return fabric_id if find_drift(cells, buildings, communities).is_none else None


def cut_cells(
    connection: Connection, path: str, *, progress: Progress = silent
) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """Cut a sub-district into cells from what is in force; nothing is kept.

    Returns
    -------
    tuple
        Cells as ``gis.partition.build_cells`` gives them, and the buildings left out of them.

    Raises
    ------
    CannotSatisfy
        ``layers_missing``: there are no communities, or no buildings, in force.
    """
    progress("划分基本单元", 0, 0)
    buildings = gpd.GeoDataFrame(read_layer(connection, Layer.BUILDINGS, within=path))
    given = {layer: gpd.GeoDataFrame(read_layer(connection, layer, within=path)) for layer in _CUT_BY}
    if buildings.empty or given[Layer.COMMUNITIES].empty:
        raise CannotSatisfy(
            "no buildings or communities in force",
            chinese="还没有启用中的社区和楼栋，无法划分单元格。请先导入并启用社区、楼栋",
            code="layers_missing",
        )
    answer = build_cells(
        buildings,
        given[Layer.COMMUNITIES],
        estates=_some(given, Layer.ESTATES),
        roads=_some(given, Layer.STREETS),
        barriers=_some(given, Layer.BARRIERS),
        progress=progress,
    )
    return answer.cells, answer.problems


def _some(given: Mapping[Layer, gpd.GeoDataFrame], layer: Layer) -> gpd.GeoDataFrame | None:
    return given[layer] if len(given[layer]) else None


def keep_cells(
    connection: Connection, cells: gpd.GeoDataFrame, *, subdistrict_id: UnitId, by: UserId | None = None
) -> FabricId:
    """Keep cells as the newest fabric, with a crosswalk from the former one where there is one."""
    try:
        former = fabrics.latest_fabric(connection, subdistrict_id)
    except NotFound:
        former = None
    fabric_id = fabrics.save_fabric(connection, cells, subdistrict_id=subdistrict_id, by=by)
    if former is not None:
        fabrics.link_fabrics(connection, former, fabric_id)
    return fabric_id
