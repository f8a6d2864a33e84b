"""Read a plan as a book of its grids, from which files and papers are made: a draft, one in force, or that of a day.

The shapes are the unions of cells, so that neighbours share every vertex; the figures are those of the book's day.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import geopandas as gpd
import pandas as pd

from gis.errors import NotFound
from gis.model.ids import PlanId, UnitId
from gis.model.plans import PLAN_STATE_CHINESE, PlanState
from gis.model.units import UnitKind
from gis.space.layers import Layer
from gis.space.measure import areas_m2
from gis.space.validity import unite_coverage
from gis.store import editions, fabrics, layers, micro_grids, plans, units
from gis.store.engine import Connection
from gis.store.plans import PlanRecord
from gis.store.units import UnitRecord


@dataclass(frozen=True, slots=True)
class PlanBook:
    """A plan on a day, of a whole sub-district or of one of its communities.

    Attributes
    ----------
    plan, place
        The plan, and the sub-district or community it is read for.
    on
        The day that households, names and shapes are those of.
    grids
        grid_id, code, official_code (None until assigned), name, number, kind, community_id, community_code,
        community_name, households, residents, buildings, micro_grids, estates (names joined by 、, the one with
        the most households first), area_m2, geometry (EPSG:4326). Ordered by community and number; grids
        without cells are left out and counted in ``empty_grids``.
    buildings
        code, name, use, storeys, stairwells, households, residents, unit_id, estate_code, estate_name,
        community_code, community_name, grid_id (Int64), grid_code, grid_name, official_code (of the grid; all
        four missing where in none), geometry.
    communities, estates
        Frames of ``space.layers``, of the place.
    """

    plan: PlanRecord
    place: UnitRecord
    on: date
    grids: gpd.GeoDataFrame
    buildings: gpd.GeoDataFrame
    communities: gpd.GeoDataFrame
    estates: gpd.GeoDataFrame
    empty_grids: int

    @property
    def state_chinese(self) -> str:
        """What the plan's state is called."""
        return PLAN_STATE_CHINESE[self.plan.state]

    @property
    def households_unassigned(self) -> int:
        """Households of the place's buildings that are in no grid."""
        return int(self.buildings.loc[self.buildings["grid_id"].isna(), "households"].sum())


def day_of(plan: PlanRecord, today: date) -> date:
    """Choose the day to read a plan as of: its last day where it has ended, its first where that is still to come."""
    if plan.state is PlanState.SUPERSEDED and plan.to_date is not None:
        return plan.to_date - timedelta(days=1)
    return max(today, plan.from_date) if plan.from_date is not None else today


def find_plan(connection: Connection, subdistrict_id: UnitId, *, at: date | None = None) -> PlanId:
    """Name the plan in force on a day, today where not given.

    Raises
    ------
    NotFound
        None was (``plan_missing``).
    """
    plan_id = plans.plan_in_force(connection, subdistrict_id, at=at)
    if plan_id is None:
        raise NotFound(
            f"no plan of {subdistrict_id} in force on {at or 'today'}",
            chinese=f"{f'{at} 这一天' if at else '现在'}没有执行中的网格方案",
            code="plan_missing",
        )
    return plan_id


def read_book(
    connection: Connection, plan_id: PlanId, *, community_code: str | None = None, at: date | None = None
) -> PlanBook:
    """Read a plan as a book.

    Parameters
    ----------
    community_code
        Only this community of the plan's sub-district.
    at
        The day whose figures are wanted; the plan's own (see ``day_of``) where not given.

    Raises
    ------
    NotFound
        There is no such plan that the session may see (``plan_unknown``), or no such community (``unit_unknown``).
    """
    plan = plans.read_plan(connection, plan_id)
    on = at or day_of(plan, editions.today(connection))
    place = units.read_unit(connection, plan.subdistrict_id, at=on)
    if community_code is not None:
        place = units.unit_by_code(
            connection, UnitKind.COMMUNITY, community_code, territory=place.territory, at=on
        )
    communities, estates, buildings = (
        layers.read_layer(connection, layer, within=place.path, at=on)
        for layer in (Layer.COMMUNITIES, Layer.ESTATES, Layer.BUILDINGS)
    )
    rows = plans.read_plan_grids(connection, plan_id, at=on)
    rows = rows[rows["community_code"].isin(communities["code"])]
    cells = _cells_with_grids(connection, plan, place, on)
    buildings = _with_names(buildings, rows, cells, communities, estates)
    grids = _shaped(rows, cells, communities)
    parts = micro_grids.read_micro_grids(connection, plan_id)
    grids = _counted(grids, buildings, parts)
    return PlanBook(
        plan, place, on, grids, buildings, gpd.GeoDataFrame(communities), gpd.GeoDataFrame(estates),
        empty_grids=len(rows) - len(grids),
    )  # fmt: skip


