"""Write the grid register (网格登记表) of the plan in force: every grid, its bounds, estates, households and leader."""

from datetime import datetime
from importlib.metadata import version

import geopandas as gpd

from gis.model.access import Right, Scope
from gis.model.ids import PlanId, UnitId
from gis.model.progress import Progress, silent
from gis.reports.findings import RegisterFindings
from gis.reports.from_answer import base_layers
from gis.reports.register import TITLE, register_document
from gis.reports.write import write
from gis.store import people
from gis.store.bands import read_bands
from gis.store.engine import Connection, Store
from gis.store.units import UnitRecord
from gis.workflows.coverage_inputs import read_world
from gis.workflows.grid_bounds import read_bounded
from gis.workflows.report_files import ReportCard, ReportLabel, keep_report

GRID_LEADER = "grid_leader"


def write_register_report(
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
    """Write the register of a sub-district, or of one community, and keep its file.

    Parameters
    ----------
    subdistrict, unit
        Whose plan, and the sub-district itself or a community of it; within the scope.
    suffix
        docx, xlsx, pdf or html.
    plan_id
        The plan; the one in force where not given.
    """
    progress("读取网格", 0, 0)
    with store.session(scope) as connection:
        findings = read_register(connection, scope, subdistrict, unit, plan_id=plan_id, progress=progress)
    progress("写出报告", 0, 0)
    document = register_document(findings, made_at=made_at)
    facts: dict[str, object] = {"plan": findings.plan_name, "grids": len(findings.grids)}
    label = ReportLabel(
        "register",
        TITLE,
        findings.place_name,
        suffix,
        unit.path,
        facts,
        shows_people=scope.may(Right.SEE_PEOPLE),
    )
    return keep_report(
        store.settings.reports_dir, label, made_at=made_at, write=lambda path: write(document, path)
    )


def read_register(
    connection: Connection,
    scope: Scope,
    subdistrict: UnitRecord,
    unit: UnitRecord,
    *,
    plan_id: PlanId | None = None,
    progress: Progress = silent,
) -> RegisterFindings:
    """Read what the register of a sub-district or community needs to know.

    Parameters
    ----------
    plan_id
        A draft or an older plan; the one in force where not given.

    Raises
    ------
    NotFound
        ``plan_missing``, ``plan_unknown``.
    """
    book, grids = read_bounded(connection, subdistrict, unit, plan_id=plan_id, progress=progress)
    world = read_world(connection, unit)
    return RegisterFindings(
        place_name=unit.name,
        plan_name=book.plan.name,
        plan_state=book.state_chinese,
        grids=grids.assign(leader=_leaders(connection, scope, grids)),
        communities=book.communities,
        bands=read_bands(connection, subdistrict_id=subdistrict.unit_id),
        base=base_layers(world.layers),
        is_demo=unit.is_demo,
        edition=world.edition,
        edition_date=world.edition_date,
        version=version("wangge"),
        households_in=int(book.buildings["households"].sum()),
        households_unassigned=book.households_unassigned,
    )


def _leaders(connection: Connection, scope: Scope, grids: gpd.GeoDataFrame) -> list[str]:
    """Name by number who leads each grid today; empty for whoever may not see people, and where nobody does."""
    if not scope.may(Right.SEE_PEOPLE):
        return [""] * len(grids)
    acting = people.acting(connection, [UnitId(int(grid)) for grid in grids["grid_id"]])
    leaders = acting[acting["role"] == GRID_LEADER].dropna(subset=["officeholder_number"])
    numbers = leaders.drop_duplicates("unit_id").set_index("unit_id")["officeholder_number"]
    return [f"负责人 {int(numbers[grid]):03d}" if grid in numbers.index else "" for grid in grids["grid_id"]]
