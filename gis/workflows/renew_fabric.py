"""Cells follow buildings and borders: say where the cells no longer fit, and cut new ones when asked.

A fabric is never edited. Where buildings or community borders have changed, a new one is cut beside it and a
crosswalk says which former cell went into which new one; plans keep the fabric they were drawn on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from gis.errors import CannotSatisfy, InputError, NotAllowed, NotFound
from gis.model.access import Right, Scope
from gis.model.ids import FabricId, PlanId, UnitId, UserId
from gis.model.problems import Problem
from gis.model.progress import Progress, silent
from gis.model.units import UnitKind
from gis.partition.cells import build_cells
from gis.space.layers import Layer
from gis.store import fabrics, units
from gis.store.engine import Connection, Store
from gis.store.layers import read_layer
from gis.store.micro_grids import copy_micro_grids
from gis.store.plan_grids import copy_colours
from gis.store.plans import import_plan, plan_in_force, read_plan, read_plan_grids
from gis.store.units import UnitRecord
from gis.workflows.load_world import assign_cells

#: A cell keeps at least this share of its ground in its own community, or the border cuts it. The rest is
#: the rounding of shapes that were cut in metres.
WHOLE_SHARE = 0.999
JOB_KIND = "renew_cells"
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
        Frames of ``gis.space.layers``, EPSG:4326. A building outside every community can have no cell, and that
        it has none is not told; on the border it is inside.
    """
    homes = cells[cells["building_code"].notna()]
    of_building = pd.Series(homes.geometry.to_numpy(dtype=object), index=homes["building_code"].astype(str))
    codes = buildings["code"].astype(str).to_numpy()
    held = np.isin(codes, of_building.index.to_numpy())
    points = shapely.point_on_surface(buildings.geometry.to_numpy())
    outside = ~shapely.intersects(of_building.reindex(codes[held]).to_numpy(), points[held])
    return CellDrift(
        without_cell=tuple(codes[~held & _inside(points, communities)]),
        emptied=tuple(sorted(set(of_building.index) - set(codes))),
        moved=tuple(codes[held][outside]),
        cut_cells=() if communities is None else _cut(cells, communities),
    )


def _inside(points: npt.NDArray[np.object_], communities: gpd.GeoDataFrame | None) -> npt.NDArray[np.bool_]:
    if communities is None:
        return np.ones(len(points), dtype=bool)
    ground = shapely.union_all(communities.geometry.to_numpy())
    shapely.prepare(ground)
    found: npt.NDArray[np.bool_] = shapely.intersects(ground, points)
    return found


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


@dataclass(frozen=True, slots=True)
class RenewedDraft:
    """A draft with the grids in force upon new cells.

    Attributes
    ----------
    unplaced_buildings
        Buildings in no grid: new ones, and those whose grid is of another community now.
    """

    plan_id: PlanId
    unplaced_buildings: int


def draft_on_new_cells(
    store: Store, scope: Scope, *, territory: str, name: str, progress: Progress = silent
) -> RenewedDraft:
    """Cut the cells anew from what is in force, and begin a draft with the grids in force upon them.

    A building stays in its grid wherever it stands now; land goes by a point on its surface. New buildings are
    in no grid until somebody gives them to one.

    Raises
    ------
    NotAllowed
        The person may not draft plans.
    CannotSatisfy
        ``plan_missing``: no plan is in force; ``cells_fit``: the cells fit what is in force; ``layers_missing``.
    """
    if not scope.may(Right.DRAFT_PLANS):
        raise NotAllowed("may not draft plans", chinese="您的角色不能起草方案", code="right_missing")
    with store.system() as connection:
        subdistrict = only_subdistrict(connection, territory)
        present = plan_in_force(connection, subdistrict.unit_id)
        if present is None:
            raise CannotSatisfy(
                "no plan in force", chinese="还没有执行中的方案，请先导入或划分网格", code="plan_missing"
            )
        fabric_id = fitting_fabric(connection, subdistrict.unit_id, subdistrict.path)
        if fabric_id == read_plan(connection, present).fabric_id:
            raise CannotSatisfy(
                "the cells fit",
                chinese="现行方案的单元格与楼栋、社区边界相符，不需要重划；请在方案页直接起草",
                code="cells_fit",
            )
        if fabric_id is None:
            cells, _ = cut_cells(connection, subdistrict.path, progress=progress)
            fabric_id = keep_cells(connection, cells, subdistrict_id=subdistrict.unit_id, by=scope.user_id)
        progress("归入现行网格", 0, 0)
        kept = fabrics.read_cells(connection, fabric_id)
        assigned = _as_in_force(connection, kept, territory)
        plan_id = import_plan(
            connection,
            read_plan_grids(connection, present),
            assigned,
            subdistrict_id=subdistrict.unit_id,
            fabric_id=fabric_id,
            name=name,
            by=scope.user_id,
        )
        copy_micro_grids(connection, present, plan_id)
        copy_colours(connection, present, plan_id)
    lost = assigned["grid_code"].isna().to_numpy() & kept["building_code"].notna().to_numpy()
    return RenewedDraft(plan_id, int(lost.sum()))


def only_subdistrict(connection: Connection, territory: str) -> UnitRecord:
    """Read the one sub-district of a territory.

    Raises
    ------
    InputError
        There is none in force, or several (``subdistrict_unclear``).
    """
    found = read_layer(connection, Layer.SUBDISTRICTS, territory=territory)
    if len(found) != 1:
        raise InputError(
            f"territory {territory!r} has {len(found)} sub-districts",
            chinese=f"“{territory}”下启用中的街道有 {len(found)} 个，网格需要正好一个",
            code="subdistrict_unclear",
        )
    code = str(found["code"].iloc[0])
    return units.unit_by_code(connection, UnitKind.SUBDISTRICT, code, territory=territory)


def _as_in_force(connection: Connection, cells: gpd.GeoDataFrame, territory: str) -> pd.DataFrame:
    """Give cells the grids in force: cell, grid_code; none where the grid is of another community."""
    layers = {
        layer: read_layer(connection, layer, territory=territory)
        for layer in (Layer.GRIDS, Layer.GRID_BUILDINGS)
    }
    assigned = assign_cells(cells, layers)
    community = layers[Layer.GRIDS].set_index("code")["community_code"]
    is_foreign = assigned["grid_code"].map(community).to_numpy() != cells["community_code"].to_numpy()
    return assigned.assign(grid_code=assigned["grid_code"].mask(is_foreign, None))


def run_job(store: Store, scope: Scope, arguments: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """Run ``draft_on_new_cells`` as a job: arguments ``territory`` and ``name``."""
    made = draft_on_new_cells(
        store, scope, territory=str(arguments["territory"]), name=str(arguments["name"]), progress=progress
    )
    return {"plan_id": int(made.plan_id), "unplaced_buildings": made.unplaced_buildings}