def _cells_with_grids(
    connection: Connection, plan: PlanRecord, place: UnitRecord, on: date
) -> gpd.GeoDataFrame:
    cells = fabrics.read_cells(connection, plan.fabric_id, within=place.path, at=on)
    return cells.merge(plans.read_assignment(connection, plan.plan_id), on="cell_id", how="left")


def _with_names(
    buildings: pd.DataFrame,
    rows: pd.DataFrame,
    cells: gpd.GeoDataFrame,
    communities: pd.DataFrame,
    estates: pd.DataFrame,
) -> gpd.GeoDataFrame:
    """Put each building under its grid of this plan, which need not be the one in force."""
    grid_of = cells.dropna(subset=["building_id"]).drop_duplicates("building_id")
    grid_ids = buildings["unit_id"].map(grid_of.set_index("building_id")["grid_id"]).astype("Int64")
    grids = rows.set_index("grid_id")
    return gpd.GeoDataFrame(
        buildings.assign(
            grid_id=grid_ids,
            grid_code=_looked_up(grid_ids, grids["code"]),
            grid_name=_looked_up(grid_ids, grids["name"]),
            official_code=_looked_up(grid_ids, grids["official_code"]),
            community_name=_looked_up(buildings["community_code"], communities.set_index("code")["name"]),
            estate_name=_looked_up(buildings["estate_code"], estates.set_index("code")["name"]),
        )
    )


def _looked_up(keys: pd.Series, table: pd.Series) -> pd.Series:
    """Look keys up; None where there is nothing."""
    found = keys.map(table).astype(object)
    return found.where(found.notna(), None)


def _shaped(rows: pd.DataFrame, cells: gpd.GeoDataFrame, communities: pd.DataFrame) -> gpd.GeoDataFrame:
    """Give each grid the union of its cells."""
    groups = cells.dropna(subset=["grid_id"]).groupby("grid_id")["geometry"]
    shapes = {int(grid): unite_coverage(own.to_numpy()) for grid, own in groups}
    kept = rows[rows["grid_id"].isin(list(shapes))].reset_index(drop=True)
    geometry = gpd.GeoSeries([shapes[int(grid)] for grid in kept["grid_id"]], crs=cells.crs)
    official = kept["official_code"].astype(object)
    return gpd.GeoDataFrame(
        kept.drop(columns=["is_locked", "colour", "cells"]).assign(
            official_code=official.where(official.notna() & (official != ""), None),
            community_name=_looked_up(kept["community_code"], communities.set_index("code")["name"]),
            area_m2=areas_m2(geometry).round().astype(int),
        ),
        geometry=geometry,
    )


def _counted(grids: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame, parts: pd.DataFrame) -> gpd.GeoDataFrame:
    """Add to each grid how many buildings and micro-grids it has, and its estates' names."""
    counts = buildings.groupby("grid_id").size()
    micro = parts.groupby("grid_id")["micro_grid_id"].nunique()
    return grids.assign(
        buildings=grids["grid_id"].map(counts).fillna(0).astype(int),
        micro_grids=grids["grid_id"].map(micro).fillna(0).astype(int),
        estates=grids["grid_id"].map(_estates_of(buildings)).fillna(""),
    )


def _estates_of(buildings: gpd.GeoDataFrame) -> dict[int, str]:
    """Name the estates with buildings in each grid, that with the most households first."""
    inside = buildings.dropna(subset=["grid_id", "estate_name"])
    sums = inside.groupby(["grid_id", "estate_name"])["households"].sum()
    found: dict[int, list[str]] = {}
    for grid, estate in sums.sort_values(ascending=False, kind="stable").index:
        found.setdefault(int(grid), []).append(str(estate))
    return {grid: "、".join(names) for grid, names in found.items()}
