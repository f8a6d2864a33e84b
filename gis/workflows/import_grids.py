"""Bring in the grids there are, as polygons or as a table building → grid: they become a plan.

The cells that the plan is made of are those of the sub-district's newest fabric; where they no longer fit the
buildings and borders in force, or there are none yet, new ones are cut. ``examine`` keeps nothing.
"""

import dataclasses
from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import pandas as pd

from gis.errors import Conflict, NotAllowed, WanggeError
from gis.ingest.existing_grids import Ground, SettledGrids, settle_polygons, settle_table
from gis.ingest.reading import Reading
from gis.model.access import Right, Scope
from gis.model.ids import PlanId, UserId
from gis.model.plans import PlanState
from gis.model.problems import Problem, Severity
from gis.model.progress import Progress, silent
from gis.space.layers import Layer
from gis.store import fabrics, plan_grids, plans, publishing
from gis.store.engine import Connection, Store
from gis.store.layers import read_layer
from gis.store.units import UnitRecord
from gis.workflows import renew_fabric
from gis.workflows.import_check import (
    Examination,
    FileToImport,
    read_and_check,
    require_importer,
    rows_refused,
)

GRID_LAYERS = frozenset({Layer.GRIDS, Layer.GRID_BUILDINGS})


@dataclass(frozen=True, slots=True)
class GridExamination(Examination):
    """What grids of a file would become.

    Attributes
    ----------
    settled
        The grids, and the grid of each cell.
    fresh_cells
        Cells to be kept with the plan; None: the newest fabric fits.
    """

    settled: SettledGrids | None = None
    fresh_cells: gpd.GeoDataFrame | None = None


def examine(
    store: Store, scope: Scope, file: FileToImport, *, territory: str, progress: Progress = silent
) -> GridExamination:
    """Say which plan a file of grids would become, against the plan in force; nothing is kept.

    Raises
    ------
    NotAllowed
        The person may not import.
    InputError
        The file cannot be read, or the territory has no sub-district, or several.
    CannotSatisfy
        No communities or buildings are in force.
    """
    with store.system() as connection:
        found = read_and_check(connection, scope, [file], territory=territory, progress=progress)
        subdistrict = renew_fabric.only_subdistrict(connection, territory)
        ground, fresh = _ground(connection, subdistrict, territory, progress)
        progress("归并网格", 0, 0)
        (reading,) = found.readings
        settled = _settle(reading, ground)
        stopped = _rehearse(connection, subdistrict, settled, fresh)
        changes = _changes(connection, settled, ground, territory)
    problems = [*found.problems, *settled.problems, *stopped]
    lost = {problem.row for problem in settled.problems if problem.severity is Severity.REFUSED}
    left = reading.keeping([row not in lost for row in reading.rows])
    left = dataclasses.replace(left, places={**_places(reading, settled.problems), **reading.places})
    given = {slot.name: getattr(found, slot.name) for slot in dataclasses.fields(Examination)}
    return GridExamination(
        **{**given, "readings": [left], "problems": problems, "changes": changes},
        settled=settled,
        fresh_cells=fresh,
    )


def keep(
    store: Store,
    scope: Scope,
    examination: GridExamination,
    *,
    territory: str,
    name: str,
    leave_out: bool = False,
) -> PlanId:
    """Keep what was examined as a draft, with new cells where they are needed.

    Raises
    ------
    NotAllowed
        The person may not import.
    CannotSatisfy
        ``rows_refused``: rows were refused and may not be left out.
    Conflict
        ``cells_changed``: the cells are others than when the file was examined.
    InputError
        As ``gis.store.plans.import_plan``.
    """
    require_importer(scope)
    settled = examination.settled
    if settled is None or (examination.refused and not leave_out):
        raise rows_refused(examination)
    with store.system() as connection:
        subdistrict = renew_fabric.only_subdistrict(connection, territory)
        return _keep(connection, scope.user_id, subdistrict, settled, examination.fresh_cells, name=name)


def bring_into_force(
    store: Store, scope: Scope, plan_id: PlanId, *, from_date: date, document_number: str
) -> None:
    """Bring a plan that was imported into force, as it is: it was in force before it came here.

    Raises
    ------
    NotAllowed
        The person may neither approve plans nor administer.
    Conflict, InputError
        As ``gis.store.publishing.publish_plan``.
    """
    if not (scope.may(Right.APPROVE_PLANS) or scope.may(Right.ADMINISTER)):
        raise NotAllowed("may not approve plans", chinese="您的角色不能批准方案", code="right_missing")
    with store.system() as connection:
        plans.set_plan_state(
            connection,
            plan_id,
            PlanState.APPROVED,
            from_states={PlanState.DRAFT},
            by=scope.user_id,
            document_number=document_number,
            reason="导入的现行方案",
        )
        publishing.publish_plan(connection, plan_id, from_date=from_date, by=scope.user_id)


