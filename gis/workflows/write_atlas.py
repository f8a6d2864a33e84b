"""Write the printable atlas (网格图册) of any plan: overview, index, and a page per grid with map, bounds and people."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import geopandas as gpd
import pandas as pd

from gis.errors import InputError
from gis.model.access import Right, Scope
from gis.model.ids import OfficeholderId, PlanId, UnitId
from gis.model.progress import Progress, silent
from gis.reports.atlas import TITLE, ActingPerson, AtlasFindings, atlas_pdf
from gis.reports.atlas_maps import AtlasGround
from gis.reports.findings import BaseLayers
from gis.space.layers import Layer
from gis.store import contacts, layers, people
from gis.store.bands import read_bands
from gis.store.engine import Connection, Store
from gis.store.units import UnitRecord
from gis.workflows.grid_bounds import read_bounded
from gis.workflows.plan_book import PlanBook
from gis.workflows.report_files import ReportCard, ReportLabel, keep_report

BUILDING_LEADER = "building_leader"


def write_atlas(
    store: Store,
    scope: Scope,
    subdistrict: UnitRecord,
    unit: UnitRecord,
    *,
    suffix: str,
    made_at: datetime,
    plan_id: PlanId | None = None,
    progress: Progress = silent,
) -> ReportCard:
    """Write the atlas of a sub-district, or of one community, and keep its file.

    Parameters
    ----------
    plan_id
        A draft or an older plan; the one in force where not given.

    Raises
    ------
    InputError
        It is asked for as anything but PDF (``report_format_unknown``).
    NotFound
        ``plan_missing``, ``plan_unknown``.
    """
    if suffix != "pdf":
        raise InputError(
            f"no atlas as {suffix[:20]!r}",
            chinese="网格图册只有 PDF 格式",
            code="report_format_unknown",
            value=suffix[:20],
        )
    progress("读取网格", 0, 0)
    with store.session(scope) as connection:
        findings = read_atlas(connection, scope, subdistrict, unit, plan_id=plan_id, progress=progress)
    shows_people = findings.people is not None
    facts: dict[str, object] = {"plan": findings.plan_name, "grids": len(findings.ground.grids)}
    label = ReportLabel("atlas", TITLE, unit.name, suffix, unit.path, facts, shows_people=shows_people)
    return keep_report(
        store.settings.reports_dir,
        label,
        made_at=made_at,
        write=lambda path: path.write_bytes(atlas_pdf(findings, made_at=made_at, progress=progress)),
    )


def read_atlas(
    connection: Connection,
    scope: Scope,
    subdistrict: UnitRecord,
    unit: UnitRecord,
    *,
    plan_id: PlanId | None = None,
    progress: Progress = silent,
) -> AtlasFindings:
    """Read what the atlas needs to know."""
    book, grids = read_bounded(connection, subdistrict, unit, plan_id=plan_id, progress=progress)
    may_see = scope.may(Right.SEE_PEOPLE)
    return AtlasFindings(
        place_name=unit.name,
        plan_name=book.plan.name,
        plan_state=book.state_chinese,
        document_number=book.plan.document_number,
        in_force=_days(book),
        on=book.on,
        is_demo=unit.is_demo,
        ground=_ground(connection, book, grids, subdistrict),
        people=_people(connection, grids) if may_see else None,
        bands=read_bands(connection, subdistrict_id=subdistrict.unit_id),
        building_leaders=_building_leaders(connection, book) if may_see else {},
    )


def _days(book: PlanBook) -> str:
    plan = book.plan
    if plan.from_date is None:
        return "尚未执行"
    return f"{plan.from_date} 起" if plan.to_date is None else f"{plan.from_date} 至 {plan.to_date}（不含）"


def _ground(
    connection: Connection, book: PlanBook, grids: gpd.GeoDataFrame, subdistrict: UnitRecord
) -> AtlasGround:
    """Read what lies under the maps; buildings and estates also of the communities around."""
    read = {
        layer: gpd.GeoDataFrame(
            layers.read_layer(connection, layer, within=subdistrict.path, at=book.on), crs="EPSG:4326"
        )
        for layer in (
            Layer.STREETS,
            Layer.WATER,
            Layer.GREEN,
            Layer.SERVICE_POINTS,
            Layer.BUILDINGS,
            Layer.ESTATES,
        )
    }
    around = read[Layer.BUILDINGS]
    around = around[~around["unit_id"].isin(book.buildings["unit_id"])].assign(grid_id=pd.NA)
    buildings = pd.concat([book.buildings, around.reindex(columns=book.buildings.columns)], ignore_index=True)
    return AtlasGround(
        base=BaseLayers(read[Layer.STREETS], read[Layer.WATER], read[Layer.GREEN]),
        grids=grids,
        buildings=gpd.GeoDataFrame(buildings, geometry="geometry", crs="EPSG:4326").astype(
            {"grid_id": "Int64"}
        ),
        estates=read[Layer.ESTATES],
        communities=book.communities,
        service_points=read[Layer.SERVICE_POINTS],
    )


def _people(connection: Connection, grids: gpd.GeoDataFrame) -> dict[int, Sequence[ActingPerson]]:
    """Say who acts today at each grid and at its community, with contacts masked."""
    ids = {int(value) for column in ("grid_id", "community_id") for value in grids[column]}
    acting = people.acting(connection, [UnitId(unit_id) for unit_id in sorted(ids)])
    holders = acting["officeholder_id"].dropna().astype(int).unique()
    masked = contacts.masked_contacts(connection, [OfficeholderId(int(holder)) for holder in holders])
    ways = masked.groupby("officeholder_id")["masked"].agg(tuple).to_dict() if len(masked) else {}
    by_unit: dict[int, list[ActingPerson]] = {}
    for row in acting.to_dict("records"):
        by_unit.setdefault(int(row["unit_id"]), []).append(_person(row, ways))
    pairs = zip(grids["grid_id"], grids["community_id"], strict=True)
    return {int(grid): (*by_unit.get(int(grid), ()), *by_unit.get(int(own), ())) for grid, own in pairs}


def _person(row: dict[Any, Any], ways: dict[Any, tuple[str, ...]]) -> ActingPerson:
    is_there = not pd.isna(row["officeholder_number"])
    return ActingPerson(
        role_chinese=str(row["role_chinese"]),
        number=int(row["officeholder_number"]) if is_there else None,
        is_substitute=bool(row["is_substitute"]),
        contacts=ways.get(row["officeholder_id"], ()) if is_there else (),
    )


def _building_leaders(connection: Connection, book: PlanBook) -> dict[int, int | None]:
    """Number of who leads each building today; None where the post is vacant."""
    acting = people.acting(connection, [UnitId(int(unit)) for unit in book.buildings["unit_id"]])
    leaders = acting[acting["role"] == BUILDING_LEADER]
    pairs = zip(leaders["unit_id"], leaders["officeholder_number"], strict=True)
    return {int(unit): None if pd.isna(number) else int(number) for unit, number in pairs}
