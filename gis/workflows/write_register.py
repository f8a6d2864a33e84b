"""Write the grid register (网格登记表) of the plan in force: every grid, its bounds, estates, households and leader."""

from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from typing import Any

import geopandas as gpd
import pandas as pd

from gis.model.access import Right, Scope
from gis.model.bands import RESIDENTIAL_BAND
from gis.model.ids import UnitId
from gis.model.plans import PLAN_STATE_CHINESE
from gis.model.progress import Progress, silent
from gis.redraw.bounds import four_bounds
from gis.reports.findings import RegisterFindings
from gis.reports.from_answer import base_layers
from gis.reports.register import TITLE, register_document
from gis.reports.write import write
from gis.space.layers import Layer
from gis.store import layers, people, plans
from gis.store.engine import Connection, Store
from gis.store.units import UnitRecord
from gis.workflows.coverage_inputs import CoverageWorld, read_world
from gis.workflows.report_files import ReportCard, ReportLabel, keep_report

GRID_LEADER = "grid_leader"
_SHOWN = ["name", "geometry"]


@dataclass(frozen=True, slots=True)
class RegisterParts:
    """What the register is made from, as read.

    Attributes
    ----------
    world
        The sub-district's layers in force.
    grids, micro_grid_parts
        Of the plan in force.
    leaders
        ``people.acting`` of the grids; empty for whoever may not see people.
    """

    world: CoverageWorld
    grids: gpd.GeoDataFrame
    micro_grid_parts: pd.DataFrame
    leaders: pd.DataFrame


def write_register_report(
    store: Store,
    scope: Scope,
    subdistrict: UnitRecord,
    unit: UnitRecord,
    *,
    suffix: str,
    made_at: datetime,
    progress: Progress = silent,
) -> ReportCard:
    """Write the register of a sub-district, or of one community, and keep its file.

    Parameters
    ----------
    subdistrict, unit
        Whose plan, and the sub-district itself or a community of it; within the scope.
    suffix
        docx, xlsx, pdf or html.
    """
    progress("读取网格", 0, 0)
    with store.session(scope) as connection:
        findings = read_register(connection, scope, subdistrict, unit, progress=progress)
    progress("写出报告", 0, 0)
    document = register_document(findings, made_at=made_at)
    facts: dict[str, object] = {"plan": findings.plan_name, "grids": len(findings.grids)}
    label = ReportLabel("register", TITLE, findings.place_name, suffix, unit.path, facts)
    return keep_report(
        store.settings.reports_dir, label, made_at=made_at, write=lambda path: write(document, path)
    )


def read_register(
    connection: Connection,
    scope: Scope,
    subdistrict: UnitRecord,
    unit: UnitRecord,
    *,
    progress: Progress = silent,
) -> RegisterFindings:
    """Read what the register of a sub-district or community needs to know."""
    parts = _read_parts(connection, scope, unit)
    world, grids = parts.world, parts.grids
    buildings = world.layers[Layer.BUILDINGS]
    plan_id = plans.plan_in_force(connection, subdistrict.unit_id)
    plan = None if plan_id is None else plans.read_plan(connection, plan_id)
    return RegisterFindings(
        place_name=unit.name,
        plan_name=plan.name if plan else "现行网格",
        plan_state=PLAN_STATE_CHINESE[plan.state] if plan else "执行中",
        grids=_described(parts, progress),
        communities=world.layers[Layer.COMMUNITIES],
        band=(RESIDENTIAL_BAND.min_households, RESIDENTIAL_BAND.max_households),
        base=base_layers(world.layers),
        is_demo=unit.is_demo,
        edition=world.edition,
        edition_date=world.edition_date,
        version=version("wangge"),
        households_in=int(buildings["households"].sum()),
        households_unassigned=int(
            buildings.loc[~buildings["grid_code"].isin(grids["code"]), "households"].sum()
        ),
    )


def _read_parts(connection: Connection, scope: Scope, unit: UnitRecord) -> RegisterParts:
    world = read_world(connection, unit)
    grids = layers.read_layer(connection, Layer.GRIDS, within=unit.path)
    micro = layers.read_layer(connection, Layer.MICRO_GRID_PARTS, within=unit.path)
    may_see = scope.may(Right.SEE_PEOPLE)
    ids = [UnitId(int(unit_id)) for unit_id in grids["unit_id"]] if may_see else []
    return RegisterParts(world, gpd.GeoDataFrame(grids), micro, people.acting(connection, ids))


def _described(parts: RegisterParts, progress: Progress) -> gpd.GeoDataFrame:
    """Add to each grid: residents, buildings, micro-grids, estates, bounds, leader."""
    buildings, grids = parts.world.layers[Layer.BUILDINGS], parts.grids
    by_grid = buildings.groupby("grid_code")
    micro = parts.micro_grid_parts.groupby("grid_code")["micro_grid_code"].nunique()
    leaders = parts.leaders[parts.leaders["role"] == GRID_LEADER].drop_duplicates("unit_id")
    named = dict(zip(leaders["unit_id"], map(_leader, leaders["officeholder_number"]), strict=True))
    estates = _estate_names(parts.world)
    return grids.assign(
        residents=grids["code"].map(by_grid["residents"].sum()),
        buildings=grids["code"].map(by_grid.size()).fillna(0).astype(int),
        micro_grids=grids["code"].map(micro),
        estates=[estates.get(code, "") for code in grids["code"]],
        bounds=_bounds(parts, progress),
        leader=[named.get(unit_id, "") for unit_id in grids["unit_id"]],
    )


def _leader(number: Any) -> str:
    return "" if pd.isna(number) else f"负责人 {int(number):03d}"


def _estate_names(world: CoverageWorld) -> dict[str, str]:
    """Names of the estates with buildings in each grid, the largest part first."""
    buildings, estates = world.layers[Layer.BUILDINGS], world.layers[Layer.ESTATES]
    names = dict(zip(estates["code"], estates["name"], strict=True))
    inside = buildings.dropna(subset=["grid_code", "estate_code"])
    sums = inside.groupby(["grid_code", "estate_code"])["households"].sum().sort_values(ascending=False)
    found: dict[str, list[str]] = {}
    for grid, estate in sums.index:
        if estate in names:
            found.setdefault(grid, []).append(names[estate])
    return {grid: "、".join(listed) for grid, listed in found.items()}


def _bounds(parts: RegisterParts, progress: Progress) -> list[str]:
    """Name the four bounds of every grid."""
    lines = _named_lines(parts.world)
    communities = parts.world.layers[Layer.COMMUNITIES]
    told = []
    for done, grid in enumerate(parts.grids.to_dict("records")):
        progress("描述四至", done, len(parts.grids))
        others = communities[communities["code"] != grid["community_code"]]
        beside = pd.concat([parts.grids.loc[parts.grids["code"] != grid["code"], _SHOWN], others[_SHOWN]])
        told.append(four_bounds(grid["geometry"], lines=lines, neighbours=beside).sentence())
    return told


def _named_lines(world: CoverageWorld) -> gpd.GeoDataFrame:
    """Roads, walls and river banks that have a name."""
    frames = [world.layers[layer][_SHOWN] for layer in (Layer.STREETS, Layer.BARRIERS)]
    water = world.layers[Layer.WATER][_SHOWN]
    banks = water.set_geometry(water.geometry.boundary)
    joined = pd.concat([*frames, banks], ignore_index=True).dropna(subset=["name"])
    return gpd.GeoDataFrame(joined[joined["name"] != ""], geometry="geometry", crs="EPSG:4326")