def _ground(
    connection: Connection, subdistrict: UnitRecord, territory: str, progress: Progress
) -> tuple[Ground, gpd.GeoDataFrame | None]:
    """Read the cells that fit, or cut new ones; and what grids are told by."""
    communities = read_layer(connection, Layer.COMMUNITIES, within=subdistrict.path)
    buildings = gpd.GeoDataFrame(read_layer(connection, Layer.BUILDINGS, within=subdistrict.path))
    fabric_id = renew_fabric.fitting_fabric(connection, subdistrict.unit_id, subdistrict.path)
    fresh = None
    if fabric_id is None:
        fresh, _ = renew_fabric.cut_cells(connection, subdistrict.path, progress=progress)
    cells = fabrics.read_cells(connection, fabric_id) if fabric_id is not None else fresh
    ground = Ground(
        cells=gpd.GeoDataFrame(cells),
        buildings=buildings,
        community_names=dict(zip(communities["code"], communities["name"], strict=True)),
        known_grids=plan_grids.read_known_grids(connection, territory),
    )
    return ground, fresh


def _places(reading: Reading, problems: list[Problem]) -> dict[int, tuple[float, float]]:
    """Find where the grids lie that problems name, refused ones too."""
    if not isinstance(reading.records, gpd.GeoDataFrame):
        return {}
    named = {problem.row for problem in problems}
    middles = reading.records.geometry.representative_point()
    return {
        row: (float(middle.x), float(middle.y))
        for row, middle in zip(reading.rows, middles, strict=True)
        if row in named
    }


def _settle(reading: Reading, ground: Ground) -> SettledGrids:
    records, file = reading.records, reading.source.file_name
    if reading.layer is Layer.GRIDS:
        return settle_polygons(gpd.GeoDataFrame(records), list(reading.rows), ground, file=file)
    return settle_table(records, list(reading.rows), ground, file=file)


def _keep(
    connection: Connection,
    by: UserId | None,
    subdistrict: UnitRecord,
    settled: SettledGrids,
    fresh: gpd.GeoDataFrame | None,
    *,
    name: str,
) -> PlanId:
    subdistrict_id = subdistrict.unit_id
    if fresh is not None:
        fabric_id = renew_fabric.keep_cells(connection, fresh, subdistrict_id=subdistrict_id, by=by)
        kept = fabrics.read_cells(connection, fabric_id)
        ids = dict(zip(kept["code"].astype(str), kept["cell"], strict=True))
        assigned = settled.cells.assign(cell=settled.cells["cell"].astype(str).map(ids))
    else:
        fabric_id = fabrics.latest_fabric(connection, subdistrict_id)
        assigned = settled.cells
        if not assigned["cell"].isin(fabrics.read_cells(connection, fabric_id)["cell"]).all():
            raise Conflict(
                f"fabric {fabric_id} has other cells",
                chinese="检查之后单元格已重新划分，请重新检查文件",
                code="cells_changed",
            )
    return plans.import_plan(
        connection,
        settled.grids,
        assigned,
        subdistrict_id=subdistrict_id,
        fabric_id=fabric_id,
        name=name,
        by=by,
    )


def _rehearse(
    connection: Connection, subdistrict: UnitRecord, settled: SettledGrids, fresh: gpd.GeoDataFrame | None
) -> list[Problem]:
    """Keep the plan in a savepoint and undo it; tells what would stop it."""
    savepoint = connection.begin_nested()
    try:
        _keep(connection, None, subdistrict, settled, fresh, name="rehearsal")
    except WanggeError as error:
        return [Problem(error.code, error.chinese, "请改正后重新检查", Severity.REFUSED)]
    finally:
        savepoint.rollback()
    return []


def _changes(connection: Connection, settled: SettledGrids, ground: Ground, territory: str) -> pd.DataFrame:
    """Hold the grids against those in force: layer, code, change (added, removed, changed)."""
    present = read_layer(connection, Layer.GRID_BUILDINGS, territory=territory)
    before = dict(zip(present["building_code"], present["grid_code"], strict=True))
    given = settled.cells.assign(building=ground.cells["building_code"].to_numpy()).dropna(
        subset=["building"]
    )
    after = dict(zip(given["building"], given["grid_code"], strict=True))
    old = {str(code) for code in before.values() if isinstance(code, str)}
    new = {str(code) for code in settled.grids["code"]}
    touched = {
        str(grid)
        for building in before.keys() | after.keys()
        if (pair := (before.get(building), after.get(building)))[0] != pair[1]
        for grid in pair
        if isinstance(grid, str)
    }
    told = [(code, "added") for code in sorted(new - old)]
    told += [(code, "removed") for code in sorted(old - new)]
    told += [(code, "changed") for code in sorted(touched & old & new)]
    rows = [(Layer.GRIDS.value, code, change) for code, change in told]
    return pd.DataFrame(rows, columns=["layer", "code", "change"])
